using Slipway.XGBoost;
using Slipway.XGBoost.Model.Shap;

namespace Slipway.Trainer.Tests.Training.Explanations;

/// <summary>Exact SHAP values against the definition of Shapley values, and against XGBoost's own.</summary>
[Trait("Capability", "E10")]
public sealed class TreeExplainerTests
{
    private const int Columns = 6;

    public static TheoryData<string, string> Configurations => new()
    {
        { "binary:logistic", "" },
        { "binary:logistic", "base_score=0.2 max_depth=9 eta=1" },
        { "binary:logistic", "num_parallel_tree=4 subsample=0.5 colsample_bynode=0.5 eta=1" },
        { "binary:logistic", "booster=dart rate_drop=0.5" },
        { "binary:logistic", "booster=dart rate_drop=0.5 normalize_type=forest one_drop=1" },
        { "binary:logistic", "tree_method=exact gamma=4 max_depth=8" },
        { "binary:logistic", "grow_policy=lossguide max_depth=0 max_leaves=63" },
        { "binary:logistic", "min_child_weight=1000000" },
        { "binary:logistic", "max_cat_to_onehot=1 max_depth=6" },
        { "binary:logistic", "max_cat_to_onehot=100" },
        { "multi:softprob", "num_class=3" },
        { "multi:softprob", "num_class=4 num_parallel_tree=2 subsample=0.6 booster=dart rate_drop=0.4" },
        { "reg:squarederror", "base_score=-7.5" },
        { "reg:absoluteerror", "" },
        { "count:poisson", "" },
        { "reg:gamma", "base_score=2" },
    };

    [Theory]
    [MemberData(nameof(Configurations))]
    public void The_values_are_XGBoosts_own_and_add_up_to_the_margin(string objective, string parameters)
    {
        const int rows = 400;
        var (values, labels) = Data(objective, parameters, rows);
        using var matrix = DMatrix.FromDense(values, Columns, threads: 2);
        matrix.SetLabels(labels);
        if (IsCategorical(parameters)) matrix.SetFeatureTypes(["c", "c", "c", "q", "q", "q"]);
        using var booster = Train(matrix, objective, parameters, rounds: 8);
        foreach (var kept in new[] { 0, 5 })
        {
            var explainer = TreeExplainer.Read(booster.SaveModel(), kept);
            var own = booster.Contributions(matrix, kept);
            var margins = booster.Predict(matrix, PredictionKind.Margin, kept).Values;
            var scale = Math.Max(1, margins.Max(Math.Abs));
            (own.Outputs, own.Columns).ShouldBe((explainer.Outputs, Columns + 1));
            for (var row = 0; row < rows; row++)
            {
                var found = explainer.Explain(values.AsSpan(row * Columns, Columns));
                for (var output = 0; output < explainer.Outputs; output++)
                {
                    var expected = own.Values.AsSpan(((row * own.Outputs) + output) * own.Columns, own.Columns);
                    for (var column = 0; column < Columns; column++) Math.Abs(found[(output * Columns) + column] - expected[column]).ShouldBeLessThan(1e-4 * scale);
                    Math.Abs(explainer.BaseValues[output] - expected[Columns]).ShouldBeLessThan(1e-4 * scale);
                    var sum = explainer.BaseValues[output] + found.AsSpan(output * Columns, Columns).ToArray().Sum();
                    Math.Abs(sum - margins[(row * explainer.Outputs) + output]).ShouldBeLessThan(1e-5 * scale);
                }
            }
        }
    }

    [Fact]
    public void The_values_are_those_that_Shapley_defined()
    {
        var (values, labels) = Data("reg:squarederror", "", 300);
        using var matrix = DMatrix.FromDense(values, Columns, threads: 1);
        matrix.SetLabels(labels);
        using var booster = Train(matrix, "reg:squarederror", "max_depth=5", rounds: 1);
        var json = booster.SaveModel();
        var explainer = TreeExplainer.Read(json);
        var game = new ShapleyGame(json);
        for (var row = 0; row < 40; row++)
        {
            var expected = game.Values(values.AsSpan(row * Columns, Columns).ToArray());
            var found = explainer.Explain(values.AsSpan(row * Columns, Columns));
            for (var column = 0; column < Columns; column++) found[column].ShouldBe(expected[column], 1e-9);
        }
    }

    [Fact]
    public void A_row_of_another_width_is_refused()
    {
        var (values, labels) = Data("reg:squarederror", "", 50);
        using var matrix = DMatrix.FromDense(values, Columns, threads: 1);
        matrix.SetLabels(labels);
        using var booster = Train(matrix, "reg:squarederror", "", rounds: 1);
        var explainer = TreeExplainer.Read(booster.SaveModel());
        Should.Throw<ArgumentException>(() => explainer.Explain(new float[Columns - 1])).Message.ShouldContain("5 values for 6 columns");
    }

    private static Booster Train(DMatrix matrix, string objective, string parameters, int rounds)
    {
        var settings = new Dictionary<string, string> { ["objective"] = objective, ["tree_method"] = "hist", ["nthread"] = "2", ["seed"] = "3", ["verbosity"] = "0" };
        foreach (var pair in parameters.Split(' ', StringSplitOptions.RemoveEmptyEntries)) settings[pair.Split('=')[0]] = pair.Split('=')[1];
        var booster = new Booster(settings, matrix);
        for (var round = 0; round < rounds; round++) booster.Update(matrix, round);
        return booster;
    }

    /// <summary>Whole numbers, so that rows lie on thresholds, and reals; a tenth missing, some rows throughout.</summary>
    private static (float[] Values, float[] Labels) Data(string objective, string parameters, int rows)
    {
        var random = new Random(11);
        var classes = parameters.Split(' ').FirstOrDefault(part => part.StartsWith("num_class", StringComparison.Ordinal)) is { } text ? int.Parse(text.Split('=')[1]) : 2;
        var values = new float[rows * Columns];
        var labels = new float[rows];
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < Columns; column++)
                values[(row * Columns) + column] = row % 50 == 0 || random.NextDouble() < 0.1 ? float.NaN : column < 3 ? random.Next(-5, 6) + (IsCategorical(parameters) ? 5 : 0) : (float)((random.NextDouble() * 2) - 1);
            // Of categories, codes that lie far apart belong together.
            var first = Known(values[row * Columns]);
            var signal = (IsCategorical(parameters) ? (first * 7 % 11) - 5 : first) + (3 * Known(values[(row * Columns) + 4])) + (Known(values[(row * Columns) + 1]) * Known(values[(row * Columns) + 3])) + (random.NextDouble() * 3);
            labels[row] = objective switch
            {
                "binary:logistic" => signal > 2 ? 1 : 0,
                "multi:softprob" => (int)Math.Clamp((signal + 6) / 14 * classes, 0, classes - 1),
                "count:poisson" or "reg:gamma" => (float)Math.Exp(signal / 5),
                _ => (float)signal * 10,
            };
        }

        return (values, labels);
    }

    private static bool IsCategorical(string parameters) => parameters.Contains("max_cat_to_onehot", StringComparison.Ordinal);

    private static float Known(float value) => float.IsNaN(value) ? 1 : value;
}
