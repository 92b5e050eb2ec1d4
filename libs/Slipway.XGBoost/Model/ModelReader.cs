using System.Globalization;
using System.Text.Json;

namespace Slipway.XGBoost.Model;

/// <summary>Reads XGBoost's JSON model; where its layout differs between 1.7 and 3.x, both are understood.</summary>
internal static class ModelReader
{
    internal static XGBoostModel Read(ReadOnlyMemory<byte> json, int rounds)
    {
        try
        {
            using var document = ModelJson.Parse(json);
            return Read(document.RootElement, rounds);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or FormatException or InvalidOperationException)
        {
            throw new XGBoostException($"The model is not JSON as XGBoost 1.7 to 3.x writes it: {exception.Message}", exception);
        }
    }

    private static XGBoostModel Read(JsonElement root, int rounds)
    {
        var learner = root.GetProperty("learner");
        var parameters = learner.GetProperty("learner_model_param");
        var version = ReadVersion(root);
        var objectiveName = learner.GetProperty("objective").GetProperty("name").GetString()!;
        var objective = Objective.Find(objectiveName);
        // One output for each class or target; their trees take turns, as tree_info says.
        var outputs = Math.Max(ReadInt(parameters, "num_target", 1), Math.Max(1, ReadInt(parameters, "num_class", 0)));
        var booster = GradientBooster.Read(learner.GetProperty("gradient_booster"));
        var kept = booster.TreesOfRounds(rounds > 0 ? rounds : BestRounds(learner), outputs);
        var trees = new List<Tree>(kept);
        for (var i = 0; i < kept; i++) trees.Add(TreeReader.Read(booster.Trees[i], booster.Outputs[i], booster.WeightOf(i)));

        return new XGBoostModel(
            version,
            objectiveName,
            ReadInt(parameters, "num_feature", 0),
            learner.TryGetProperty("feature_names", out var names) ? [.. names.EnumerateArray().Select(name => name.GetString()!)] : [],
            ReadBaseMargins(parameters.GetProperty("base_score"), outputs, score => objective.ToMargin(score, version)),
            trees,
            objective.Transform);
    }

    /// <summary>What early stopping left with the model: XGBoost's own wrappers predict with the rounds up to the best one; 0 when it did not stop early.</summary>
    private static int BestRounds(JsonElement learner) =>
        learner.TryGetProperty("attributes", out var attributes) && attributes.TryGetProperty("best_iteration", out var best)
            ? int.Parse(best.GetString()!, NumberStyles.Integer, CultureInfo.InvariantCulture) + 1
            : 0;

    private static Version ReadVersion(JsonElement root)
    {
        var version = root.GetProperty("version");
        return new Version(version[0].GetInt32(), version[1].GetInt32(), version[2].GetInt32());
    }

    /// <summary>Up to 3.0 one number as text ("5E-1"); from 3.1 a list as text ("[2.5E-1,1E-1]"), one value per output.</summary>
    private static float[] ReadBaseMargins(JsonElement baseScore, int outputs, Func<float, float> toMargin)
    {
        var text = baseScore.ValueKind == JsonValueKind.String ? baseScore.GetString()! : baseScore.GetRawText();
        float[] scores =
        [
            .. text.Trim('[', ']').Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(value => float.Parse(value, NumberStyles.Float, CultureInfo.InvariantCulture)),
        ];
        if (scores.Length == 1) scores = [.. Enumerable.Repeat(scores[0], outputs)];
        if (scores.Length != outputs) throw new XGBoostException($"The model has {scores.Length} intercepts for {outputs} outputs.");
        return [.. scores.Select(toMargin)];
    }

    private static int ReadInt(JsonElement parameters, string name, int missing) =>
        parameters.TryGetProperty(name, out var value) ? int.Parse(value.GetString()!, NumberStyles.Integer, CultureInfo.InvariantCulture) : missing;
}
