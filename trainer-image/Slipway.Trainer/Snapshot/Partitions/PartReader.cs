using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.DuckDb;
using Slipway.Trainer.Snapshot.Checks;
using Slipway.Trainer.Snapshot.Cleaning;
using Slipway.Trainer.Snapshot.Discarded;
using Slipway.Trainer.Snapshot.Erasure;
using Slipway.Trainer.Snapshot.Extraction;
using Slipway.Trainer.Snapshot.Privacy;
using Slipway.Trainer.Snapshot.Publish;
using Slipway.Trainer.Snapshot.Rows;
using Slipway.Trainer.Steps;

namespace Slipway.Trainer.Snapshot.Partitions;

/// <summary>Reads one partition with an engine of its own, and publishes its files and summary.</summary>
internal sealed class PartReader(SnapshotSpec raw, StepContext context, PartStore parts, PseudonymKey? key)
{
    // All but the extraction speaks of the columns that the version has.
    private readonly SnapshotSpec spec = raw with { Columns = Protections.Published(raw.Columns) };

    public async Task ReadAsync(SourcePartition partition, string fingerprint, CancellationToken cancellationToken)
    {
        var own = context with { ScratchFolder = Path.Combine(context.ScratchFolder, "partition") };
        Directory.CreateDirectory(own.ScratchFolder);
        try
        {
            using var database = Database.OpenInMemory(EngineLimits.For(spec, own.ScratchFolder));
            using var connection = database.Connect();
            await ReadAsync(partition, fingerprint, own, connection, cancellationToken);
        }
        finally
        {
            Directory.Delete(own.ScratchFolder, recursive: true);
        }
    }

    private async Task ReadAsync(SourcePartition partition, string fingerprint, StepContext own, Connection connection, CancellationToken cancellationToken)
    {
        var (warnings, discards, now) = (new WarningList(), new DiscardCounter(connection, spec), own.Clock.GetUtcNow());
        var source = await new SourceOpening(spec, own, connection, warnings).FetchAsync(partition.Files, cancellationToken);
        var read = await new Extractor(ReadColumns.Of(raw), own, connection, warnings, discards, key).RunAsync(source, cancellationToken);
        foreach (var pin in spec.References ?? []) await new PinnedVersions(own.Store, connection, own.ScratchFolder).CreateViewAsync(pin, cancellationToken);
        EngineLock.Apply(connection, own.ScratchFolder);
        var kept = KeptRows.Of(spec, read, connection, discards, warnings, now, cancellationToken);
        read = kept.Read;
        var files = await SplitFiles.WriteAsync(connection, kept.Spec, kept.Splits, own.ScratchFolder, cancellationToken);
        var quarantine = read.Rejected > 0 ? await new Quarantine(connection, own.Store, own.ScratchFolder).PublishAsync(parts.Folder(fingerprint), cancellationToken) : null;
        var proofs = read.Erasure is { } erasure ? await new ErasureProof(connection, own.Store, own.ScratchFolder).RequireAsync(erasure, files, parts.Folder(fingerprint), cancellationToken) : null;
        if (spec.Deletions is { } requests) kept = kept with { Spec = kept.Spec with { Slices = ForgottenKeys.Of(requests).Without(kept.Spec.Slices) } };
        var profiler = new PartProfiler(kept.Spec, connection, now);
        var (columns, slices) = (profiler.Columns(cancellationToken), profiler.Slices(cancellationToken));
        var summary = new PartSummary
        {
            Partition = partition.Name,
            Fingerprint = fingerprint,
            Schema = kept.Spec.Columns,
            Files = [.. files.Select(file => file.File)],
            Rows = kept.Rows,
            Splits = kept.Splits,
            Reasons = read.Reasons.ToDictionary(),
            Discards = discards.Report(cancellationToken),
            QuarantineUri = quarantine?.ToString(),
            EventTimes = kept.EventTimes,
            Cleaning = kept.Cleaning,
            Columns = columns,
            Sample = RowSample.Draw(connection, partition.Name, [.. files.Select(file => ((int)file.File.Split, file.LocalPath))], profiler.Numbers(), cancellationToken),
            Slices = slices,
            Missing = profiler.Missing(slices, cancellationToken),
            Periods = profiler.Periods(columns, slices, cancellationToken),
            Broken = kept.Rows.Kept == 0 ? [] : new CheckRunner(kept.Spec, connection).CountRows(cancellationToken),
            Deletions = proofs,
            Findings = warnings.Findings,
        };
        await parts.PublishAsync(summary, files, cancellationToken);
        own.Progress.Report($"read partition {partition.Name}: {kept.Rows.Read} rows, rejected {read.Rejected}, kept {kept.Rows.Kept}");
    }
}
