using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.DuckDb;
using Slipway.Trainer.Snapshot.Card;
using Slipway.Trainer.Snapshot.Checks;
using Slipway.Trainer.Snapshot.Erasure;
using Slipway.Trainer.Snapshot.Extraction;
using Slipway.Storage;
using Slipway.Trainer.Snapshot.Rows;
using Slipway.Trainer.Steps;

namespace Slipway.Trainer.Snapshot.Publish;

/// <summary>Writes a version that is accepted: its files, the card, and the manifest last.</summary>
internal sealed class VersionWriter(SnapshotSpec spec, StepContext context, VersionPublisher publisher)
{
    /// <summary>Writes the kept rows of an engine.</summary>
    public async Task<DatasetManifest> WriteAsync(string digest, SplitCounts splits, VersionFacts facts, Connection connection, CancellationToken cancellationToken)
    {
        var files = await SplitFiles.WriteAsync(connection, spec, splits, context.ScratchFolder, cancellationToken);
        var quarantine = facts.Read.Rejected > 0
            ? await new Quarantine(connection, context.Store, context.ScratchFolder).PublishAsync(publisher.Folder(digest), cancellationToken)
            : null;
        var lookup = spec.Lookup is { } policy
            ? await new EntityLookup(connection, context.Store, context.ScratchFolder).PublishAsync(spec, policy, digest, publisher.Folder(digest), cancellationToken)
            : null;
        if (facts.Read.Erasure is { } erasure)
            facts = facts with { Deletions = await new ErasureProof(connection, context.Store, context.ScratchFolder).RequireAsync(erasure, files, publisher.Folder(digest), cancellationToken) };
        var manifest = Manifest(digest, [.. files.Select(file => file.File)], facts, quarantine, lookup);
        await PublishAsync(manifest, files, cancellationToken);
        return manifest;
    }

    /// <summary>Writes a version whose files lie in the folders of its partitions.</summary>
    public async Task<DatasetManifest> WriteAsync(string digest, IReadOnlyList<DataFile> files, VersionFacts facts, ObjectUri? quarantine, CancellationToken cancellationToken)
    {
        var manifest = Manifest(digest, files, facts, quarantine, lookup: null);
        await PublishAsync(manifest, [], cancellationToken);
        return manifest;
    }

    private async Task PublishAsync(DatasetManifest manifest, IReadOnlyList<WrittenFile> files, CancellationToken cancellationToken)
    {
        await context.Store.PutAsync(publisher.Folder(manifest.Digest).Append(DataCard.FileName), DataCard.Write(manifest), cancellationToken);
        await publisher.PublishAsync(manifest, files, cancellationToken);
        context.Progress.Report($"published {manifest.Digest}, {manifest.Bytes} bytes");
    }

    private DatasetManifest Manifest(string digest, IReadOnlyList<DataFile> files, VersionFacts facts, ObjectUri? quarantine, LookupArtifact? lookup)
    {
        var time = facts.Checked.Statistics.FirstOrDefault(column => column.Column == spec.EventTime);
        return new DatasetManifest
        {
            Name = spec.Name,
            Namespace = spec.Namespace,
            Digest = digest,
            Role = spec.Role,
            Columns = spec.Columns,
            EventTime = spec.EventTime,
            Key = spec.Key,
            Label = spec.Label,
            Labels = facts.Labels,
            Slices = spec.Slices,
            Splits = spec.Splits,
            Files = files,
            Rows = facts.Rows,
            Bytes = files.Sum(file => file.Bytes),
            EventTimeMin = Moment(time?.Min),
            EventTimeMax = Moment(time?.Max),
            Statistics = facts.Checked.Statistics,
            SliceStatistics = facts.Checked.Slices,
            Freshness = facts.Checked.Freshness,
            Missingness = facts.Checked.Missingness is { Count: > 0 } missingness ? missingness : null,
            Comparison = facts.Checked.Comparison,
            Coverage = facts.Coverage,
            Findings = facts.Checked.Findings is { Count: > 0 } findings ? findings : null,
            Rejected = facts.Read.Rejected > 0 ? facts.Read.Reasons.ToDictionary() : null,
            Discards = facts.Discards,
            QuarantineUri = quarantine?.ToString(),
            Cleaning = facts.Cleaning,
            Deletions = facts.Deletions,
            IngestId = spec.IngestId,
            Sampling = spec.Sampling,
            DryRun = facts.DryRun,
            Augmented = facts.Augmented,
            Lookup = lookup,
            Parents = spec.Parents,
            Provenance = spec.Provenance,
            Privacy = facts.Privacy,
            Source = spec.Source,
            Author = spec.Author,
            CreatedAt = context.Clock.GetUtcNow(),
            Engine = "duckdb/" + Database.EngineVersion.TrimStart('v'),
        };
    }

    private static DateTimeOffset? Moment(double? seconds) => seconds is { } known ? DateTimeOffset.UnixEpoch.AddMicroseconds(Math.Round(known * 1e6)) : null;
}

/// <summary>What is known of a version besides its specification.</summary>
/// <param name="Rows">Row counts.</param>
/// <param name="Read">What the source held.</param>
/// <param name="Checked">What the checks gave.</param>
/// <param name="Discards">Where rows were lost.</param>
/// <param name="Coverage">Rows of slices over event time.</param>
internal sealed record VersionFacts(RowCounts Rows, ExtractionCounts Read, CheckedVersion Checked, Discards? Discards, IReadOnlyList<Coverage>? Coverage)
{
    /// <summary>What was tried before.</summary>
    public DryRunReport? DryRun { get; init; }

    /// <summary>Rows that were made by augmentation.</summary>
    public AugmentedRows? Augmented { get; init; }

    /// <summary>What is known of the labels.</summary>
    public LabelReport? Labels { get; init; }

    /// <summary>What cleaning did.</summary>
    public CleaningReport? Cleaning { get; init; }

    /// <summary>Deletion requests with what was counted in the written files.</summary>
    public IReadOnlyList<DeletionProof>? Deletions { get; init; }

    /// <summary>How persons are protected.</summary>
    public PrivacyReport? Privacy { get; init; }
}
