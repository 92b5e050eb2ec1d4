using Slipway.OnnxRuntime;
using Slipway.Onnx;
using Slipway.Trainer.Training.Export;
using Slipway.XGBoost;
using Slipway.XGBoost.Model;

namespace Slipway.Trainer.Tests.Training.Export;

/// <summary>The exported trees against XGBoost itself, on values that are missing, equal to thresholds, and extreme.</summary>
public sealed class TreeParityTests
{
    private const int Columns = 6;
    private const int Rows = 10_000;
    private const double Tolerance = 1e-6;

    public static TheoryData<string, string> Configurations => new()
    {
        { "binary:logistic", "" },
        { "binary:logistic", "base_score=0.2" },
        { "binary:logistic", "base_score=0.999" },
        { "binary:logistic", "scale_pos_weight=50 max_depth=9 eta=1" },
        { "binary:logistic", "num_parallel_tree=4 subsample=0.5 colsample_bynode=0.5 eta=1" },
        { "binary:logistic", "booster=dart rate_drop=0.5" },
        { "binary:logistic", "booster=dart rate_drop=0.5 normalize_type=forest one_drop=1" },
        { "binary:logistic", "tree_method=exact gamma=4 max_depth=8" },
        { "binary:logistic", "tree_method=approx" },
        { "binary:logistic", "grow_policy=lossguide max_depth=0 max_leaves=63" },
        { "binary:logistic", "min_child_weight=1000000" },
        { "binary:logistic", "max_depth=1" },
        { "multi:softprob", "num_class=3" },
        { "multi:softprob", "num_class=5 num_parallel_tree=3 subsample=0.6" },
        { "multi:softprob", "num_class=3 booster=dart rate_drop=0.4" },
        { "multi:softprob", "num_class=3 min_child_weight=1000000" },
        { "reg:squarederror", "" },
        { "reg:squarederror", "base_score=-7.5 num_parallel_tree=2 subsample=0.7" },
        { "reg:squarederror", "max_depth=0 max_leaves=200 grow_policy=lossguide" },
        { "reg:absoluteerror", "" },
        { "reg:pseudohubererror", "" },
        { "reg:squaredlogerror", "" },
        { "count:poisson", "" },
        { "reg:gamma", "base_score=2" },
        { "reg:tweedie", "tweedie_variance_power=1.3" },
    };

    [Theory]
    [MemberData(nameof(Configurations))]
    public void The_exported_trees_predict_what_XGBoost_predicts(string objective, string parameters)
    {
        var (values, labels) = Data(objective, parameters);
        using var matrix = DMatrix.FromDense(values, Columns, threads: 2);
        matrix.SetLabels(labels);
        using var booster = Train(matrix, objective, parameters, rounds: 12);
        MarginDifference(booster, matrix, values, rounds: 0).ShouldBeLessThan(Tolerance);
        ValueDifference(booster, matrix, values, rounds: 0).ShouldBeLessThan(1e-5);
    }

    [Theory]
    [InlineData("binary:logistic", "num_parallel_tree=3 subsample=0.5")]
    [InlineData("multi:softprob", "num_class=3 num_parallel_tree=2 subsample=0.5")]
    [InlineData("reg:squarederror", "")]
    public void Rounds_after_the_best_are_left_out(string objective, string parameters)
    {
        var (values, labels) = Data(objective, parameters);
        using var matrix = DMatrix.FromDense(values, Columns, threads: 2);
        matrix.SetLabels(labels);
        using var booster = Train(matrix, objective, parameters, rounds: 9);
        ValueDifference(booster, matrix, values, rounds: 4).ShouldBeLessThan(1e-5);
        ValueDifference(booster, matrix, values, rounds: 4, exported: 0).ShouldBeGreaterThan(1e-3);
    }

    [Theory]
    [InlineData("<=")]
    [InlineData("missing")]
    [InlineData("intercept")]
    [InlineData("class")]
    public void Each_rule_of_the_export_matters_to_this_comparison(string broken)
    {
        var objective = broken == "class" ? "multi:softprob" : "binary:logistic";
        var parameters = broken == "class" ? "num_class=3 num_parallel_tree=2 subsample=0.6" : "base_score=0.2";
        var (values, labels) = Data(objective, parameters);
        using var matrix = DMatrix.FromDense(values, Columns, threads: 2);
        matrix.SetLabels(labels);
        using var booster = Train(matrix, objective, parameters, rounds: 8);
        var model = Break(XGBoostModel.Read(booster.SaveModel()), broken);
        var exact = booster.Predict(matrix, PredictionKind.Value).Values;
        Difference(Run(model, values), exact).ShouldBeGreaterThan(1e-3);
    }

    [Fact]
    public void Rare_events_keep_their_small_probabilities()
    {
        var model = new XGBoostModel(
            new Version(1, 7, 4), "binary:logistic", 1, [], [-17.5f], [new Tree(0, [new TreeNode(0, 0, -1, -1, false, 0)])], MarginTransform.Logistic);
        var probability = Run(model, [1f], columns: 1)[0];
        probability.ShouldBe(2.5109990e-8f, 1e-13f);
    }

    private static XGBoostModel Break(XGBoostModel model, string rule) => rule switch
    {
        // The next smaller threshold sends rows that lie on the threshold the other way, as LEQ would.
        "<=" => model with { Trees = Edit(model, node => node with { Threshold = MathF.BitIncrement(node.Threshold) }) },
        "missing" => model with { Trees = Edit(model, node => node with { MissingGoesLeft = !node.MissingGoesLeft }) },
        "intercept" => model with { BaseMargins = [0.2f] },
        _ => model with { Trees = [.. model.Trees.Select((tree, index) => tree with { Output = index % 3 })] },
    };

    private static Tree[] Edit(XGBoostModel model, Func<TreeNode, TreeNode> edit) =>
        [.. model.Trees.Select(tree => tree with { Nodes = [.. tree.Nodes.Select(node => node.IsLeaf ? node : edit(node))] })];

    private static double ValueDifference(Booster booster, DMatrix matrix, float[] values, int rounds, int? exported = null) =>
        Difference(Run(XGBoostModel.Read(booster.SaveModel(), exported ?? rounds), values), booster.Predict(matrix, PredictionKind.Value, rounds).Values);

    private static double MarginDifference(Booster booster, DMatrix matrix, float[] values, int rounds)
    {
        var model = XGBoostModel.Read(booster.SaveModel(), rounds) with { Transform = MarginTransform.Identity };
        var margins = booster.Predict(matrix, PredictionKind.Margin, rounds).Values;
        var scale = Math.Max(1, margins.Max(Math.Abs));
        return Difference(Run(model, values), margins) / scale;
    }

    private static double Difference(float[] one, float[] other)
    {
        one.Length.ShouldBe(other.Length);
        double largest = 0;
        for (var i = 0; i < one.Length; i++) largest = Math.Max(largest, Math.Abs(one[i] - other[i]) / Math.Max(1, Math.Abs(other[i])));
        return largest;
    }

    private static float[] Run(XGBoostModel model, float[] values, int columns = Columns)
    {
        var graph = new OnnxGraphBuilder();
        var input = graph.AddInput("features", OnnxElement.Float32, -1, columns);
        var scores = TransformNodes.Add(graph, TreeEnsembleNodes.Add(graph, input, model), model.Transform);
        graph.AddOutput("scores", scores, OnnxElement.Float32, -1, model.Outputs);
        using var session = OrtSession.Load(graph.Build());
        using var tensor = OrtTensor.Over(values.AsMemory(), values.Length / columns, columns);
        using var output = session.Run([tensor])[0];
        return output.AsSpan<float>().ToArray();
    }

    private static Booster Train(DMatrix matrix, string objective, string parameters, int rounds)
    {
        var settings = new Dictionary<string, string> { ["objective"] = objective, ["tree_method"] = "hist", ["nthread"] = "2", ["seed"] = "3", ["verbosity"] = "0" };
        foreach (var pair in parameters.Split(' ', StringSplitOptions.RemoveEmptyEntries)) settings[pair.Split('=')[0]] = pair.Split('=')[1];
        var booster = new Booster(settings, matrix);
        for (var round = 0; round < rounds; round++) booster.Update(matrix, round);
        return booster;
    }

    /// <summary>Whole numbers (so that many rows lie exactly on thresholds), reals, huge and tiny values; a tenth missing, some rows missing throughout.</summary>
    private static (float[] Values, float[] Labels) Data(string objective, string parameters)
    {
        var random = new Random(11);
        var classes = parameters.Split(' ').FirstOrDefault(part => part.StartsWith("num_class", StringComparison.Ordinal)) is { } text ? int.Parse(text.Split('=')[1]) : 2;
        var values = new float[Rows * Columns];
        var labels = new float[Rows];
        for (var row = 0; row < Rows; row++)
        {
            for (var column = 0; column < Columns; column++)
            {
                var value = column switch
                {
                    0 or 1 => random.Next(-5, 6),
                    2 => (float)Math.Exp((random.NextDouble() - 0.5) * 80),
                    3 => -(float)Math.Exp((random.NextDouble() - 0.5) * 60),
                    _ => (float)((random.NextDouble() * 2) - 1),
                };
                values[(row * Columns) + column] = row % 100 == 0 || random.NextDouble() < 0.1 ? float.NaN : value;
            }

            var signal = Known(values[row * Columns]) + (3 * Known(values[(row * Columns) + 4])) + (random.NextDouble() * 3);
            labels[row] = objective switch
            {
                "binary:logistic" => signal > 3 ? 1 : 0,
                "multi:softprob" => (int)Math.Clamp((signal + 6) / 14 * classes, 0, classes - 1),
                "count:poisson" or "reg:gamma" or "reg:tweedie" or "reg:squaredlogerror" => (float)Math.Exp(signal / 5),
                _ => (float)signal * 10,
            };
        }

        return (values, labels);
    }

    private static float Known(float value) => float.IsNaN(value) ? 1 : value;
}
