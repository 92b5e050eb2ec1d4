using System.Text.Json;
using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.DuckDb;
using Slipway.Storage;
using Slipway.Trainer.Snapshot.DryRuns;
using Slipway.Trainer.Snapshot.Extraction;
using Slipway.Trainer.Snapshot.Privacy;
using Slipway.Trainer.Snapshot.Sources;
using Slipway.Trainer.Steps;

namespace Slipway.Trainer.Snapshot.Partitions;

/// <summary>A snapshot that several pods share: each reads the partitions that are its own, and the one that is done last adds them up.</summary>
/// <remarks>
/// Guarantees: a partition that is ready is never read again, by whichever pod, try or snapshot; a pod that dies loses the partition that it was at. Pods need not run at the
/// same time. Two that are done at the same moment both add up, to the same version.
/// </remarks>
internal sealed class PartitionedSnapshot(SnapshotSpec spec, StepContext context, PseudonymKey? key)
{
    private readonly PartStore parts = new(context.Store, ObjectUri.Parse(spec.Output));
    private readonly Partitioning partitioning = spec.Source.Partitioning!;

    public static async Task<StepResult> RunAsync(SnapshotSpec spec, StepContext context, CancellationToken cancellationToken)
    {
        Require(spec);
        var key = await PseudonymKey.ReadAsync(spec, context.PseudonymisationKeyFile, cancellationToken);
        var snapshot = new PartitionedSnapshot(spec, context, key);
        var report = await snapshot.WorkAsync(cancellationToken);
        var result = new StepResult { Step = "snapshot", Outcome = StepOutcome.Succeeded };
        if (await snapshot.ReportsAsync(cancellationToken) is { } all)
            return result with { Snapshot = await new VersionOfParts(spec, context, snapshot.parts, key).MakeAsync(all, cancellationToken) };
        context.Progress.Report($"its {report.Parts.Count} partitions are ready; a pod that is done later adds up");
        return result with { Worker = new WorkerResult { Index = report.Worker, Partitions = report.Parts.Count } };
    }

    private static void Require(SnapshotSpec spec)
    {
        var dataset = new PartitionedDataset
        {
            Source = spec.Source, Privacy = spec.Privacy, Columns = spec.Columns, Key = spec.Key, Label = spec.Label, Splits = spec.Splits, Sampling = spec.Sampling, Lookup = spec.Lookup, Checks = spec.Checks, Augmented = spec.Augmented,
        };
        if (PartitioningRules.Check(spec.Source.Partitioning!, dataset) is { Count: > 0 } errors)
            throw StepException.Invalid("InvalidSpecification", $"{errors[0].Field} {errors[0].Message}.", "Correct the Dataset, or remove spec.source.partitioning.");
        using var database = Database.OpenInMemory();
        using var connection = database.Connect();
        SpecRules.Require(spec, connection);
    }

    private async Task<WorkerReport> WorkAsync(CancellationToken cancellationToken)
    {
        var warnings = new WarningList();
        var (files, watermark) = await FilesAsync(warnings, cancellationToken);
        var own = SourcePartition.Of(files, partitioning.Columns).Where(partition => partition.Worker(partitioning.Parallelism) == context.Worker).ToList();
        var ready = own.Select(partition => new ReadyPart { Partition = partition.Name, Fingerprint = PartStore.Fingerprint(spec, partition, key) }).ToList();
        var missing = new List<int>();
        foreach (var (index, part) in ready.Index())
            if (!await parts.HasAsync(part.Fingerprint, cancellationToken)) missing.Add(index);
        // Each pod tries the partitions that it is about to read: together they see all, and none waits for another.
        var tried = missing.Count > 0 ? await DryRun.RunAsync(spec, context, key, [.. missing.SelectMany(index => own[index].Files)], cancellationToken) : null;
        foreach (var index in missing)
        {
            var partition = own[index];
            context.Progress.Report($"partition {index + 1} of {own.Count}: {partition.Name}, {partition.Files.Count} files, {partition.Files.Sum(file => file.Size)} bytes");
            await new PartReader(spec, context, parts, key).ReadAsync(partition, ready[index].Fingerprint, cancellationToken);
        }

        var report = new WorkerReport { Worker = context.Worker, Parts = ready, Watermark = watermark, Findings = warnings.Findings, Read = missing.Count, DryRun = tried };
        await context.Store.PutAsync(ReportUri(context.Worker), JsonSerializer.SerializeToUtf8Bytes(report, PartJson.Default.WorkerReport), cancellationToken);
        return report;
    }

    private async Task<SealedFiles> FilesAsync(WarningList warnings, CancellationToken cancellationToken)
    {
        var all = await new SourceLocator(context.Store).FindAsync(ObjectUri.Parse(spec.Source.Uri!), spec.Source.Format, cancellationToken);
        if (spec.Source.Seal is not { } seal) return new SealedFiles(all, null);
        using var database = Database.OpenInMemory();
        using var connection = database.Connect();
        return await new SealedFolders(context.Store, connection, warnings).SelectAsync(all, seal, cancellationToken);
    }

    /// <summary>What every pod did, once all have; null before. Asked after the own report is written, so that the last one sees all.</summary>
    private async Task<IReadOnlyList<WorkerReport>?> ReportsAsync(CancellationToken cancellationToken)
    {
        for (var worker = 0; worker < partitioning.Parallelism; worker++)
            if (await context.Store.FindAsync(ReportUri(worker), cancellationToken) is null) return null;
        var reports = new List<WorkerReport>();
        for (var worker = 0; worker < partitioning.Parallelism; worker++)
            reports.Add(JsonSerializer.Deserialize(await context.Store.ReadAllAsync(ReportUri(worker), cancellationToken), PartJson.Default.WorkerReport)!);
        return reports;
    }

    private ObjectUri ReportUri(int worker) => ObjectUri.Parse(spec.ResultPrefix).Append(FormattableString.Invariant($"workers/{worker}.json"));
}
