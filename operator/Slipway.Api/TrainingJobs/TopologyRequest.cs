using System.ComponentModel.DataAnnotations;

namespace Slipway.Api.TrainingJobs;

/// <summary>How close the worker pods of a run have to be, by a label of nodes that names the level: a rack, a block, a host.</summary>
/// <remarks>In a queue of Kueue it is the topology request of its pod set; without one it is an affinity between the pods.</remarks>
public sealed record TopologyRequest
{
    /// <summary>All pods run where this label has one value, such as <c>cloud.google.com/gce-topology-block</c>, or not at all.</summary>
    [StringLength(253, MinimumLength = 1)]
    public string? Required { get; init; }

    /// <summary>All pods run where this label has one value, if that is possible.</summary>
    [StringLength(253, MinimumLength = 1)]
    public string? Preferred { get; init; }
}
