using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.DuckDb;
using Slipway.Storage;
using Slipway.Trainer.Snapshot.Checks;
using Slipway.Trainer.Snapshot.Checks.Comparison;
using Slipway.Trainer.Snapshot.Cleaning;
using Slipway.Trainer.Snapshot.Discarded;
using Slipway.Trainer.Snapshot.DryRuns;
using Slipway.Trainer.Snapshot.Erasure;
using Slipway.Trainer.Snapshot.Extraction;
using Slipway.Trainer.Snapshot.Partitions;
using Slipway.Trainer.Snapshot.Privacy;
using Slipway.Trainer.Snapshot.Publish;
using Slipway.Trainer.Snapshot.Rows;
using Slipway.Trainer.Steps;

namespace Slipway.Trainer.Snapshot;

/// <summary>Reads a source, keeps what is sound, and writes one immutable version under its digest.</summary>
internal sealed class SnapshotStep
{
    private SnapshotSpec spec;
    private readonly StepContext context;
    private readonly Connection connection;
    private readonly WarningList warnings;
    private readonly DiscardCounter discards;
    private readonly DateTimeOffset now;
    private readonly long start;
    private PseudonymKey? key;
    private DryRunReport? tried;

    private SnapshotStep(SnapshotSpec spec, StepContext context, Connection connection, WarningList warnings)
    {
        this.spec = spec;
        this.context = context;
        this.connection = connection;
        this.warnings = warnings;
        discards = new DiscardCounter(connection, spec);
        now = context.Clock.GetUtcNow();
        start = context.Clock.GetTimestamp();
    }

    public static async Task<StepResult> RunAsync(SnapshotSpec spec, StepContext context, CancellationToken cancellationToken)
    {
        if (spec.Source.Partitioning is not null) return await PartitionedSnapshot.RunAsync(spec, context, cancellationToken);
        // In memory means up to the memory limit; what is beyond spills to the scratch folder. A database file costs more, for a durability that nobody needs.
        using var database = Database.OpenInMemory(EngineLimits.For(spec, context.ScratchFolder));
        using var connection = database.Connect();
        var warnings = new WarningList();
        var infers = spec.Columns.Count == 0;
        if (!infers) SpecRules.Require(spec, connection);
        var key = await PseudonymKey.ReadAsync(spec, context.PseudonymisationKeyFile, cancellationToken);
        // What a few rows would be inferred to be says nothing of the whole.
        var tried = infers ? null : await DryRun.RunAsync(spec, context, key, files: null, cancellationToken);
        var source = await new SourceOpening(spec, context, connection, warnings).OpenAsync(cancellationToken);
        if (infers)
        {
            spec = spec with { Columns = await InferAsync(spec, source, connection, warnings, cancellationToken) };
            context.Progress.Report($"inferred {spec.Columns.Count} columns");
            SpecRules.Require(spec, connection);
        }

        var published = spec with { Columns = Protections.Published(spec.Columns) };
        var snapshot = await new SnapshotStep(published, context, connection, warnings) { key = key, tried = tried }.RunAsync(spec, source, cancellationToken);
        return new StepResult { Step = "snapshot", Outcome = StepOutcome.Succeeded, Snapshot = infers ? snapshot with { Columns = spec.Columns } : snapshot };
    }

    private static Task<IReadOnlyList<Column>> InferAsync(SnapshotSpec spec, OpenedSource source, Connection connection, WarningList warnings, CancellationToken cancellationToken) =>
        ReadFailures.GuardAsync(spec, () => new SchemaInference(spec, connection, warnings).RunAsync(source, cancellationToken));

    private async Task<SnapshotResult> RunAsync(SnapshotSpec raw, OpenedSource source, CancellationToken cancellationToken)
    {
        var read = await new Extractor(ReadColumns.Of(raw), context, connection, warnings, discards, key).RunAsync(source, cancellationToken);
        // What follows runs SQL that somebody wrote; the source's has its own place before it.
        if (spec.Source.Sql is null) EngineLock.Apply(connection, context.ScratchFolder);
        context.Progress.Report($"read {read.Read} rows, rejected {read.Rejected}");
        if (read.Erasure is { } erased) context.Progress.Report($"removed {erased.Rows} rows for {erased.Proofs.Count} deletion requests");
        await SnapshotRefusals.RequireFewRejectedAsync(spec, read, () => new Quarantine(connection, context.Store, context.ScratchFolder).PublishAsync(ObjectUri.Parse(spec.ResultPrefix), cancellationToken));

        var kept = KeptRows.Of(spec, read, connection, discards, warnings, now, cancellationToken);
        read = kept.Read;
        (spec, var rows, var splits) = (kept.Spec, kept.Rows, kept.Splits);
        SnapshotRefusals.RequireEnoughRows(spec, rows);
        context.Progress.Report($"kept {splits.Rows} rows, dropped {rows.Duplicates} duplicates{(rows.Unsettled > 0 ? $", left {rows.Unsettled} whose label is not settled" : "")}");

        var publisher = new VersionPublisher(context.Store, ObjectUri.Parse(spec.Output));
        var (digest, manifest) = await FindAsync(splits, publisher, read.Erasure, cancellationToken);
        var checkedVersion = await CheckAsync(digest, kept, read, manifest, cancellationToken);
        var anonymity = Anonymity.Count(connection, spec.Privacy, cancellationToken);
        checkedVersion = checkedVersion with { Findings = [.. Anonymity.Findings(anonymity, spec.Privacy?.Severity ?? Severity.Error), .. checkedVersion.Findings] };
        SnapshotRefusals.RequireNoErrors(checkedVersion.Findings);
        if (manifest is null)
        {
            var times = checkedVersion.Statistics.FirstOrDefault(column => column.Column == spec.EventTime);
            var coverage = CoverageCounter.Run(times, spec.Slices ?? [], checkedVersion.Slices, Engine(rows, cancellationToken).Coverage);
            var facts = new VersionFacts(rows, read, checkedVersion, discards.Report(cancellationToken), coverage) { Cleaning = kept.Cleaning, Labels = kept.Labels, Augmented = kept.Augmented, Privacy = Report(anonymity), DryRun = tried };
            manifest = await new VersionWriter(spec, context, publisher).WriteAsync(digest, splits, facts, connection, cancellationToken);
        }
        else
        {
            context.Progress.Report($"version {digest} exists already");
        }

        return VersionResult.Of(manifest, publisher.ManifestUri(digest), rows, checkedVersion, context.Clock.GetElapsedTime(start), read.Erasure?.Proofs);
    }

    // A version that has these rows already is taken as it is, unless its quarantine has keys that must be gone.
    private async Task<(string Digest, DatasetManifest? Known)> FindAsync(SplitCounts splits, VersionPublisher publisher, ErasedRows? erasure, CancellationToken cancellationToken)
    {
        var digest = DatasetDigest.Of(spec, splits, erasure?.Marks);
        var known = await publisher.FindAsync(digest, cancellationToken);
        if (erasure is null || known is null || !await new ErasureProof(connection, context.Store, context.ScratchFolder).HasKeysAsync(erasure, known, cancellationToken)) return (digest, known);
        digest = DatasetDigest.Of(spec, splits, [.. erasure.Proofs.Select(proof => proof.KeysDigest)]);
        return (digest, await publisher.FindAsync(digest, cancellationToken));
    }

    private EngineRows Engine(RowCounts rows, CancellationToken cancellationToken) => new(spec, connection, rows.Kept, now, cancellationToken);

    private PrivacyReport? Report(AnonymityReport? anonymity) => key is null && anonymity is null && spec.Privacy?.NoPersonalData is null
        ? null
        : new PrivacyReport { KeyId = key?.Id, Anonymity = anonymity, NoPersonalData = spec.Privacy?.NoPersonalData };

    private async Task<CheckedVersion> CheckAsync(string digest, KeptRows kept, ExtractionCounts read, DatasetManifest? known, CancellationToken cancellationToken)
    {
        var versions = new PinnedVersions(context.Store, connection, context.ScratchFolder);
        foreach (var pin in (spec.References ?? []).ExceptBy((spec.Parents ?? []).Select(parent => parent.Name), pin => pin.Name)) await versions.CreateViewAsync(pin, cancellationToken);
        var previous = await PreviousVersion.ReadAsync(spec, context.Store, cancellationToken);
        if (read.Erasure is { } erasure)
        {
            var forgotten = ForgottenKeys.Of(connection, erasure.Keys, cancellationToken);
            previous = forgotten.Without(previous);
            spec = spec with { Slices = forgotten.Without(spec.Slices) };
        }

        var result = new VersionChecks(spec, Engine(kept.Rows, cancellationToken), now) { KeyId = key?.Id, EventTimes = kept.EventTimes }.Run(digest, kept.Rows, read, known, previous, discards.DuplicatePeriod);
        context.Progress.Report($"profiled {result.Statistics.Count} columns, {result.Comparison?.Values.Count ?? 0} values compared with the previous version");
        return result with { Findings = [.. result.Findings, .. warnings.Findings] };
    }
}
