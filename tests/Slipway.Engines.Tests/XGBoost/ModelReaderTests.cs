using System.Text;
using System.Text.Json.Nodes;
using Slipway.XGBoost;
using Slipway.XGBoost.Model;

namespace Slipway.Engines.Tests.XGBoost;

public sealed class ModelReaderTests
{
    [Theory]
    [InlineData("gbtree", "1")]
    [InlineData("gbtree", "3")]
    [InlineData("dart", "1")]
    public void Trees_add_up_to_the_margins_of_XGBoost(string booster, string parallel)
    {
        var (values, labels) = Samples.Binary(1500);
        using var train = Samples.Matrix(values, labels);
        using var trained = Samples.Train(train, 6, ("booster", booster), ("rate_drop", "0.5"), ("num_parallel_tree", parallel), ("subsample", "0.8"), ("base_score", "0.2"));
        var model = XGBoostModel.Read(trained.SaveModel());
        var margins = trained.Predict(train, PredictionKind.Margin).Values;
        for (var row = 0; row < 1500; row++) Margin(model, values.AsSpan(row * Samples.Columns, Samples.Columns)).ShouldBe(margins[row], 2e-6f);
    }

    [Fact]
    public void Early_rounds_are_those_that_XGBoost_would_use()
    {
        var (values, labels) = Samples.Binary(500);
        using var train = Samples.Matrix(values, labels);
        using var trained = Samples.Train(train, 8, ("num_parallel_tree", "2"), ("subsample", "0.8"));
        var model = XGBoostModel.Read(trained.SaveModel(), rounds: 3);
        model.Trees.Count.ShouldBe(6);
        var margins = trained.Predict(train, PredictionKind.Margin, rounds: 3).Values;
        for (var row = 0; row < 500; row++) Margin(model, values.AsSpan(row * Samples.Columns, Samples.Columns)).ShouldBe(margins[row], 2e-6f);
    }

    [Fact]
    public void Pruned_trees_are_read_without_their_deleted_nodes()
    {
        var (values, labels) = Samples.Binary(800);
        using var train = Samples.Matrix(values, labels);
        using var trained = Samples.Train(train, 4, ("tree_method", "exact"), ("max_depth", "8"), ("gamma", "3"));
        var model = XGBoostModel.Read(trained.SaveModel());
        var margins = trained.Predict(train, PredictionKind.Margin).Values;
        for (var row = 0; row < 800; row++) Margin(model, values.AsSpan(row * Samples.Columns, Samples.Columns)).ShouldBe(margins[row], 2e-6f);
        model.Trees.ShouldAllBe(tree => tree.Nodes.Count(node => node.IsLeaf) == (tree.Nodes.Count / 2) + 1);
    }

    [Theory]
    [InlineData("[2E-1]", -1.3862944f)]
    [InlineData("2E-1", -1.3862944f)]
    public void An_intercept_is_a_number_before_3_1_and_a_list_since(string score, float margin)
    {
        var model = Edited(json => json["learner"]!["learner_model_param"]!["base_score"] = score);
        model.BaseMargins.ShouldHaveSingleItem().ShouldBe(margin, 1e-6f);
    }

    [Fact]
    public void Since_2_0_the_rounds_say_where_their_trees_begin()
    {
        var model = Edited(json => json["learner"]!["gradient_booster"]!["model"]!["iteration_indptr"] = new JsonArray(0, 1, 2, 3), rounds: 2);
        model.Trees.Count.ShouldBe(2);
    }

    [Fact]
    public void Weights_of_dropped_trees_are_found_where_3_3_writes_them()
    {
        var plain = Edited(_ => { });
        var weighted = Edited(json => json["learner"]!["gradient_booster"]!["weight_drop"] = new JsonArray(0.5));
        weighted.Trees[0].Nodes[^1].Leaf.ShouldBe(plain.Trees[0].Nodes[^1].Leaf * 0.5f);
        weighted.Trees[1].Nodes[^1].Leaf.ShouldBe(plain.Trees[1].Nodes[^1].Leaf);
    }

    [Fact]
    public void Early_stopping_leaves_its_best_round_with_the_model()
    {
        Edited(json => json["learner"]!["attributes"] = new JsonObject { ["best_iteration"] = "1", ["best_score"] = "0.4" }).Trees.Count.ShouldBe(2);
        Edited(json => json["learner"]!["attributes"] = new JsonObject { ["best_iteration"] = "1" }, rounds: 3).Trees.Count.ShouldBe(3);
    }

    [Theory]
    [Trait("Capability", "T6")]
    [InlineData("3.1 intercepts of classes", "multi:softprob")]
    [InlineData("3.3 dart by another name", "binary:logistic")]
    [InlineData("3.4 dart weights in the model", "binary:logistic")]
    [InlineData("3.1 categories", "binary:logistic")]
    public void Documents_of_later_versions_are_read(string form, string objective)
    {
        var model = XGBoostModel.Read(Encoding.UTF8.GetBytes(LaterDocuments.Of(form, objective)));
        float[] margins = [.. LaterDocuments.Rows.Select(row => Margin(model, row))];
        margins.ShouldBe(LaterDocuments.Margins(form), 1e-6);
        if (form.StartsWith("3.1 intercepts", StringComparison.Ordinal)) model.BaseMargins.ShouldBe([0.5f, -0.25f, 0f]);
    }

    [Fact]
    public void A_categorical_split_lists_what_goes_right_and_truncates()
    {
        var model = XGBoostModel.Read(Encoding.UTF8.GetBytes(LaterDocuments.Of("3.1 categories", "binary:logistic")));
        model.Trees[0].Nodes[0].RightCategories.ShouldBe([1, 3]);
        Margin(model, [3.7f]).ShouldBe(Margin(model, [3f]));
        Margin(model, [99f]).ShouldBe(Margin(model, [0f]));
    }

    [Theory]
    [InlineData("gblinear", "gblinear")]
    [InlineData("custom objective", "objective")]
    [InlineData("categories lost", "lists none")]
    [InlineData("leaf", "diverged")]
    [InlineData("vector leaf", "one_output_per_tree")]
    public void What_cannot_be_exported_is_refused_by_name(string change, string word)
    {
        var error = Should.Throw<XGBoostException>(() => Edited(json =>
        {
            var learner = json["learner"]!;
            var booster = learner["gradient_booster"]!;
            switch (change)
            {
                case "gblinear": booster["name"] = "gblinear"; break;
                case "custom objective": learner["objective"]!["name"] = "my:own"; break;
                case "categories lost": booster["model"]!["trees"]![0]!["split_type"]![0] = 1; break;
                case "leaf": booster["model"]!["trees"]![0]!["split_conditions"]![0] = null; break;
                default: booster["model"]!["gbtree_model_param"]!["size_leaf_vector"] = "3"; break;
            }
        }));
        error.Message.ShouldContain(word);
    }

    [Fact]
    public void Bytes_that_are_no_model_are_refused() =>
        Should.Throw<XGBoostException>(() => XGBoostModel.Read("{}"u8.ToArray())).Message.ShouldContain("not JSON as XGBoost");

    private static XGBoostModel Edited(Action<JsonNode> edit, int rounds = 0)
    {
        var (values, labels) = Samples.Binary(300);
        using var train = Samples.Matrix(values, labels);
        using var trained = Samples.Train(train, 3);
        var json = JsonNode.Parse(trained.SaveModel())!;
        edit(json);
        return XGBoostModel.Read(Encoding.UTF8.GetBytes(json.ToJsonString()), rounds);
    }

    private static float Margin(XGBoostModel model, ReadOnlySpan<float> row)
    {
        var sum = model.BaseMargins[0];
        foreach (var tree in model.Trees.Where(tree => tree.Output == 0))
        {
            var node = tree.Nodes[0];
            while (!node.IsLeaf)
            {
                var value = row[node.Feature];
                var left = float.IsNaN(value) ? node.MissingGoesLeft : node.RightCategories is { } right ? !right.Contains((int)value) : value < node.Threshold;
                node = tree.Nodes[left ? node.Left : node.Right];
            }

            sum += node.Leaf;
        }

        return sum;
    }
}
