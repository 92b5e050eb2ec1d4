using Slipway.Contracts.Data;
using Slipway.Contracts.Features;
using Slipway.Contracts.Steps;
using Slipway.DuckDb;
using Slipway.Features;
using Slipway.Trainer.Steps;
using Slipway.Trainer.Training;
using Slipway.Trainer.Training.Data;

namespace Slipway.Trainer.Backfill;

/// <summary>Computes features over a range of event times, of all splits, by the statistics of the train split, as a training run would.</summary>
internal sealed class BackfillRun(BackfillSpec spec, StepContext context, VerifiedDataset dataset, IReadOnlyList<JoinedDataset> joined)
{
    internal const string Table = "backfilled";
    internal const string Moment = "__slipway_moment";

    /// <returns>The report, and the file with the features.</returns>
    internal (BackfillReport Report, string Path) Execute(CancellationToken cancellationToken)
    {
        var manifest = dataset.Manifest;
        if (manifest.EventTime is not { } eventTime)
            throw StepException.Invalid("NoEventTime", $"Dataset '{manifest.Name}' has no event time, which the range is counted by.", "Name its column in spec.eventTime of the Dataset.");
        using var data = TrainingData.Open(dataset, spec.Threads ?? Environment.ProcessorCount, spec.MemoryBytes ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2, context.ScratchFolder);
        if (!data.Has(Split.Train)) throw StepException.Refused("NoTrainingRows", $"The train split of dataset '{manifest.Name}' has zero rows, and features take their statistics from it.", "Check the dataset's splits.");
        var program = FeatureFitting.Compile(spec.Features, spec.RateTables, spec.FeatureDigest, manifest, [.. joined.Select(each => each.Join)]);
        JoinedRows.Attach(data, program, joined, cancellationToken);
        var features = FeatureFitting.Fit(program, data, cancellationToken);
        var range = Create(data, features, manifest, eventTime, cancellationToken);
        var (coverage, periods) = new BackfilledFeatures(data, features).Run(cancellationToken);
        var report = new BackfillReport
        {
            FeatureDigest = program.Digest, Dataset = spec.Dataset, From = spec.From, To = spec.To, Rows = range, Features = coverage, Periods = periods,
        };
        var path = Path.Combine(context.ScratchFolder, "features.parquet");
        data.Run(() => data.Connection.Execute($"COPY (SELECT * EXCLUDE ({Moment}) FROM {Table} ORDER BY {Moment}) TO {SqlText.Literal(path)} (FORMAT parquet, COMPRESSION zstd)", cancellationToken));
        return (report, path);
    }

    private long Create(TrainingData data, FittedFeatures features, DatasetManifest manifest, string eventTime, CancellationToken cancellationToken)
    {
        var moment = $"CAST({SqlText.Identifier(eventTime)} AS TIMESTAMP)";
        var end = spec.To is { } to ? $" AND {moment} < {Literal(to)}" : "";
        var splits = Enum.GetValues<Split>().Where(data.Has).Select(split => $"SELECT *, {moment} AS {Moment} FROM {TrainingData.Table(split)} WHERE {moment} >= {Literal(spec.From)}{end}");
        // A feature may have the name of a column that goes along.
        var kept = (manifest.Key ?? []).Prepend(eventTime).Distinct().Where(name => !features.OutputColumns.Contains(name, StringComparer.OrdinalIgnoreCase)).Select(name => new KeptColumn(name, name));
        data.Run(() => data.Connection.Execute($"CREATE TABLE {Table} AS {features.ToSql($"({string.Join(" UNION ALL BY NAME ", splits)})", [new KeptColumn(Moment, Moment), .. kept])}", cancellationToken));
        var rows = data.Run(() => data.Connection.Scalar<long>($"SELECT count(*) FROM {Table}", cancellationToken));
        if (rows > 0) return rows;
        throw StepException.Refused(
            "NothingToBackfill", $"Dataset '{manifest.Name}' has no row from {spec.From:u}{(spec.To is { } last ? $" to {last:u}" : "")}; its events are from {manifest.EventTimeMin:u} to {manifest.EventTimeMax:u}.",
            "Correct spec.backfill.from and to of the FeatureSet.");
    }

    private static string Literal(DateTimeOffset time) => FormattableString.Invariant($"TIMESTAMP '{time.UtcDateTime:yyyy-MM-dd HH:mm:ss.ffffff}'");
}
