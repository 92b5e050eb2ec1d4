using Slipway.Contracts.Training;
using Slipway.Trainer.Steps;

namespace Slipway.Trainer.Training.Parameters;

/// <summary>Which of XGBoost's objectives and metrics belong to a task.</summary>
internal static class Objectives
{
    private static readonly string[] Regression =
    [
        "reg:squarederror", "reg:absoluteerror", "reg:squaredlogerror", "reg:pseudohubererror", "reg:quantileerror", "reg:logistic", "count:poisson", "reg:gamma", "reg:tweedie",
    ];

    /// <summary>Metrics of XGBoost that are better when larger.</summary>
    private static readonly string[] LargerIsBetter = ["auc", "aucpr", "pre", "map", "ndcg"];

    internal static string Default(LearningTask task) => Allowed(task)[0];

    internal static void Check(LearningTask task, string objective)
    {
        if (Allowed(task).Contains(objective)) return;
        throw StepException.Invalid(
            "InvalidHyperparameter",
            $"hyperparameters.objective is '{objective}', which {(Reason(objective) ?? $"does not make a {task} model")}.",
            $"For task {task} use {string.Join(", ", Allowed(task))}.");
    }

    /// <summary>
    /// Of two objectives that grow the same trees, the one whose predictions are what the task serves: `multi:softmax` gives the label alone where
    /// `multi:softprob` gives the probabilities that it is taken from, and `binary:logitraw` the margin of `binary:logistic`.
    /// </summary>
    internal static string Served(LearningTask task, string objective) => (task, objective) switch
    {
        (LearningTask.Multiclass, "multi:softmax") => "multi:softprob",
        (LearningTask.Binary, "binary:logitraw") => "binary:logistic",
        _ => objective,
    };

    internal static string DefaultMetric(string objective) => objective switch
    {
        "binary:logistic" => "logloss",
        "binary:hinge" => "error",
        "multi:softprob" => "mlogloss",
        "reg:absoluteerror" => "mae",
        "reg:squaredlogerror" => "rmsle",
        "reg:pseudohubererror" => "mphe",
        "reg:quantileerror" => "quantile",
        "count:poisson" => "poisson-nloglik",
        "reg:gamma" => "gamma-nloglik",
        "rank:ndcg" or "rank:pairwise" => "ndcg",
        "rank:map" => "map",
        _ => "rmse",
    };

    internal static bool IsLargerBetter(string metric) => LargerIsBetter.Contains(metric.Split('@')[0]);

    private static string[] Allowed(LearningTask task) => task switch
    {
        LearningTask.Binary => ["binary:logistic", "binary:logitraw", "binary:hinge", "reg:logistic"],
        LearningTask.Multiclass => ["multi:softprob", "multi:softmax"],
        LearningTask.Ranking => ["rank:ndcg", "rank:pairwise", "rank:map"],
        _ => Regression,
    };

    private static string? Reason(string objective) => objective.StartsWith("survival:", StringComparison.Ordinal)
        ? "learns times of which some are known by their ends alone; no task has such labels"
        : null;
}
