using Slipway.Contracts.Data;

namespace Slipway.Trainer.Snapshot.Checks;

/// <summary>What checks ask of the kept rows: of those in an engine, or of the counts that were taken of each partition.</summary>
internal interface IKeptRows
{
    /// <summary>Rows and labels of all rows, of each declared slice, and of slices that an earlier version had.</summary>
    IReadOnlyList<SliceStatistics> Slices(IReadOnlyList<SliceStatistics> previous);

    /// <summary>Statistics of each column.</summary>
    IReadOnlyList<ColumnStatistics> Statistics();

    /// <summary>Missing values of some columns by the values of another; of all its values where none are named.</summary>
    MissingTable Missing(string by, IReadOnlyList<string>? values, IReadOnlyList<string> columns);

    /// <summary>Rows with an event time that are younger than each moment, and last of all all of them.</summary>
    IReadOnlyList<long> Younger(IReadOnlyList<DateTimeOffset> moments);

    /// <summary>Rows of some values of a column by period; of other values as one, without a name.</summary>
    IEnumerable<CoverageCell> Coverage(string column, IReadOnlyList<string> values, CoveragePeriod period);

    /// <summary>What the author's expectations find.</summary>
    IReadOnlyList<Finding> Expectations(IReadOnlyList<SliceStatistics> slices);
}
