using System.Text.Json;

namespace Slipway.Contracts.Training;

/// <summary>How a search proposes hyperparameters.</summary>
public enum SearchAlgorithm
{
    /// <summary>Each trial is drawn from the whole space by itself.</summary>
    Random,

    /// <summary>Every combination once, in the order of the lists; the last parameter changes first.</summary>
    Grid,

    /// <summary>Tree-structured Parzen estimator (Bergstra et al. 2011): after 10 random trials, values that are likelier among the best trials than among the others.</summary>
    TPE,
}

/// <summary>The record of the search that chose a model's hyperparameters; everything in it was measured on the validation split.</summary>
public sealed record SearchRecord
{
    /// <summary>How trials were proposed.</summary>
    public SearchAlgorithm Algorithm { get; init; }

    /// <summary>Seed of the proposals.</summary>
    public long Seed { get; init; }

    /// <summary>Number of experiments: all trials that were begun.</summary>
    public int Trials { get; init; }

    /// <summary>Trials that had their whole budget.</summary>
    public int Succeeded { get; init; }

    /// <summary>Trials that were stopped because others were better.</summary>
    public int EarlyStopped { get; init; }

    /// <summary>Trials that failed.</summary>
    public int Failed { get; init; }

    /// <summary>Why the search ended: <c>MaxTrialsReached</c>, <c>GoalReached</c>, <c>SpaceExhausted</c> or <c>DeadlineExceeded</c>.</summary>
    public required string Reason { get; init; }

    /// <summary>What every trial was allowed.</summary>
    public required TrialBudget Budget { get; init; }

    /// <summary>The trial whose hyperparameters were taken.</summary>
    public int BestTrial { get; init; }

    /// <summary>Boosting rounds that it had; fewer than the budget when the search was ended before any trial had all.</summary>
    public int BestRounds { get; init; }

    /// <summary>Its searched hyperparameters.</summary>
    public required IReadOnlyDictionary<string, JsonElement> Parameters { get; init; }

    /// <summary>Its objectives on the validation split.</summary>
    public required IReadOnlyList<ObjectiveValue> Objectives { get; init; }

    /// <summary>Trials that no other beats in all objectives, where there are several; the one with the best first objective was taken.</summary>
    public IReadOnlyList<int>? ParetoFront { get; init; }
}

/// <summary>What every trial of a search is allowed: the same for all.</summary>
/// <param name="Rounds">Boosting rounds.</param>
/// <param name="Rows">Rows of the train split; 0 until the first trial has counted them.</param>
public sealed record TrialBudget(int Rounds, long Rows);

/// <summary>Value of an objective.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Value">Its value on the validation split.</param>
public sealed record ObjectiveValue(string Metric, double Value);
