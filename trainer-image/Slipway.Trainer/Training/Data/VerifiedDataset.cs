using Slipway.Contracts.Data;

namespace Slipway.Trainer.Training.Data;

/// <summary>A dataset version whose files were checked against its manifest and can be read locally.</summary>
/// <param name="Manifest">The manifest.</param>
/// <param name="Files">Local Parquet files of each split.</param>
internal sealed record VerifiedDataset(DatasetManifest Manifest, IReadOnlyDictionary<Split, IReadOnlyList<string>> Files);
