using Slipway.Trainer.Snapshot.Sources;

namespace Slipway.Trainer.Snapshot.Extraction;

/// <summary>A source that is ready to be read.</summary>
/// <param name="Files">Its files on this machine; none for SQL over other datasets, whose versions are views then.</param>
/// <param name="Partition">What its folders say of time.</param>
/// <param name="Watermark">First moment of the earliest partition that waits for its seal.</param>
/// <param name="ParentRows">Rows of the versions that SQL reads.</param>
internal sealed record OpenedSource(IReadOnlyList<LocalFile> Files, PartitionLabel? Partition, DateTimeOffset? Watermark, long ParentRows);
