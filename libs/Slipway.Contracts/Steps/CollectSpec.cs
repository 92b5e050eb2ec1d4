using Slipway.Contracts.Data;
using Slipway.Contracts.Models;

namespace Slipway.Contracts.Steps;

/// <summary>Specification of the <c>collect</c> step: delete the files of dataset versions, or of model versions, that nothing uses any more.</summary>
public sealed record CollectSpec
{
    /// <summary>Namespace of the Dataset, or of the models.</summary>
    public required string Namespace { get; init; }

    /// <summary>Name of the Dataset, or of the model family.</summary>
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

    /// <summary>
    /// Model versions whose files go: the folder of each manifest, which has to be that of a run of the version (<c>.../namespace/model/version/run/</c>), and whose manifest,
    /// where it is still there, has to name this model, version and file.
    /// </summary>
    public IReadOnlyList<ModelFiles>? Models { get; init; }

    /// <summary>URI prefix of <c>result.json</c>, a folder of this run's own.</summary>
    public required string ResultPrefix { get; init; }
}

/// <summary>What <c>collect</c> deleted.</summary>
public sealed record CollectResult
{
    /// <summary>Digests of the versions of which nothing is left: the store was asked for their folders afterwards and listed nothing.</summary>
    public required IReadOnlyList<string> Versions { get; init; }

    /// <summary>Digests of the model files of whose folders nothing is left.</summary>
    public IReadOnlyList<string>? Models { get; init; }

    /// <summary>Objects deleted.</summary>
    public long Objects { get; init; }

    /// <summary>Their size.</summary>
    public long Bytes { get; init; }
}
