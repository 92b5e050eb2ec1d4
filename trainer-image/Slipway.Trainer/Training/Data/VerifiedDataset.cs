using Slipway.Contracts.Data;
using Slipway.Trainer.Access;

namespace Slipway.Trainer.Training.Data;

/// <summary>A dataset version whose files were checked against its manifest and can be read locally.</summary>
/// <param name="Manifest">The manifest, as far as the step may see it.</param>
/// <param name="Files">Local Parquet files of each split.</param>
internal sealed record VerifiedDataset(DatasetManifest Manifest, IReadOnlyDictionary<Split, IReadOnlyList<string>> Files)
{
    /// <summary>What may be seen of the files.</summary>
    public required VersionView View { get; init; }
}
