namespace Slipway.Trainer.Training.Parameters;

internal enum ParameterKind
{
    Number,
    Integer,
    Text,
    Flag,
    TextOrList,
}

/// <summary>XGBoost's parameters that may be set, by its own names; aliases lead to one name so that a value cannot be given twice.</summary>
internal static class ParameterNames
{
    internal static readonly IReadOnlyDictionary<string, ParameterKind> Kinds = new Dictionary<string, ParameterKind>(StringComparer.Ordinal)
    {
        ["objective"] = ParameterKind.Text,
        ["num_boost_round"] = ParameterKind.Integer,
        ["early_stopping_rounds"] = ParameterKind.Integer,
        ["eval_metric"] = ParameterKind.TextOrList,
        ["booster"] = ParameterKind.Text,
        ["device"] = ParameterKind.Text,
        ["nthread"] = ParameterKind.Integer,
        ["verbosity"] = ParameterKind.Integer,
        ["seed"] = ParameterKind.Integer,
        ["seed_per_iteration"] = ParameterKind.Flag,
        ["eta"] = ParameterKind.Number,
        ["gamma"] = ParameterKind.Number,
        ["max_depth"] = ParameterKind.Integer,
        ["min_child_weight"] = ParameterKind.Number,
        ["max_delta_step"] = ParameterKind.Number,
        ["subsample"] = ParameterKind.Number,
        ["sampling_method"] = ParameterKind.Text,
        ["colsample_bytree"] = ParameterKind.Number,
        ["colsample_bylevel"] = ParameterKind.Number,
        ["colsample_bynode"] = ParameterKind.Number,
        ["lambda"] = ParameterKind.Number,
        ["alpha"] = ParameterKind.Number,
        ["tree_method"] = ParameterKind.Text,
        ["scale_pos_weight"] = ParameterKind.Number,
        ["grow_policy"] = ParameterKind.Text,
        ["max_leaves"] = ParameterKind.Integer,
        ["max_bin"] = ParameterKind.Integer,
        ["max_cached_hist_node"] = ParameterKind.Integer,
        ["num_parallel_tree"] = ParameterKind.Integer,
        ["monotone_constraints"] = ParameterKind.Text,
        ["interaction_constraints"] = ParameterKind.Text,
        ["base_score"] = ParameterKind.Number,
        ["tweedie_variance_power"] = ParameterKind.Number,
        ["huber_slope"] = ParameterKind.Number,
        ["quantile_alpha"] = ParameterKind.Number,
        ["multi_strategy"] = ParameterKind.Text,
        ["lambdarank_pair_method"] = ParameterKind.Text,
        ["lambdarank_num_pair_per_sample"] = ParameterKind.Integer,
        ["lambdarank_unbiased"] = ParameterKind.Flag,
        ["ndcg_exp_gain"] = ParameterKind.Flag,
        ["sample_type"] = ParameterKind.Text,
        ["normalize_type"] = ParameterKind.Text,
        ["rate_drop"] = ParameterKind.Number,
        ["one_drop"] = ParameterKind.Flag,
        ["skip_drop"] = ParameterKind.Number,
    };

    private static readonly Dictionary<string, string> Aliases = new(StringComparer.Ordinal)
    {
        ["n_estimators"] = "num_boost_round",
        ["num_round"] = "num_boost_round",
        ["learning_rate"] = "eta",
        ["min_split_loss"] = "gamma",
        ["reg_lambda"] = "lambda",
        ["reg_alpha"] = "alpha",
        ["random_state"] = "seed",
        ["n_jobs"] = "nthread",
    };

    /// <summary>XGBoost's first name of a parameter, or null when there is no such parameter.</summary>
    internal static string? Resolve(string name) => Aliases.TryGetValue(name, out var first) ? first : Kinds.ContainsKey(name) ? name : null;

    /// <summary>The known name that is nearest to a mistyped one, or null when none is near.</summary>
    internal static string? Nearest(string name)
    {
        var normal = name.ToLowerInvariant().Replace('-', '_');
        var (best, distance) = Kinds.Keys.Concat(Aliases.Keys)
            .Select(known => (known, EditDistance(normal, known) + (Squeezed(known) == Squeezed(normal) ? -3 : 0)))
            .MinBy(pair => pair.Item2);
        return distance <= Math.Max(2, name.Length / 3) ? best : null;
    }

    private static string Squeezed(string name) => name.Replace("_", "", StringComparison.Ordinal);

    private static int EditDistance(string one, string other)
    {
        var previous = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var current = new int[other.Length + 1];
            current[0] = i;
            for (var j = 1; j <= other.Length; j++)
                current[j] = Math.Min(Math.Min(current[j - 1], previous[j]) + 1, previous[j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1));
            previous = current;
        }

        return previous[^1];
    }
}
