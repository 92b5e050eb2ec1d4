using Slipway.Contracts.Training;
using Slipway.Trainer.Steps;

namespace Slipway.Trainer.Training.Parameters;

/// <summary>Which of XGBoost's objectives and metrics belong to a task.</summary>
internal static class Objectives
{
    private static readonly string[] Regression =
    [
        "reg:squarederror", "reg:absoluteerror", "reg:squaredlogerror", "reg:pseudohubererror", "count:poisson", "reg:gamma", "reg:tweedie",
    ];

    /// <summary>Metrics of XGBoost that are better when larger.</summary>
    private static readonly string[] LargerIsBetter = ["auc", "aucpr", "pre", "map", "ndcg"];

    internal static string Default(LearningTask task) => Allowed(task)[0];

    internal static void Check(LearningTask task, string objective)
    {
        if (Allowed(task).Contains(objective)) return;
        throw StepException.Invalid(
            "InvalidHyperparameter",
            $"hyperparameters.objective is '{objective}', which does not make a {task} model.",
            $"For task {task} use {string.Join(", ", Allowed(task))}.");
    }

    internal static string DefaultMetric(string objective) => objective switch
    {
        "binary:logistic" => "logloss",
        "multi:softprob" => "mlogloss",
        "reg:absoluteerror" => "mae",
        "reg:squaredlogerror" => "rmsle",
        "reg:pseudohubererror" => "mphe",
        "count:poisson" => "poisson-nloglik",
        "reg:gamma" => "gamma-nloglik",
        _ => "rmse",
    };

    internal static bool IsLargerBetter(string metric) => LargerIsBetter.Contains(metric.Split('@')[0]);

    private static string[] Allowed(LearningTask task) => task switch
    {
        LearningTask.Binary => ["binary:logistic"],
        LearningTask.Multiclass => ["multi:softprob"],
        _ => Regression,
    };
}
