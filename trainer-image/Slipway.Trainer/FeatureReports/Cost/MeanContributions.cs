using Slipway.Trainer.FeatureReports.Statistics;
using Slipway.Trainer.Training.Learning;
using Slipway.XGBoost;
using Slipway.XGBoost.Model;

namespace Slipway.Trainer.FeatureReports.Cost;

/// <summary>Mean absolute contribution of each feature to the margin, on a few rows: exact SHAP values while they take little time, else Saabas's approximation.</summary>
/// <param name="Rows">Rows that were looked at.</param>
/// <param name="Approximate">Whether the values are Saabas's.</param>
/// <param name="ByFeature">The means.</param>
internal sealed record MeanContributions(int Rows, bool Approximate, IReadOnlyDictionary<string, double> ByFeature)
{
    private const int MostRows = 1000;
    private const int FewestRows = 100;

    // Exact values take leaves times depth squared for a row and tree (Lundberg et al. 2018); a few tenths of a second altogether.
    private const double MostWork = 3e7;

    internal static MeanContributions Of(Booster booster, int rounds, XGBoostModel model, IReadOnlyList<FeatureLayout> layout, FeatureSample sample)
    {
        var affordable = MostWork / Math.Max(1, model.Trees.Sum(Work));
        var approximate = affordable < FewestRows;
        var rows = Math.Min(sample.Count, approximate ? MostRows : (int)Math.Min(MostRows, affordable));
        using var matrix = DMatrix.FromDense(Flatten(sample, rows), sample.Columns.Length, threads: 0);
        var found = booster.Contributions(matrix, rounds, approximate);
        return new MeanContributions(rows, approximate, layout.ToDictionary(feature => feature.Name, feature => Mean(found, feature, rows)));
    }

    private static double Mean(Contributions found, FeatureLayout feature, int rows)
    {
        double sum = 0;
        for (var at = 0; at < rows * found.Outputs; at++)
        {
            double together = 0;
            for (var column = 0; column < feature.Width; column++) together += found.Values[(at * found.Columns) + feature.First + column];
            sum += Math.Abs(together);
        }

        return sum / Math.Max(1, rows * found.Outputs);
    }

    private static float[] Flatten(FeatureSample sample, int rows)
    {
        var values = new float[rows * sample.Columns.Length];
        for (var row = 0; row < rows; row++)
        {
            // Evenly over the sample, whose order may be that of time.
            var from = (int)((long)row * sample.Count / rows);
            for (var column = 0; column < sample.Columns.Length; column++) values[(row * sample.Columns.Length) + column] = sample.Columns[column][from];
        }

        return values;
    }

    private static double Work(Tree tree)
    {
        var depths = new int[tree.Nodes.Count];
        for (var node = 0; node < depths.Length; node++)
        {
            if (tree.Nodes[node].IsLeaf) continue;
            depths[tree.Nodes[node].Left] = depths[tree.Nodes[node].Right] = depths[node] + 1;
        }

        double deepest = 1 + depths.Max();
        return tree.Nodes.Count(node => node.IsLeaf) * deepest * deepest;
    }
}
