using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.DuckDb;
using Slipway.Storage;
using Slipway.Trainer.Snapshot.Checks;
using Slipway.Trainer.Snapshot.Checks.Comparison;
using Slipway.Trainer.Snapshot.Cleaning;
using Slipway.Trainer.Snapshot.Discarded;
using Slipway.Trainer.Snapshot.Extraction;
using Slipway.Trainer.Snapshot.Privacy;
using Slipway.Trainer.Snapshot.Publish;
using Slipway.Trainer.Snapshot.Rows;
using Slipway.Trainer.Snapshot.Sources;
using Slipway.Trainer.Steps;

namespace Slipway.Trainer.Snapshot.DryRuns;

/// <summary>Does with a few rows what the snapshot does with all of them, in an engine of its own, and writes no version.</summary>
/// <remarks>
/// Guarantees: what it refuses is refused for a reason that the whole has too; numbers of rows, slices, freshness and comparisons are left to the whole. Assumptions: the first rows of files from across the
/// source are as good as the others.
/// </remarks>
internal sealed class DryRun
{
    private readonly SnapshotSpec raw;
    // All but the extraction speaks of the columns that the version has.
    private readonly SnapshotSpec spec;
    private readonly StepContext context;
    private readonly PseudonymKey? key;

    private DryRun(SnapshotSpec spec, StepContext context, PseudonymKey? key)
    {
        raw = DryRunSpec.Of(spec);
        this.spec = raw with { Columns = Protections.Published(raw.Columns) };
        this.context = context;
        this.key = key;
    }

    /// <param name="spec">The specification, with columns.</param>
    /// <param name="context">What the snapshot works with.</param>
    /// <param name="key">The key of the pseudonyms.</param>
    /// <param name="files">The files to choose from; null for all that the source has.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What was read; null where no dry run is asked for.</returns>
    /// <exception cref="StepException">The snapshot cannot end well.</exception>
    public static async Task<DryRunReport?> RunAsync(SnapshotSpec spec, StepContext context, PseudonymKey? key, IReadOnlyList<SourceFile>? files, CancellationToken cancellationToken)
    {
        if (spec.DryRun is null) return null;
        var own = context with { ScratchFolder = Path.Combine(context.ScratchFolder, "dry-run"), Progress = context.Progress.Of("dry run") };
        Directory.CreateDirectory(own.ScratchFolder);
        try
        {
            using var database = Database.OpenInMemory(EngineLimits.For(spec, own.ScratchFolder));
            using var connection = database.Connect();
            return await new DryRun(spec, own, key).RunAsync(connection, files, cancellationToken);
        }
        catch (StepException failed)
        {
            throw failed.Within("In the dry run");
        }
        finally
        {
            Directory.Delete(own.ScratchFolder, recursive: true);
        }
    }

    private async Task<DryRunReport> RunAsync(Connection connection, IReadOnlyList<SourceFile>? files, CancellationToken cancellationToken)
    {
        var (warnings, discards, now) = (new WarningList(), new DiscardCounter(connection, spec), context.Clock.GetUtcNow());
        var excerpts = new ExcerptFetcher(context.Store, context.ScratchFolder, connection, spec.Source.Csv, spec.DryRun!.Rows);
        var opening = new SourceOpening(spec, context, connection, warnings, excerpts);
        var source = await ReadFailures.GuardAsync(spec, () => files is null ? opening.OpenAsync(cancellationToken) : opening.FetchAsync(files, cancellationToken));
        var read = await new Extractor(ReadColumns.Of(raw), context, connection, warnings, discards, key).RunAsync(source, cancellationToken);
        foreach (var pin in (spec.References ?? []).ExceptBy((spec.Parents ?? []).Select(parent => parent.Name), pin => pin.Name))
            await new PinnedVersions(context.Store, connection, context.ScratchFolder).CreateViewAsync(pin, cancellationToken);
        if (spec.Source.Sql is null) EngineLock.Apply(connection, context.ScratchFolder);
        if (DryRunVerdict.HasTooManyRejected(spec, read))
            await SnapshotRefusals.RequireFewRejectedAsync(spec, read, () => new Quarantine(connection, context.Store, context.ScratchFolder).PublishAsync(ObjectUri.Parse(spec.ResultPrefix), cancellationToken));

        var kept = KeptRows.Of(spec, read, connection, discards, warnings, now, cancellationToken);
        // Labels of a few rows may all be unsettled, and those of others not.
        var noticed = kept.Rows.Kept > 0 ? Check(kept, connection, now, cancellationToken) : [];
        context.Progress.Report($"{read.Read} rows of {source.Files.Count} files pass, {read.Rejected} rejected and {kept.Rows.Kept} kept{string.Concat(noticed.Select(finding => $". {finding.Message}"))}");
        return new DryRunReport { Rows = read.Read, Rejected = read.Rejected, Files = source.Files.Count, Findings = noticed.Count > 0 ? noticed : null };
    }

    private static IReadOnlyList<Finding> Check(KeptRows kept, Connection connection, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var engine = new EngineRows(kept.Spec, connection, kept.Rows.Kept, now, cancellationToken);
        var found = new VersionChecks(kept.Spec, engine, now) { EventTimes = kept.EventTimes }.Run("", kept.Rows, kept.Read, known: null, new PreviousVersion(null, null), duplicatePeriod: null);
        SnapshotRefusals.RequireNoErrors(DryRunVerdict.Errors(kept.Spec, kept, found.Findings));
        return DryRunVerdict.Warnings(kept.Spec, found.Statistics);
    }
}
