using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.Storage;
using Slipway.Trainer.Snapshot.Checks;
using Slipway.Trainer.Snapshot.Extraction;
using Slipway.Trainer.Snapshot.Rows;

namespace Slipway.Trainer.Snapshot.Partitions;

/// <summary>Partitions added up one after the other.</summary>
internal sealed class PartSum(SnapshotSpec spec)
{
    private const int MaxDiscards = 50;

    private readonly List<DataFile> files = [];
    private readonly List<Finding> findings = [];
    private readonly Dictionary<string, long> reasons = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Reason, string? File, string? Slice), long> discards = [];
    private DuplicatePeriod? duplicates;
    private long mostRejected;

    public IReadOnlyList<Column> Schema => spec.Columns;

    public MergedRows Kept { get; } = new(spec);

    public int Partitions { get; private set; }

    public RowCounts Rows { get; private set; } = new();

    public SplitCounts Splits { get; private set; } = SplitCounts.None;

    public EventTimeCounts? EventTimes { get; private set; }

    public CleaningReport? Cleaning { get; private set; }

    /// <summary>Quarantine of the partition with most rejected rows.</summary>
    public ObjectUri? Quarantine { get; private set; }

    public IReadOnlyList<DataFile> Files => files;

    /// <summary>Deletion requests with what was counted in the files of all partitions.</summary>
    public IReadOnlyList<DeletionProof>? Deletions { get; private set; }

    public IReadOnlyList<Finding> Findings => findings;

    public ExtractionCounts Read => new(Rows.Read, Rows.Rejected, [.. reasons.OrderByDescending(reason => reason.Value).ThenBy(reason => reason.Key, StringComparer.Ordinal)]);

    public Discards? Discards
    {
        get
        {
            var all = discards.Select(each => new Discard { Reason = each.Key.Reason, File = each.Key.File, Slice = each.Key.Slice, Rows = each.Value }).ToList();
            return all.Count == 0 && duplicates is null ? null : new Discards
            {
                Files = Most(all.Where(each => each.File is not null)),
                Slices = all.Where(each => each.Slice is not null).GroupBy(each => each.Slice!.Split('=')[0], StringComparer.Ordinal).SelectMany(slice => Most(slice) ?? []).ToList() is { Count: > 0 } slices ? slices : null,
                DuplicatePeriod = duplicates,
            };
        }
    }

    public void Add(PartSummary part)
    {
        Partitions++;
        Kept.Add(part);
        files.AddRange(part.Files.Select(file => file with { Path = PartStore.PathFromVersion(part.Fingerprint, file.Path) }));
        findings.AddRange(part.Findings);
        Rows = new RowCounts
        {
            Read = Rows.Read + part.Rows.Read, Deleted = Rows.Deleted + part.Rows.Deleted, Rejected = Rows.Rejected + part.Rows.Rejected, Cleaned = Rows.Cleaned + part.Rows.Cleaned, Duplicates = Rows.Duplicates + part.Rows.Duplicates,
            Unsettled = Rows.Unsettled + part.Rows.Unsettled, LeftOut = Rows.LeftOut + part.Rows.LeftOut, Train = Rows.Train + part.Rows.Train,
            Validation = Rows.Validation + part.Rows.Validation, Test = Rows.Test + part.Rows.Test,
        };
        Splits = Splits.Plus(part.Splits);
        Cleaning = Cleaning is null ? part.Cleaning : Cleaning with { Steps = [.. Cleaning.Steps.Zip(part.Cleaning!.Steps, Sum)] };
        Deletions = Deletions is null ? part.Deletions : [.. Deletions.Zip(part.Deletions!, (sum, own) => sum with
        {
            RowsRemoved = sum.RowsRemoved + own.RowsRemoved, TextsCleared = sum.TextsCleared + own.TextsCleared, Remaining = sum.Remaining + own.Remaining,
        })];
        EventTimes = EventTimes is null ? part.EventTimes : part.EventTimes is null ? EventTimes : EventTimes.Plus(part.EventTimes);
        foreach (var (reason, rows) in part.Reasons) reasons[reason] = reasons.GetValueOrDefault(reason) + rows;
        foreach (var each in (part.Discards?.Files ?? []).Concat(part.Discards?.Slices ?? []))
            discards[(each.Reason, each.File, each.Slice)] = discards.GetValueOrDefault((each.Reason, each.File, each.Slice)) + each.Rows;
        if (part.Discards?.DuplicatePeriod is { } period && period.Duplicates > (duplicates?.Duplicates ?? 0)) duplicates = period;
        if (part.QuarantineUri is not { } quarantine || part.Rows.Rejected <= mostRejected) return;
        (Quarantine, mostRejected) = (ObjectUri.Parse(quarantine), part.Rows.Rejected);
    }

    private static CleanedStep Sum(CleanedStep left, CleanedStep right) => left with
    {
        Rows = left.Rows + right.Rows, Dropped = left.Dropped + right.Dropped, Changed = left.Changed + right.Changed, Missing = left.Missing + right.Missing,
    };

    private static List<Discard>? Most(IEnumerable<Discard> discards) =>
        discards.OrderByDescending(each => each.Rows).ThenBy(each => each.Reason, StringComparer.Ordinal).ThenBy(each => each.File ?? each.Slice, StringComparer.Ordinal).Take(MaxDiscards).ToList() is { Count: > 0 } most ? most : null;
}
