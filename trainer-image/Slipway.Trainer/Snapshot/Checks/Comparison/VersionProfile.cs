using Slipway.Contracts.Data;

namespace Slipway.Trainer.Snapshot.Checks.Comparison;

/// <summary>What a comparison needs to know of one version.</summary>
/// <param name="Rows">Row counts.</param>
/// <param name="Columns">Columns as declared.</param>
/// <param name="Key">Columns that identify a row.</param>
/// <param name="Statistics">Statistics of each column.</param>
/// <param name="Slices">Rows and labels of all rows and of each slice.</param>
internal sealed record VersionProfile(
    RowCounts Rows, IReadOnlyList<Column> Columns, IReadOnlyList<string> Key, IReadOnlyList<ColumnStatistics> Statistics, IReadOnlyList<SliceStatistics> Slices)
{
    public long Kept => Rows.Kept;

    /// <summary>The period that lost most rows as duplicates, where it is known.</summary>
    public DuplicatePeriod? DuplicatePeriod { get; init; }

    public static VersionProfile Of(DatasetManifest manifest) =>
        new(manifest.Rows, manifest.Columns, manifest.Key ?? [], manifest.Statistics, manifest.SliceStatistics ?? []);
}
