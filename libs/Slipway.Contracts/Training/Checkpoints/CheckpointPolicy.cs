using System.ComponentModel.DataAnnotations;

namespace Slipway.Contracts.Training;

/// <summary>How often a run saves what it has learned so far, so that a pod that takes its place goes on from there. It changes nothing of what is learned.</summary>
public sealed record CheckpointPolicy
{
    /// <summary>Longest time between two checkpoints: what is lost at most when the pod is killed.</summary>
    public Duration Interval { get; set; } = new(TimeSpan.FromMinutes(1));

    /// <summary>Boosting rounds after which one is written even when the interval is not over. Absent: by time alone.</summary>
    [Range(1, int.MaxValue)]
    public int? Rounds { get; init; }

    /// <summary>How many are kept; an older one is used when the newest cannot be read.</summary>
    [Range(1, 100)]
    public int Keep { get; set; } = 2;
}
