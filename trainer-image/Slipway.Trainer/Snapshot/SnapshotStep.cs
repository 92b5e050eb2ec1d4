using System.Globalization;
using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.DuckDb;
using Slipway.Storage;
using Slipway.Trainer.Snapshot.Card;
using Slipway.Trainer.Snapshot.Checks;
using Slipway.Trainer.Snapshot.Checks.Comparison;
using Slipway.Trainer.Snapshot.Checks.Expectations;
using Slipway.Trainer.Snapshot.Discarded;
using Slipway.Trainer.Snapshot.Extraction;
using Slipway.Trainer.Snapshot.Labels;
using Slipway.Trainer.Snapshot.Publish;
using Slipway.Trainer.Snapshot.Rows;
using Slipway.Trainer.Snapshot.Sources;
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
        await RequireFewRejectedAsync(read, cancellationToken);

        discards.BeforeDuplicates(cancellationToken);
        var duplicates = Deduplication.Run(connection, spec, cancellationToken);
        discards.AfterDuplicates(duplicates, cancellationToken);
        var eventTime = spec.Columns.FirstOrDefault(column => column.Name == spec.EventTime);
        var eventTimes = EventTimeChecks.Run(connection, eventTime, read.Partition, spec.EventTimeLimits ?? new EventTimeLimits(), now, cancellationToken);
        var unsettled = UnsettledLabels.Remove(connection, spec, now, cancellationToken);
        (var leftOut, spec) = Sampling.Run(connection, spec, warnings, cancellationToken);
        var splits = Splitter.Run(connection, spec, warnings, cancellationToken);
        RequireEnoughRows(splits.Rows, read, duplicates, unsettled);
        context.Progress.Report($"kept {splits.Rows} rows, dropped {duplicates} duplicates{(unsettled > 0 ? $", left {unsettled} whose label is not settled" : "")}");

        var rows = new RowCounts
        {
            Read = read.Read, Rejected = read.Rejected, Duplicates = duplicates, Unsettled = unsettled, LeftOut = leftOut,
            Train = splits.Train.Rows, Validation = splits.Validation.Rows, Test = splits.Test.Rows,
        };
        var digest = DatasetDigest.Of(spec, splits);
        var publisher = new VersionPublisher(context.Store, ObjectUri.Parse(spec.Output));
        var manifest = await publisher.FindAsync(digest, cancellationToken);
        var checkedVersion = await CheckAsync(digest, rows, read, manifest, cancellationToken);
        checkedVersion = checkedVersion with { Findings = [.. eventTimes, .. checkedVersion.Findings] };
        RequireNoErrors(checkedVersion.Findings);
        if (manifest is null) manifest = await WriteAsync(publisher, digest, rows, read, checkedVersion, splits, cancellationToken);
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

    private async Task<DatasetManifest> WriteAsync(
        VersionPublisher publisher, string digest, RowCounts rows, ExtractionCounts read, CheckedVersion checkedVersion, SplitCounts splits,
        CancellationToken cancellationToken)
    {
        var files = await SplitFiles.WriteAsync(connection, spec, splits, context.ScratchFolder, cancellationToken);
        var quarantine = read.Rejected > 0
            ? await new Quarantine(connection, context.Store, context.ScratchFolder).PublishAsync(publisher.Folder(digest), cancellationToken)
            : null;
        var lookup = spec.Lookup is { } policy
            ? await new EntityLookup(connection, context.Store, context.ScratchFolder).PublishAsync(spec, policy, digest, publisher.Folder(digest), cancellationToken)
            : null;
        var time = checkedVersion.Statistics.FirstOrDefault(column => column.Column == spec.EventTime);
        var manifest = new DatasetManifest
        {
            Name = spec.Name,
            Namespace = spec.Namespace,
            Digest = digest,
            Role = spec.Role,
            Columns = spec.Columns,
            EventTime = spec.EventTime,
            Key = spec.Key,
            Label = spec.Label,
            Slices = spec.Slices,
            Splits = spec.Splits,
            Files = [.. files.Select(file => file.File)],
            Rows = rows,
            Bytes = files.Sum(file => file.File.Bytes),
            EventTimeMin = Moment(time?.Min),
            EventTimeMax = Moment(time?.Max),
            Statistics = checkedVersion.Statistics,
            SliceStatistics = checkedVersion.Slices,
            Freshness = checkedVersion.Freshness,
            Missingness = checkedVersion.Missingness is { Count: > 0 } missingness ? missingness : null,
            Comparison = checkedVersion.Comparison,
            Coverage = spec.EventTime is { } moment ? CoverageCounter.Run(connection, moment, time, spec.Slices ?? [], checkedVersion.Slices, cancellationToken) : null,
            Findings = checkedVersion.Findings is { Count: > 0 } findings ? findings : null,
            Rejected = read.Rejected > 0 ? read.Reasons.ToDictionary() : null,
            Discards = discards.Report(cancellationToken),
            QuarantineUri = quarantine?.ToString(),
            Sampling = spec.Sampling,
            Lookup = lookup,
            Parents = spec.Parents,
            Provenance = spec.Provenance,
            Source = spec.Source,
            Author = spec.Author,
            CreatedAt = context.Clock.GetUtcNow(),
            Engine = "duckdb/" + Database.EngineVersion.TrimStart('v'),
        };
        await context.Store.PutAsync(publisher.Folder(digest).Append(DataCard.FileName), DataCard.Write(manifest), cancellationToken);
        await publisher.PublishAsync(manifest, files, cancellationToken);
        context.Progress.Report($"published {digest}, {manifest.Bytes} bytes");
        return manifest;
    }

    private async Task RequireFewRejectedAsync(ExtractionCounts read, CancellationToken cancellationToken)
    {
        if (read.Read == 0) throw SourceFailures.Empty($"{spec.Source.Uri ?? "The SQL of the source"} has zero rows.");
        var percent = 100.0 * read.Rejected / read.Read;
        if (percent <= spec.Limits.MaxRejectedPercent) return;

        var quarantine = await new Quarantine(connection, context.Store, context.ScratchFolder).PublishAsync(ObjectUri.Parse(spec.ResultPrefix), cancellationToken);
        var reasons = string.Join(", ", read.Reasons.Take(5).Select(reason => $"{reason.Key} {reason.Value.ToString(CultureInfo.InvariantCulture)}"));
        throw StepException.Refused("TooManyRejected",
            string.Create(CultureInfo.InvariantCulture,
                $"{read.Rejected} of {read.Read} rows were rejected ({percent:0.##} %, allowed {spec.Limits.MaxRejectedPercent:0.##} %), most for {reasons}."),
            $"Look at {quarantine}; correct the source or the schema, or raise limits.maxRejectedPercent.");
    }

    private void RequireEnoughRows(long kept, ExtractionCounts read, long duplicates, long unsettled)
    {
        if (kept >= spec.Limits.MinRows) return;
        throw StepException.Refused("TooFewRows",
            $"{kept} rows remain of {read.Read} read ({read.Rejected} rejected, {duplicates} duplicates{(unsettled > 0 ? $", {unsettled} with a label that is not settled" : "")}); at least {spec.Limits.MinRows} are needed.",
            "Check the source, or lower limits.minRows.");
    }

    private static void RequireNoErrors(IReadOnlyList<Finding> findings)
    {
        var errors = findings.Where(finding => finding.Severity == Severity.Error).ToList();
        if (errors.Count == 0) return;
        throw StepException.Refused("CheckFailed",
            string.Join(" ", errors.Take(5).Select(Words)) + (errors.Count > 5 ? $" And {errors.Count - 5} more." : ""),
            "Correct the source, or the check if it asks for too much.");
    }

    // A refused version has no manifest, so that the message is the only place for examples.
    private static string Words(Finding finding) => $"[{finding.Check}] {finding.Message}" +
        (finding.Examples is { Count: > 0 } examples ? $" Such rows are: {ExampleRows.Text(examples, 2)}." : "");

    private static DateTimeOffset? Moment(double? seconds) => seconds is { } known ? DateTimeOffset.UnixEpoch.AddMicroseconds(Math.Round(known * 1e6)) : null;
}
