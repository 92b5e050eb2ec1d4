using Slipway.XGBoost;

namespace Slipway.Engines.Tests.XGBoost;

/// <summary>Small seeded data with a learnable label and some missing values.</summary>
internal static class Samples
{
    internal const int Columns = 5;

    internal static (float[] Values, float[] Labels) Binary(int rows, int seed = 1)
    {
        var random = new Random(seed);
        var values = new float[rows * Columns];
        var labels = new float[rows];
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < Columns; column++)
                values[(row * Columns) + column] = random.NextDouble() < 0.1 ? float.NaN : (float)((random.NextDouble() * 4) - 2);
            var score = Known(values[row * Columns]) + (Known(values[(row * Columns) + 1]) * Known(values[(row * Columns) + 2]));
            labels[row] = score + (random.NextDouble() - 0.5) > 0 ? 1 : 0;
        }

        return (values, labels);
    }

    internal static DMatrix Matrix(float[] values, float[] labels)
    {
        var matrix = DMatrix.FromDense(values, Columns, threads: 1);
        matrix.SetLabels(labels);
        return matrix;
    }

    internal static Dictionary<string, string> Parameters(params (string Name, string Value)[] more)
    {
        var parameters = new Dictionary<string, string>
        {
            ["objective"] = "binary:logistic", ["tree_method"] = "hist", ["max_depth"] = "4", ["nthread"] = "1", ["seed"] = "7", ["verbosity"] = "0",
        };
        foreach (var (name, value) in more) parameters[name] = value;
        return parameters;
    }

    internal static Booster Train(DMatrix train, int rounds, params (string Name, string Value)[] more)
    {
        var booster = new Booster(Parameters(more), train);
        for (var round = 0; round < rounds; round++) booster.Update(train, round);
        return booster;
    }

    private static float Known(float value) => float.IsNaN(value) ? 0.5f : value;
}
