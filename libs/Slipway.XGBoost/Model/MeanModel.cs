using System.Globalization;
using System.Text.Json.Nodes;

namespace Slipway.XGBoost.Model;

/// <summary>One model whose margins are the mean of those of several.</summary>
/// <remarks>
/// Guarantees: the result is a model of XGBoost's own: a round of it is one tree for each output, of one member after the other; leaves are divided by the number of members,
/// with the weights of DART and the members' intercepts worked in.
/// Assumptions: the members have the same objective, outputs and columns, as trainings with the same parameters give.
/// </remarks>
public static class MeanModel
{
    /// <summary>The mean of some models.</summary>
    /// <param name="members">Models saved as JSON, each with the rounds of it that count.</param>
    /// <returns>The mean, for <see cref="Booster.LoadModel"/>, and its rounds.</returns>
    /// <exception cref="XGBoostException">A member holds something that <see cref="XGBoostModel"/> does not support.</exception>
    public static (byte[] Json, int Rounds) Of(IReadOnlyList<(byte[] Json, int Rounds)> members)
    {
        var mean = JsonNode.Parse(members[0].Json)!;
        var learner = mean["learner"]!;
        var intercepts = XGBoostModel.Read(members[0].Json, 1).BaseMargins;
        var trees = new JsonArray();
        foreach (var (json, rounds) in members) Append(trees, json, rounds, intercepts, members.Count);

        var outputs = intercepts.Count;
        var model = Trees(learner["gradient_booster"]!);
        model["trees"] = trees;
        model["tree_info"] = new JsonArray([.. Enumerable.Range(0, trees.Count).Select(tree => JsonValue.Create(tree % outputs))]);
        model["gbtree_model_param"]!["num_trees"] = trees.Count.ToString(CultureInfo.InvariantCulture);
        model["gbtree_model_param"]!["num_parallel_tree"] = "1";
        if (model["iteration_indptr"] is not null) model["iteration_indptr"] = new JsonArray([.. Enumerable.Range(0, (trees.Count / outputs) + 1).Select(round => JsonValue.Create(round * outputs))]);
        learner["gradient_booster"] = new JsonObject { ["model"] = model.DeepClone(), ["name"] = "gbtree" };
        learner["attributes"] = new JsonObject();
        if (learner["learner_train_param"]?["booster"] is not null) learner["learner_train_param"]!["booster"] = "gbtree";
        return (System.Text.Encoding.UTF8.GetBytes(mean.ToJsonString()), trees.Count / outputs);
    }

    private static void Append(JsonArray trees, byte[] json, int rounds, IReadOnlyList<float> intercepts, int members)
    {
        var booster = JsonNode.Parse(json)!["learner"]!["gradient_booster"]!;
        var (model, own, outputs) = (Trees(booster), XGBoostModel.Read(json, rounds), intercepts.Count);
        var weights = (booster["weight_drop"] ?? model["weight_drop"])?.AsArray();
        var all = model["trees"]!.AsArray();
        // Trees of each output in their order, then a tree of each output at a time: parallel trees stand beside each other otherwise.
        var byOutput = Enumerable.Range(0, own.Trees.Count).GroupBy(tree => own.Trees[tree].Output).OrderBy(group => group.Key).Select(group => group.ToArray()).ToArray();
        for (var round = 0; round < byOutput[0].Length; round++)
        {
            for (var output = 0; output < outputs; output++)
            {
                var index = byOutput[output][round];
                var tree = all[index]!.DeepClone();
                var weight = weights is not null && index < weights.Count ? (float)weights[index]! : 1f;
                // Every row ends in one leaf of the first tree, so that what is added to all of them is added to the margin.
                var shift = round == 0 ? own.BaseMargins[output] - intercepts[output] : 0f;
                Scale(tree, leaf => ((leaf * weight) + shift) / members);
                tree["id"] = trees.Count;
                trees.Add(tree);
            }
        }
    }

    private static void Scale(JsonNode tree, Func<float, float> change)
    {
        var (left, conditions) = (tree["left_children"]!.AsArray(), tree["split_conditions"]!.AsArray());
        for (var node = 0; node < left.Count; node++)
            if ((int)left[node]! < 0) conditions[node] = Number(change((float)conditions[node]!));
    }

    // XGBoost tells whole numbers from real ones by how they are written, and refuses 3 where it wants 3E0.
    private static JsonNode Number(float value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        return JsonNode.Parse(text.AsSpan().IndexOfAny('.', 'E') < 0 ? text + "E0" : text)!;
    }

    private static JsonNode Trees(JsonNode booster) => booster["gbtree"]?["model"] ?? booster["model"]!;
}
