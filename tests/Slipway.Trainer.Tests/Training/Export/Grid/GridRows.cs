using Slipway.XGBoost.Model;

namespace Slipway.Trainer.Tests.Training.Export.Grid;

/// <summary>Seeded rows to learn from, and rows made to find differences.</summary>
internal static class GridRows
{
    internal const int Columns = 6;
    internal const int RowsPerQuery = 20;
    private static readonly float[] Extremes = [0f, -0f, float.Epsilon, -float.Epsilon, 1e-30f, -1e30f, 1e30f, float.MaxValue, float.MinValue, float.NaN];
    private static readonly float[] Codes = [0f, 1f, 3.7f, -0.5f, -1f, 39f, 40f, 1000f, 16777216f, 1e30f, float.NaN];

    /// <summary>Whole numbers (so that many rows lie exactly on thresholds), reals, huge and tiny values; some rows are missing throughout.</summary>
    internal static (float[] Values, double[] Signal) Make(GridConfiguration configuration, int rows)
    {
        var random = new Random(11);
        var (values, signal) = (new float[rows * Columns], new double[rows]);
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < Columns; column++)
            {
                var value = column switch
                {
                    0 or 1 when configuration.Categorical => random.Next(column == 0 ? 3 : 40),
                    0 or 1 => random.Next(-5, 6),
                    2 => (float)Math.Exp((random.NextDouble() - 0.5) * 80),
                    3 => -(float)Math.Exp((random.NextDouble() - 0.5) * 60),
                    _ => (float)((random.NextDouble() * 2) - 1),
                };
                var missing = (row % 100 == 0 && configuration.Missing > 0) || random.NextDouble() < configuration.Missing;
                values[(row * Columns) + column] = missing ? float.NaN : value;
            }

            var (first, second) = (Known(values[row * Columns]), Known(values[(row * Columns) + 1]));
            var effect = configuration.Categorical ? (first == 1 ? 3 : 0) + (((int)second * 7919 % 5) - 2) : first;
            signal[row] = effect + (3 * Known(values[(row * Columns) + 4])) + (random.NextDouble() * 3);
        }

        return (values, signal);
    }

    internal static float[] Labels(GridConfiguration configuration, double[] signal) => [.. signal.SelectMany((value, row) => Enumerable.Range(0, configuration.Targets).Select(target =>
        configuration.Objective switch
        {
            "binary:logistic" or "binary:logitraw" or "binary:hinge" or "reg:logistic" => value > 3 ? 1f : 0f,
            "multi:softprob" or "multi:softmax" => (int)Math.Clamp((value + 6) / 14 * Classes(configuration), 0, Classes(configuration) - 1),
            "count:poisson" or "reg:gamma" or "reg:tweedie" or "reg:squaredlogerror" or "survival:aft" => (float)Math.Exp(value / 5),
            "survival:cox" => (float)Math.Exp(value / 5) * (row % 4 == 0 ? -1 : 1),
            "rank:map" => value > 3 ? 1f : 0f,
            "rank:ndcg" or "rank:pairwise" => (int)Math.Clamp((value + 6) / 3, 0, 4),
            _ => (float)(value * 10 * (target + 1)) + (target * row % 7),
        }))];

    /// <summary>Every column at each of its thresholds and just beside it, at extreme and unseen values, and missing; and a row of nothing.</summary>
    internal static float[] Probes(GridConfiguration configuration, XGBoostModel model, float[] values)
    {
        var probes = new List<float>(Enumerable.Repeat(float.NaN, Columns));
        var rows = values.Length / Columns;
        var next = 0;
        for (var column = 0; column < Columns; column++)
        {
            var thresholds = model.Trees.SelectMany(tree => tree.Nodes).Where(node => !node.IsLeaf && node.Feature == column && node.RightCategories is null)
                .Select(node => node.Threshold).Distinct().Order().ToArray();
            var made = configuration.Categorical && column < 2 ? Codes : [.. Extremes, .. thresholds.SelectMany(each => new[] { MathF.BitDecrement(each), each, MathF.BitIncrement(each) })];
            foreach (var value in made.Where(value => !float.IsInfinity(value)))
            {
                var at = next++ * 37 % rows * Columns;
                var row = values[at..(at + Columns)];
                row[column] = value;
                probes.AddRange(row);
            }
        }

        return [.. probes];
    }

    private static int Classes(GridConfiguration configuration) => int.Parse(configuration["num_class", "2"], System.Globalization.CultureInfo.InvariantCulture);

    private static float Known(float value) => float.IsNaN(value) ? 1 : value;
}
