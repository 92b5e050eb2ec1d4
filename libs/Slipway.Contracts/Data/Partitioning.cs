using System.ComponentModel.DataAnnotations;

namespace Slipway.Contracts.Data;

/// <summary>A source in partitions, each of which is read by itself: a source larger than one pod, or one that grows day by day.</summary>
/// <remarks>
/// Guarantees: a partition whose files are unchanged is not read again by a later snapshot; the version has the digest that one pod reading everything would give it.
/// Assumptions: what is asked of rows can be decided within a partition (<see cref="PartitioningRules"/>).
/// </remarks>
public sealed record Partitioning
{
    /// <summary>Names of the folders <c>name=value</c> that tell partitions apart, such as <c>day</c>. Every file lies in one of each.</summary>
    [MinLength(1)]
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>Number of pods that share the partitions.</summary>
    [Range(1, 1000)]
    public int Parallelism { get; set; } = 1;
}
