using System.Text.Json;

namespace Slipway.Contracts.Training;

/// <summary>A hyperparameter that changes nothing.</summary>
/// <param name="Name">As it was written.</param>
/// <param name="Why">What it would take.</param>
public sealed record UnusedSetting(string Name, string Why);

/// <summary>Finds hyperparameters that XGBoost does not read with the chosen booster, objective and tree method, by its parameter documentation. Pure.</summary>
public static class UnusedSettings
{
    private static readonly HashSet<string> OfDart = ["sample_type", "normalize_type", "rate_drop", "one_drop", "skip_drop"];

    private static readonly HashSet<string> OfTrees =
    [
        "gamma", "min_split_loss", "max_depth", "min_child_weight", "max_delta_step", "subsample", "sampling_method", "colsample_bytree", "colsample_bylevel", "colsample_bynode", "tree_method",
        "grow_policy", "max_leaves", "max_bin", "num_parallel_tree", "monotone_constraints", "interaction_constraints", "max_cached_hist_node",
    ];

    private static readonly HashSet<string> OfBins = ["max_bin", "grow_policy", "max_leaves", "max_cached_hist_node"];

    private static readonly Dictionary<string, string> OfObjective = new(StringComparer.Ordinal)
    {
        ["tweedie_variance_power"] = "reg:tweedie", ["huber_slope"] = "reg:pseudohubererror", ["quantile_alpha"] = "reg:quantileerror", ["aft_loss_distribution"] = "survival:aft",
        ["aft_loss_distribution_scale"] = "survival:aft", ["lambdarank_pair_method"] = "rank:", ["lambdarank_num_pair_per_sample"] = "rank:", ["lambdarank_normalization"] = "rank:",
        ["lambdarank_unbiased"] = "rank:", ["lambdarank_bias_norm"] = "rank:", ["ndcg_exp_gain"] = "rank:", ["scale_pos_weight"] = "binary:",
    };

    /// <summary>Those that are not used, by name.</summary>
    /// <param name="task">What is predicted.</param>
    /// <param name="hyperparameters">As they were written.</param>
    public static IReadOnlyList<UnusedSetting> Of(LearningTask task, IReadOnlyDictionary<string, JsonElement>? hyperparameters)
    {
        var given = hyperparameters ?? new Dictionary<string, JsonElement>();
        string booster = Text(given, "booster") ?? "gbtree", method = Text(given, "tree_method") ?? "hist";
        var objective = Text(given, "objective") ?? task switch { LearningTask.Binary => "binary:logistic", LearningTask.Multiclass => "multi:softprob", LearningTask.Ranking => "rank:ndcg", _ => "reg:squarederror" };
        return [.. given.Keys.Order(StringComparer.Ordinal).Select(name => (name, Why: Why(name, booster, method, objective, given))).Where(each => each.Why is not null).Select(each => new UnusedSetting(each.name, each.Why!))];
    }

    private static string? Why(string name, string booster, string method, string objective, IReadOnlyDictionary<string, JsonElement> given)
    {
        if (OfDart.Contains(name) && booster != "dart") return $"it is read with booster dart, and the booster is {booster}";
        if (OfTrees.Contains(name) && booster == "gblinear") return "it is read by trees, and the booster is gblinear";
        if (OfBins.Contains(name) && method == "exact") return "it is read where trees are grown on bins, and tree_method is exact";
        if (OfObjective.TryGetValue(name, out var wanted) && !objective.StartsWith(wanted, StringComparison.Ordinal))
            return $"it is read with objective {(wanted.EndsWith(':') ? wanted + "*" : wanted)}, and the objective is {objective}";
        if (name == "sampling_method" && (!given.TryGetValue("subsample", out var part) || (part.ValueKind == JsonValueKind.Number && part.GetDouble() >= 1))) return "it is read where rows are sampled, and subsample is 1";
        return null;
    }

    private static string? Text(IReadOnlyDictionary<string, JsonElement> given, string name) => given.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
