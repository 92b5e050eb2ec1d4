using Slipway.Contracts.Data;
using Slipway.Trainer.Snapshot.Checks;
using Slipway.Trainer.Snapshot.Checks.Expectations;
using Slipway.Trainer.Snapshot.Rows;

namespace Slipway.Trainer.Snapshot.Partitions;

/// <summary>All that a version has to know of one partition: its files, and counts that can be added up. Written as <c>part.json</c> beside the files.</summary>
internal sealed record PartSummary
{
    /// <summary>Version of this document's form; part of the fingerprint, so that a new form reads partitions again.</summary>
    public const int FormatVersion = 1;

    /// <summary>Name of the partition.</summary>
    public required string Partition { get; init; }

    /// <summary>Digest of the source files' marks and of what was asked of their rows.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Columns of the files.</summary>
    public required IReadOnlyList<Column> Schema { get; init; }

    /// <summary>Parquet files, by path relative to this document.</summary>
    public required IReadOnlyList<DataFile> Files { get; init; }

    /// <summary>Where the rows went.</summary>
    public required RowCounts Rows { get; init; }

    /// <summary>Rows and sums of hashes of each split.</summary>
    public required SplitCounts Splits { get; init; }

    /// <summary>Rejected rows by reason.</summary>
    public required IReadOnlyDictionary<string, long> Reasons { get; init; }

    /// <summary>Where rows were lost.</summary>
    public Discards? Discards { get; init; }

    /// <summary>The file with the rejected rows.</summary>
    public string? QuarantineUri { get; init; }

    /// <summary>Rows whose event time disagrees with clock or partition.</summary>
    public EventTimeCounts? EventTimes { get; init; }

    /// <summary>What cleaning did.</summary>
    public CleaningReport? Cleaning { get; init; }

    /// <summary>The columns.</summary>
    public required IReadOnlyList<PartColumn> Columns { get; init; }

    /// <summary>A sample of numbers.</summary>
    public required RowSample Sample { get; init; }

    /// <summary>Rows and labels of all rows and of slices.</summary>
    public required IReadOnlyList<SliceStatistics> Slices { get; init; }

    /// <summary>Missing values by label and slices.</summary>
    public required IReadOnlyList<MissingTable> Missing { get; init; }

    /// <summary>Rows over event time, of all and of slices.</summary>
    public required IReadOnlyList<PartPeriods> Periods { get; init; }

    /// <summary>Rows that break expectations.</summary>
    public required IReadOnlyList<BrokenRows> Broken { get; init; }

    /// <summary>Deletion requests with what was counted in the files of the partition.</summary>
    public IReadOnlyList<DeletionProof>? Deletions { get; init; }

    /// <summary>What else was noticed.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }
}

/// <summary>A column of a partition.</summary>
internal sealed record PartColumn
{
    /// <summary>A partition's values are listed up to this number of different ones.</summary>
    public const int MaxValues = 1000;

    /// <summary>Counts, extremes and moments.</summary>
    public required ColumnStatistics Statistics { get; init; }

    /// <summary>Its different values.</summary>
    public required DistinctSketch Distinct { get; init; }

    /// <summary>Every value with its rows; absent beyond <see cref="MaxValues"/>.</summary>
    public IReadOnlyList<ValueCount>? Values { get; init; }
}

/// <summary>Rows of a partition over event time.</summary>
internal sealed record PartPeriods
{
    /// <summary>Column of the slice; absent for all rows.</summary>
    public string? Column { get; init; }

    /// <summary>Rows by value and hour, or day where a partition spans more than a week.</summary>
    public required IReadOnlyList<CoverageCell> Cells { get; init; }
}
