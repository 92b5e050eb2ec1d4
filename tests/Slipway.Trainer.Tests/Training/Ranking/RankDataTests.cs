using System.Globalization;
using Slipway.Trainer.Evaluation.Metrics;
using Slipway.Trainer.Tests.Training.Export.Grid;
using Slipway.XGBoost;
using Slipway.XGBoost.Model;

namespace Slipway.Trainer.Tests.Training.Ranking;

/// <summary>`make example-rank DATA=folder`: a real learning-to-rank set in LibSVM form with query sizes beside it (rank.train, rank.train.query, rank.test, rank.test.query).</summary>
public sealed class RankDataTests
{
    [Fact(Explicit = true)]
    public void Our_metrics_of_the_exported_graph_are_those_of_XGBoost()
    {
        var folder = Environment.GetEnvironmentVariable("RANK_DATA") ?? throw new InvalidOperationException("RANK_DATA names no folder.");
        var report = Environment.GetEnvironmentVariable("RANK_REPORT") ?? throw new InvalidOperationException("RANK_REPORT names no file.");
        var (train, test) = (Read(folder, "rank.train"), Read(folder, "rank.test"));
        var columns = Math.Max(train.Columns, test.Columns);
        using DMatrix learned = Matrix(train, columns), measured = Matrix(test, columns);
        foreach (var objective in new[] { "rank:ndcg", "rank:pairwise" })
        {
            string[] metrics = ["ndcg", "ndcg@5", "ndcg@10"];
            var settings = new Dictionary<string, string> { ["objective"] = objective, ["eta"] = "0.1", ["nthread"] = "2", ["verbosity"] = "0", ["seed"] = "1" };
            using var booster = new Booster(settings.Concat(metrics.Select(metric => KeyValuePair.Create("eval_metric", metric))), learned, measured);
            for (var round = 0; round < 100; round++) booster.Update(learned, round);
            var scores = GridGraph.Run(GridGraph.Export(XGBoostModel.Read(booster.SaveModel())), Dense(test, columns), columns).Values;
            var own = RankingMetrics.Measure(scores, [.. test.Labels.Select(label => (double)label)], [.. test.Sizes.Index().SelectMany(size => Enumerable.Repeat((float)size.Index, (int)size.Item))]);
            foreach (var expected in booster.Evaluate(99, [new("test", measured)]))
            {
                var value = own.Single(each => each.Metric == expected.Metric);
                File.AppendAllText(report, string.Create(CultureInfo.InvariantCulture,
                    $"{objective}\t{expected.Metric}\t{value.Value:0.000000}\t{expected.Value:0.000000}\t{value.Interval!.Value.Low:0.000}..{value.Interval.Value.High:0.000}\t{value.Baseline:0.000}\n"));
                value.Value!.Value.ShouldBe(expected.Value, 1e-4);
            }
        }
    }

    private static DMatrix Matrix(RankRows rows, int columns)
    {
        var matrix = DMatrix.FromDense(Dense(rows, columns), columns, threads: 2);
        matrix.SetLabels(rows.Labels);
        matrix.SetGroups(rows.Sizes);
        return matrix;
    }

    private static float[] Dense(RankRows rows, int columns)
    {
        var values = new float[rows.Labels.Length * columns];
        Array.Fill(values, float.NaN);
        foreach (var (row, column, value) in rows.Cells) values[(row * columns) + column] = value;
        return values;
    }

    private static RankRows Read(string folder, string name)
    {
        var cells = new List<(int Row, int Column, float Value)>();
        var labels = new List<float>();
        foreach (var line in File.ReadLines(Path.Combine(folder, name)))
        {
            var parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            cells.AddRange(parts.Skip(1).Select(part => part.Split(':')).Select(pair => (labels.Count, int.Parse(pair[0], CultureInfo.InvariantCulture), float.Parse(pair[1], CultureInfo.InvariantCulture))));
            labels.Add(float.Parse(parts[0], CultureInfo.InvariantCulture));
        }

        uint[] sizes = [.. File.ReadLines(Path.Combine(folder, name + ".query")).Select(line => uint.Parse(line, CultureInfo.InvariantCulture))];
        return new RankRows([.. labels], sizes, cells, cells.Max(cell => cell.Column) + 1);
    }

    private sealed record RankRows(float[] Labels, uint[] Sizes, List<(int Row, int Column, float Value)> Cells, int Columns);
}
