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

    /// <summary>Tells the key of the pseudonyms; null where there are none.</summary>
    public string? KeyId { get; init; }

    public static VersionProfile Of(DatasetManifest manifest) =>
        new(manifest.Rows, manifest.Columns, manifest.Key ?? [], manifest.Statistics, manifest.SliceStatistics ?? []) { KeyId = manifest.Privacy?.KeyId };

    /// <summary>Whether both versions have the column, with values that can be compared.</summary>
    public bool HasAlike(VersionProfile other, string column) =>
        Find(column) is { } mine && other.Find(column) is { } theirs && mine.Type == theirs.Type && HasSameProtection(other, column);

    /// <summary>Whether equal values of a column are equal in the other version too: another protection or key makes other values of them.</summary>
    public bool HasSameProtection(VersionProfile other, string column)
    {
        var (mine, theirs) = (Find(column)?.Protection, other.Find(column)?.Protection);
        return mine == theirs && (mine is null || KeyId == other.KeyId);
    }

    private Column? Find(string name) => Columns.FirstOrDefault(column => column.Name == name);
}
