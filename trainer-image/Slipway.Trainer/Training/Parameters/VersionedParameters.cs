using Slipway.Trainer.Steps;

namespace Slipway.Trainer.Training.Parameters;

/// <summary>Parameters that XGBoost 1.7 does not know and would ignore without a word, and those that make models which cannot be exported.</summary>
internal static class VersionedParameters
{
    private static readonly string[] Since2 = ["quantile_alpha", "lambdarank_pair_method", "lambdarank_num_pair_per_sample", "lambdarank_unbiased", "ndcg_exp_gain"];

    internal static void Check(IReadOnlyDictionary<string, string> booster, bool isVersion2)
    {
        if (booster.TryGetValue("multi_strategy", out var strategy) && strategy != "one_output_per_tree")
            throw StepException.Invalid("InvalidHyperparameter", $"hyperparameters.multi_strategy is '{strategy}', whose leaves of several values cannot be exported.", "Use one_output_per_tree.");
        var quantile = booster["objective"] == "reg:quantileerror";
        if (quantile && !booster.ContainsKey("quantile_alpha"))
            throw StepException.Invalid("InvalidHyperparameter", "hyperparameters.objective is 'reg:quantileerror', and quantile_alpha is not set.", "Set quantile_alpha to the quantile to predict, such as 0.95.");
        if (isVersion2) return;
        var newer = quantile ? "objective 'reg:quantileerror'" : Since2.FirstOrDefault(booster.ContainsKey);
        if (newer is not null)
            throw StepException.Invalid("NotInThisXGBoost", $"hyperparameters.{newer} needs XGBoost 2.0 or later, which this trainer image does not have.", "Use a trainer image with a newer XGBoost, or remove it.");
    }
}
