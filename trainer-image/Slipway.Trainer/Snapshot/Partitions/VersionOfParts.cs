using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.Storage;
using Slipway.Trainer.Snapshot.Checks;
using Slipway.Trainer.Snapshot.Checks.Comparison;
using Slipway.Trainer.Snapshot.Erasure;
using Slipway.Trainer.Snapshot.Extraction;
using Slipway.Trainer.Snapshot.Privacy;
using Slipway.Trainer.Snapshot.Publish;
using Slipway.Trainer.Snapshot.Rows;
using Slipway.Trainer.Steps;

namespace Slipway.Trainer.Snapshot.Partitions;

/// <summary>Adds partitions up to one version, checks it as a whole, and writes its manifest. No row is read again.</summary>
internal sealed class VersionOfParts(SnapshotSpec spec, StepContext context, PartStore parts, PseudonymKey? key)
{
    public async Task<SnapshotResult> MakeAsync(IReadOnlyList<WorkerReport> workers, CancellationToken cancellationToken)
    {
        var start = context.Clock.GetTimestamp();
        var sum = await AddAsync([.. workers.SelectMany(worker => worker.Parts).OrderBy(part => part.Partition, StringComparer.Ordinal)], cancellationToken);
        var whole = spec with { Columns = sum.Schema };
        var read = sum.Read with { Watermark = workers.Min(worker => worker.Watermark) };
        await SnapshotRefusals.RequireFewRejectedAsync(spec, read, () => Task.FromResult(sum.Quarantine!));
        SnapshotRefusals.RequireEnoughRows(spec, sum.Rows);
        context.Progress.Report($"added up {sum.Partitions} partitions: kept {sum.Rows.Kept} of {sum.Rows.Read} rows");

        // Of an older version with these rows, any partition's quarantine may have the keys; so each request makes another version.
        var digest = DatasetDigest.Of(whole, sum.Splits, [.. (sum.Deletions ?? []).Select(proof => proof.KeysDigest)]);
        var publisher = new VersionPublisher(context.Store, ObjectUri.Parse(spec.Output));
        var manifest = await publisher.FindAsync(digest, cancellationToken);
        var previous = await PreviousVersion.ReadAsync(spec, context.Store, cancellationToken);
        if (spec.Deletions is { } requests)
        {
            previous = ForgottenKeys.Of(requests).Without(previous);
            whole = whole with { Slices = ForgottenKeys.Of(requests).Without(whole.Slices) };
        }

        var checkedVersion = new VersionChecks(whole, sum.Kept, context.Clock.GetUtcNow()) { KeyId = key?.Id, EventTimes = sum.EventTimes }.Run(digest, sum.Rows, read, manifest, previous, sum.Discards?.DuplicatePeriod);
        checkedVersion = checkedVersion with { Findings = [.. checkedVersion.Findings, .. Noticed(workers, sum.Findings)] };
        SnapshotRefusals.RequireNoErrors(checkedVersion.Findings);
        if (manifest is null)
        {
            var coverage = CoverageCounter.Run(checkedVersion.Statistics.FirstOrDefault(column => column.Column == spec.EventTime), spec.Slices ?? [], checkedVersion.Slices, sum.Kept.Coverage);
            manifest = await new VersionWriter(whole, context, publisher).WriteAsync(digest, sum.Files, new VersionFacts(sum.Rows, read, checkedVersion, sum.Discards, coverage) { Cleaning = sum.Cleaning, Deletions = sum.Deletions, Privacy = Protected(), DryRun = Tried(workers) }, sum.Quarantine, cancellationToken);
        }
        else
        {
            context.Progress.Report($"version {digest} exists already");
        }

        return VersionResult.Of(manifest, publisher.ManifestUri(digest), sum.Rows, checkedVersion, context.Clock.GetElapsedTime(start), sum.Deletions) with
        {
            Partitions = new PartitionCounts { Total = sum.Partitions, Read = workers.Sum(worker => worker.Read) },
        };
    }

    private static DryRunReport? Tried(IReadOnlyList<WorkerReport> workers) =>
        workers.Select(worker => worker.DryRun).OfType<DryRunReport>().Aggregate((DryRunReport?)null, (sum, each) => sum?.Plus(each) ?? each);

    private PrivacyReport? Protected() =>
        key is null && spec.Privacy?.NoPersonalData is null ? null : new PrivacyReport { KeyId = key?.Id, NoPersonalData = spec.Privacy?.NoPersonalData };

    private async Task<PartSum> AddAsync(IReadOnlyList<ReadyPart> ready, CancellationToken cancellationToken)
    {
        PartSum? sum = null;
        foreach (var part in ready)
        {
            var summary = await parts.ReadAsync(part.Fingerprint, cancellationToken);
            sum ??= new PartSum(spec with { Columns = summary.Schema });
            sum.Add(summary);
        }

        return sum ?? throw new InvalidOperationException("A source that has files has partitions.");
    }

    private static IReadOnlyList<Finding> Noticed(IReadOnlyList<WorkerReport> workers, IReadOnlyList<Finding> parts)
    {
        // Pods see the whole source, so each of them notices the same of it.
        var warnings = new WarningList();
        foreach (var finding in workers.SelectMany(worker => worker.Findings).Concat(parts)) warnings.Add(finding.Check, finding.Message, finding.Rows);
        return warnings.Findings;
    }
}
