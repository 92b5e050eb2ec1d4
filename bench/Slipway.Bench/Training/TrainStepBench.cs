using System.Diagnostics;
using System.Globalization;
using Slipway.DuckDb;
using Slipway.XGBoost;

namespace Slipway.Bench.Training;

/// <summary>
/// The whole training step (read, features, train, evaluate, compare, export, reports) of 1,000,000 rows of 28 columns with 100 trees, from the start of its process to its end;
/// against XGBoost alone on the same train split in memory.
/// </summary>
internal static class TrainStepBench
{
    internal const string Name = "train-step";
    private const long Rows = 1_000_000;

    internal static async Task<BenchResult> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("slipway-bench-").FullName;
        try
        {
            var dataset = BenchDataset.Write(folder, Rows);
            var alone = await Task.Run(() => Alone(folder));
            var (process, result) = await TrainerRun.RunAsync(folder, dataset);
            return new BenchResult(process.Seconds / alone,
            [
                ("step_seconds", process.Seconds), ("xgboost_alone_seconds", alone), ("xgboost_inside_seconds", result.LearnerSeconds),
                ("peak_megabytes", process.PeakBytes / 1e6), ("rows", result.Rows), ("rows_per_second", result.Rows / process.Seconds),
            ]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Its own matrix of values that lie in memory, and the trees; nothing is measured or predicted.
    private static double Alone(string folder)
    {
        var (values, labels) = Load(Path.Combine(folder, "Train.parquet"));
        var start = Stopwatch.GetTimestamp();
        using var matrix = DMatrix.FromBatches([new DenseBatch(values, labels)], BenchDataset.Numbers, threads: Environment.ProcessorCount);
        using var booster = new Booster(new Dictionary<string, string>
        {
            ["objective"] = "binary:logistic", ["tree_method"] = "hist", ["max_depth"] = "6", ["nthread"] = Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture), ["verbosity"] = "0",
        }, matrix);
        for (var round = 0; round < TrainerRun.Trees; round++) booster.Update(matrix, round);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static (float[] Values, float[] Labels) Load(string file)
    {
        using var database = Database.OpenInMemory();
        using var connection = database.Connect();
        var rows = connection.Scalar<long>($"SELECT count(*) FROM {SqlText.Literal(file)}");
        var (values, labels, at) = (new float[rows * BenchDataset.Numbers], new float[rows], 0);
        var column = new float[4096];
        using var result = connection.Query($"SELECT * EXCLUDE (label), CAST(label AS INT) AS label FROM {SqlText.Literal(file)}");
        while (result.NextChunk() is { } chunk)
        {
            for (var index = 0; index < BenchDataset.Numbers; index++)
            {
                chunk.Column(index).CopyTo(column.AsSpan(0, chunk.RowCount));
                for (var row = 0; row < chunk.RowCount; row++) values[((at + row) * BenchDataset.Numbers) + index] = column[row];
            }

            chunk.Column(BenchDataset.Numbers).CopyTo(labels.AsSpan(at, chunk.RowCount));
            at += chunk.RowCount;
        }

        return (values, labels);
    }
}
