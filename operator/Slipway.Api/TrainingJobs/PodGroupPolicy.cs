using System.ComponentModel.DataAnnotations;

namespace Slipway.Api.TrainingJobs;

/// <summary>Which gang scheduler starts all pods of a run or none. Absent: none; a queue of Kueue is named by a label instead.</summary>
public sealed record PodGroupPolicy
{
    /// <summary>Volcano: a PodGroup is made before the Job, and Volcano places the pods.</summary>
    public VolcanoPolicy? Volcano { get; init; }
}

/// <summary>The PodGroup of a run.</summary>
public sealed record VolcanoPolicy
{
    /// <summary>Volcano's queue. Default: its own, <c>default</c>.</summary>
    [StringLength(63, MinimumLength = 1)]
    public string? Queue { get; init; }

    /// <summary>How close the pods have to be in the network. Absent: anywhere.</summary>
    public VolcanoTopology? NetworkTopology { get; init; }
}

/// <summary>Distance of the pods in Volcano's HyperNodes.</summary>
public sealed record VolcanoTopology
{
    /// <summary><c>hard</c>: not scheduled beyond the tier; <c>soft</c>: as close as it goes.</summary>
    [AllowedValues("hard", "soft")]
    public string Mode { get; set; } = "hard";

    /// <summary>Highest tier that the pods may span, 1 being the closest. Absent: any.</summary>
    [Range(1, 100)]
    public int? HighestTierAllowed { get; init; }
}
