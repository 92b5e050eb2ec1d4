using System.Globalization;
using System.Text.Json;

namespace Slipway.XGBoost.Model;

/// <summary>The booster's list of trees with what belongs to each: output and DART weight. Where they lie in the JSON depends on XGBoost's version.</summary>
internal sealed record GradientBooster(
    IReadOnlyList<JsonElement> Trees, IReadOnlyList<int> Outputs, IReadOnlyList<float> Weights, IReadOnlyList<int> RoundStarts, int ParallelTrees)
{
    internal static GradientBooster Read(JsonElement booster)
    {
        var name = booster.GetProperty("name").GetString();
        if (name == "gblinear")
            throw new XGBoostException("A model of booster 'gblinear' is not supported (it has no rule for missing values): use booster 'gbtree' or 'dart'.");
        var model = booster.TryGetProperty("gbtree", out var inner) ? inner.GetProperty("model") : booster.GetProperty("model");
        var parameters = model.GetProperty("gbtree_model_param");
        var vector = parameters.TryGetProperty("size_leaf_vector", out var size) ? size.GetString() : "0";
        if (vector is not ("0" or "1"))
            throw new XGBoostException($"The trees have leaves of {vector} values, which is not supported: train with multi_strategy=one_output_per_tree.");
        var parallel = parameters.TryGetProperty("num_parallel_tree", out var text) ? int.Parse(text.GetString()!, CultureInfo.InvariantCulture) : 1;
        return new GradientBooster(
            [.. model.GetProperty("trees").EnumerateArray()],
            Numbers(model, "tree_info"),
            FindWeights(booster, model),
            Numbers(model, "iteration_indptr"),
            Math.Max(1, parallel));
    }

    /// <summary>How many trees the first <paramref name="rounds"/> rounds made; all when 0.</summary>
    internal int TreesOfRounds(int rounds, int outputs)
    {
        if (rounds <= 0) return Trees.Count;
        if (RoundStarts.Count > 0) return RoundStarts[Math.Min(rounds, RoundStarts.Count - 1)];
        return (int)Math.Min((long)rounds * outputs * ParallelTrees, Trees.Count);
    }

    /// <summary>DART scales trees that it dropped; the list may be shorter than the trees.</summary>
    internal float WeightOf(int tree) => tree < Weights.Count ? Weights[tree] : 1f;

    private static float[] FindWeights(JsonElement booster, JsonElement model) =>
        booster.TryGetProperty("weight_drop", out var weights) || model.TryGetProperty("weight_drop", out weights)
            ? [.. weights.EnumerateArray().Select(weight => weight.GetSingle())]
            : [];

    private static int[] Numbers(JsonElement model, string name) =>
        model.TryGetProperty(name, out var numbers) ? [.. numbers.EnumerateArray().Select(number => number.GetInt32())] : [];
}
