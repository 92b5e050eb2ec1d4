namespace Slipway.Contracts.Training;

/// <summary>The metrics that a search can make better, by task.</summary>
public static class SearchMetrics
{
    /// <summary>Nodes of all trees: what memory and the time of a prediction grow with.</summary>
    public const string ModelNodes = "model_nodes";

    private static readonly Dictionary<string, ObjectiveType> Binary = new(StringComparer.Ordinal)
    {
        ["roc_auc"] = ObjectiveType.Maximize, ["pr_auc"] = ObjectiveType.Maximize, ["log_loss"] = ObjectiveType.Minimize, ["brier"] = ObjectiveType.Minimize,
        ["accuracy"] = ObjectiveType.Maximize, ["precision"] = ObjectiveType.Maximize, ["recall"] = ObjectiveType.Maximize, ["f1"] = ObjectiveType.Maximize,
        ["ece"] = ObjectiveType.Minimize, ["false_positive_rate"] = ObjectiveType.Minimize, ["mean_cost"] = ObjectiveType.Minimize,
    };

    private static readonly Dictionary<string, ObjectiveType> Multiclass = new(StringComparer.Ordinal)
    {
        ["log_loss"] = ObjectiveType.Minimize, ["accuracy"] = ObjectiveType.Maximize, ["macro_f1"] = ObjectiveType.Maximize,
    };

    private static readonly Dictionary<string, ObjectiveType> Regression = new(StringComparer.Ordinal)
    {
        ["rmse"] = ObjectiveType.Minimize, ["mse"] = ObjectiveType.Minimize, ["mae"] = ObjectiveType.Minimize, ["r2"] = ObjectiveType.Maximize,
    };

    /// <summary>The metrics with the way in which each is better.</summary>
    public static IReadOnlyDictionary<string, ObjectiveType> Of(LearningTask task)
    {
        var metrics = task switch { LearningTask.Binary => Binary, LearningTask.Multiclass => Multiclass, _ => Regression };
        return new Dictionary<string, ObjectiveType>(metrics) { [ModelNodes] = ObjectiveType.Minimize };
    }
}
