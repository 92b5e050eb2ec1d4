using System.Diagnostics;
using Slipway.Contracts.Data;
using Slipway.Contracts.Training;
using Slipway.DuckDb;
using Slipway.Trainer.Evaluation;
using Slipway.Trainer.Training.Data;

namespace Slipway.Bench.Training;

/// <summary>All metrics of a million scored rows with their intervals, as a whole and by ten slices; against reading the rows' file of 28 columns.</summary>
internal static class EvaluateRowsBench
{
    internal const string Name = "evaluate-rows";
    private const int Rows = 1_000_000;
    private const int Repeats = 3;

    internal static async Task<BenchResult> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("slipway-bench-").FullName;
        try
        {
            BenchDataset.Write(folder, Rows * 5 / 4);
            var scored = Scored();
            var evaluator = new Evaluator(new Target("label", LearningTask.Binary, ["false", "true"], [0.6, 0.4], 0), 0.4f);
            List<double> read = [], evaluated = [];
            for (var repeat = 0; repeat < Repeats; repeat++)
            {
                read.Add(await Task.Run(() => Read(Path.Combine(folder, "Train.parquet"))));
                var start = Stopwatch.GetTimestamp();
                var count = evaluator.MeasureAll(scored).Count() + evaluator.MeasureSlices(scored, 100).Metrics.Count;
                evaluated.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
                if (count < 100) throw new InvalidOperationException($"only {count} metrics were measured");
            }

            var (reference, measured) = (Statistics.Median(read), Statistics.Median(evaluated));
            return new BenchResult(measured / reference, [("evaluate_seconds", measured), ("read_seconds", reference), ("rows", Rows), ("rows_per_second", Rows / measured)]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static ScoredRows Scored()
    {
        var random = new Random(7);
        var (scores, labels, members) = (new float[Rows], new double[Rows], new SliceMembers(new SliceColumn("part", "part", null)));
        for (var row = 0; row < Rows; row++)
        {
            scores[row] = random.NextSingle();
            labels[row] = random.NextDouble() < scores[row] ? 1 : 0;
            members.Add(row, $"{row % 10}");
        }

        return new ScoredRows(Split.Test, scores, labels, [members]);
    }

    private static double Read(string file)
    {
        using var database = Database.OpenInMemory();
        using var connection = database.Connect();
        var (column, sum) = (new float[4096], 0.0);
        var start = Stopwatch.GetTimestamp();
        using var result = connection.Query($"SELECT * FROM {SqlText.Literal(file)}");
        while (result.NextChunk() is { } chunk)
        {
            for (var index = 0; index < BenchDataset.Numbers; index++)
            {
                chunk.Column(index).CopyTo(column.AsSpan(0, chunk.RowCount));
                sum += column[0];
            }
        }

        GC.KeepAlive(sum);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
