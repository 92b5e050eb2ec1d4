using System.Text.Json;
using Slipway.Contracts.Training;

namespace Slipway.Api.TrainingJobs;

/// <summary>The newest search: every trial is here before its pod is made.</summary>
public sealed record SearchStatus
{
    /// <summary>Run that it is for.</summary>
    public required string Run { get; init; }

    /// <summary>When it began.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Why it ended, in one CamelCase word.</summary>
    public string? Reason { get; init; }

    /// <summary>What every trial is allowed.</summary>
    public TrialBudget? Budget { get; init; }

    /// <summary>Trials whose pods are not finished.</summary>
    public int Running { get; init; }

    /// <summary>Trials that pause at a rung and may go on.</summary>
    public int Waiting { get; init; }

    /// <summary>Trials that had all their rounds.</summary>
    public int Succeeded { get; init; }

    /// <summary>Trials that were stopped because others were better.</summary>
    public int EarlyStopped { get; init; }

    /// <summary>Trials that failed.</summary>
    public int Failed { get; init; }

    /// <summary>The best trial so far, by the first objective among those with the most rounds.</summary>
    public int? BestTrial { get; init; }

    /// <summary>Its objectives.</summary>
    public IReadOnlyList<ObjectiveValue>? Best { get; init; }

    /// <summary>Trials that no other beats in all objectives, where there are several.</summary>
    public IReadOnlyList<int>? ParetoFront { get; init; }

    /// <summary>All trials, in the order of their numbers.</summary>
    public IReadOnlyList<SearchTrial>? Trials { get; init; }
}

/// <summary>One trial.</summary>
public sealed record SearchTrial
{
    /// <summary>Its number, from 1; given out once.</summary>
    public int Trial { get; init; }

    /// <summary>How it stands.</summary>
    public TrialState State { get; init; }

    /// <summary>The proposed hyperparameters.</summary>
    public required IReadOnlyDictionary<string, JsonElement> Parameters { get; init; }

    /// <summary>Rung that it runs on or pauses at, from 0.</summary>
    public int Rung { get; init; }

    /// <summary>Boosting rounds so far.</summary>
    public int? Rounds { get; init; }

    /// <summary>The objectives after them, in the order of the specification.</summary>
    public IReadOnlyList<double>? Values { get; init; }

    /// <summary>The first objective at each rung or look.</summary>
    public IReadOnlyList<double>? Reported { get; init; }

    /// <summary>Digest of what was learned, while it may go on.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>Seconds that its pods took.</summary>
    public double? Seconds { get; init; }

    /// <summary>When it was proposed.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When its end was seen.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Why it failed or was ended.</summary>
    public string? Message { get; init; }
}

/// <summary>How a trial stands.</summary>
public enum TrialState
{
    /// <summary>Its pod is not finished.</summary>
    Running,

    /// <summary>It pauses at a rung.</summary>
    Waiting,

    /// <summary>It had all its rounds.</summary>
    Succeeded,

    /// <summary>Others were better.</summary>
    EarlyStopped,

    /// <summary>It failed.</summary>
    Failed,

    /// <summary>The search ended while it ran.</summary>
    Killed,
}
