using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.DuckDb;
using Slipway.Storage;
using Slipway.Trainer.Snapshot.Checks;
using Slipway.Trainer.Snapshot.Checks.Comparison;
using Slipway.Trainer.Snapshot.Discarded;
using Slipway.Trainer.Snapshot.Extraction;
using Slipway.Trainer.Snapshot.Labels;
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
    private readonly SnapshotRefusals refusals;
    private readonly DateTimeOffset now;
    private readonly long start;

    private SnapshotStep(SnapshotSpec spec, StepContext context, Connection connection, WarningList warnings)
    {
        this.spec = spec;
        this.context = context;
        this.connection = connection;
        this.warnings = warnings;
        discards = new DiscardCounter(connection, spec);
        refusals = new SnapshotRefusals(spec, context, connection);
        now = context.Clock.GetUtcNow();
        start = context.Clock.GetTimestamp();
    }

    public static async Task<StepResult> RunAsync(SnapshotSpec spec, StepContext context, CancellationToken cancellationToken)
    {
        // In memory means up to the memory limit; what is beyond spills to the scratch folder. A database file costs more, for a durability that nobody needs.
        using var database = Database.OpenInMemory(EngineLimits.For(spec, context.ScratchFolder));
        using var connection = database.Connect();
        var warnings = new WarningList();
        var infers = spec.Columns.Count == 0;
        if (!infers) SpecRules.Require(spec, connection);
        var source = await new SourceOpening(spec, context, connection, warnings).OpenAsync(cancellationToken);
        if (infers)
        {
            spec = spec with { Columns = await InferAsync(spec, source, connection, warnings, cancellationToken) };
            context.Progress.Report($"inferred {spec.Columns.Count} columns");
            SpecRules.Require(spec, connection);
        }

        var snapshot = await new SnapshotStep(spec, context, connection, warnings).RunAsync(source, cancellationToken);
        return new StepResult { Step = "snapshot", Outcome = StepOutcome.Succeeded, Snapshot = infers ? snapshot with { Columns = spec.Columns } : snapshot };
    }

    private static Task<IReadOnlyList<Column>> InferAsync(SnapshotSpec spec, OpenedSource source, Connection connection, WarningList warnings, CancellationToken cancellationToken) =>
        ReadFailures.GuardAsync(spec, () => new SchemaInference(spec, connection, warnings).RunAsync(source, cancellationToken));

    private async Task<SnapshotResult> RunAsync(OpenedSource source, CancellationToken cancellationToken)
    {
        var read = await new Extractor(spec, context, connection, warnings, discards).RunAsync(source, cancellationToken);
        // What follows runs SQL that somebody wrote; the source's has its own place before it.
        if (spec.Source.Sql is null) EngineLock.Apply(connection, context.ScratchFolder);
        context.Progress.Report($"read {read.Read} rows, rejected {read.Rejected}");
        await refusals.RequireFewRejectedAsync(read, cancellationToken);

        discards.BeforeDuplicates(cancellationToken);
        var duplicates = Deduplication.Run(connection, spec, cancellationToken);
        discards.AfterDuplicates(duplicates, cancellationToken);
        var eventTime = spec.Columns.FirstOrDefault(column => column.Name == spec.EventTime);
        var eventTimes = EventTimeChecks.Run(connection, eventTime, read.Partition, spec.EventTimeLimits ?? new EventTimeLimits(), now, cancellationToken);
        var unsettled = UnsettledLabels.Remove(connection, spec, now, cancellationToken);
        (var leftOut, spec) = Sampling.Run(connection, spec, warnings, cancellationToken);
        var splits = Splitter.Run(connection, spec, warnings, cancellationToken);
        var rows = new RowCounts
        {
            Read = read.Read, Rejected = read.Rejected, Duplicates = duplicates, Unsettled = unsettled, LeftOut = leftOut,
            Train = splits.Train.Rows, Validation = splits.Validation.Rows, Test = splits.Test.Rows,
        };
        refusals.RequireEnoughRows(rows);
        context.Progress.Report($"kept {splits.Rows} rows, dropped {duplicates} duplicates{(unsettled > 0 ? $", left {unsettled} whose label is not settled" : "")}");

        var digest = DatasetDigest.Of(spec, splits);
        var publisher = new VersionPublisher(context.Store, ObjectUri.Parse(spec.Output));
        var manifest = await publisher.FindAsync(digest, cancellationToken);
        var checkedVersion = await CheckAsync(digest, rows, read, manifest, cancellationToken);
        checkedVersion = checkedVersion with { Findings = [.. eventTimes, .. checkedVersion.Findings] };
        SnapshotRefusals.RequireNoErrors(checkedVersion.Findings);
        if (manifest is null) manifest = await new VersionWriter(spec, context, connection, publisher).WriteAsync(digest, splits, new VersionFacts(rows, read, checkedVersion, discards.Report(cancellationToken)), cancellationToken);
        else context.Progress.Report($"version {digest} exists already");

        return new SnapshotResult
        {
            Digest = digest,
            ManifestUri = publisher.ManifestUri(digest).ToString(),
            Rows = rows,
            Bytes = manifest.Bytes,
            EventTimeMin = manifest.EventTimeMin,
            EventTimeMax = manifest.EventTimeMax,
            Lookup = manifest.Lookup,
            NewestEvent = checkedVersion.Freshness?.Newest,
            Findings = checkedVersion.Findings,
            Seconds = Math.Round(context.Clock.GetElapsedTime(start).TotalSeconds, 3),
        };
    }

    private async Task<CheckedVersion> CheckAsync(string digest, RowCounts rows, ExtractionCounts read, DatasetManifest? known, CancellationToken cancellationToken)
    {
        var versions = new PinnedVersions(context.Store, connection, context.ScratchFolder);
        foreach (var pin in (spec.References ?? []).ExceptBy((spec.Parents ?? []).Select(parent => parent.Name), pin => pin.Name)) await versions.CreateViewAsync(pin, cancellationToken);
        var previous = await PreviousVersion.ReadAsync(spec, context.Store, cancellationToken);
        var checks = new VersionChecks(spec, connection, now);
        var result = checks.Run(digest, rows, read, known, previous, discards.DuplicatePeriod, cancellationToken);
        context.Progress.Report($"profiled {result.Statistics.Count} columns, {result.Comparison?.Values.Count ?? 0} values compared with the previous version");
        return result with { Findings = [.. result.Findings, .. warnings.Findings] };
    }
}
