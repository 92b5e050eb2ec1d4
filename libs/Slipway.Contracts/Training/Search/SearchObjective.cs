namespace Slipway.Contracts.Training;

/// <summary>What a search makes better.</summary>
public sealed record SearchObjective
{
    /// <summary>A metric of the task, such as <c>roc_auc</c> or <c>rmse</c>, measured on the validation split; or <c>model_nodes</c>, the nodes of all trees, for what a prediction costs.</summary>
    public required string Metric { get; init; }

    /// <summary>Which way is better.</summary>
    public required ObjectiveType Type { get; init; }

    /// <summary>Value with which the search ends before all trials are made. With several goals one trial has to reach all of them.</summary>
    public double? Goal { get; init; }

    /// <summary>The value so that larger is better.</summary>
    public double Goodness(double value) => Type == ObjectiveType.Maximize ? value : -value;
}

/// <summary>Which way an objective is better.</summary>
public enum ObjectiveType
{
    /// <summary>Larger values are better.</summary>
    Maximize,

    /// <summary>Smaller values are better.</summary>
    Minimize,
}
