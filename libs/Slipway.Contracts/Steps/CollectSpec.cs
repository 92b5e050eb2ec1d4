using Slipway.Contracts.Data;

namespace Slipway.Contracts.Steps;

/// <summary>Specification of the <c>collect</c> step: delete the files of dataset versions that nothing uses any more.</summary>
public sealed record CollectSpec
{
    /// <summary>Namespace of the Dataset.</summary>
    public required string Namespace { get; init; }

    /// <summary>Name of the Dataset.</summary>
    public required string Name { get; init; }

    /// <summary>Versions to delete; the folder of each manifest goes, and has to bear the digest as its name.</summary>
    public required IReadOnlyList<DatasetPin> Versions { get; init; }

    /// <summary>URI prefix of the partitions that versions share. Those that none of <see cref="Keep"/> is made of go. Absent: they stay.</summary>
    public string? Partitions { get; init; }

    /// <summary>The versions that stay.</summary>
    public IReadOnlyList<DatasetPin>? Keep { get; init; }

    /// <summary>URI prefix of what earlier steps of the Dataset left: results, and quarantines of refused snapshots. Absent: they stay.</summary>
    public string? Runs { get; init; }

    /// <summary>Folders below <see cref="Runs"/> that stay.</summary>
    public IReadOnlyList<string>? KeepRuns { get; init; }

    /// <summary>URI prefix of <c>result.json</c>, a folder of this run's own.</summary>
    public required string ResultPrefix { get; init; }
}

/// <summary>What <c>collect</c> deleted.</summary>
public sealed record CollectResult
{
    /// <summary>Digests of the versions of which nothing is left: the store was asked for their folders afterwards and listed nothing.</summary>
    public required IReadOnlyList<string> Versions { get; init; }

    /// <summary>Objects deleted.</summary>
    public long Objects { get; init; }

    /// <summary>Their size.</summary>
    public long Bytes { get; init; }
}
