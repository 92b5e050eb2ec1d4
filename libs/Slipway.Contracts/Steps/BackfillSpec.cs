using Slipway.Contracts.Data;
using Slipway.Contracts.Features;

namespace Slipway.Contracts.Steps;

/// <summary>Specification of the <c>backfill</c> step: compute features over rows of a period of the past, and report how they are covered.</summary>
public sealed record BackfillSpec
{
    /// <summary>Namespace of the FeatureSet.</summary>
    public required string Namespace { get; init; }

    /// <summary>Name of the FeatureSet.</summary>
    public required string FeatureSet { get; init; }

    /// <summary>Digest of the feature definition.</summary>
    public required string FeatureDigest { get; init; }

    /// <summary>Dataset version whose rows are read.</summary>
    public required DatasetPin Dataset { get; init; }

    /// <summary>The features.</summary>
    public required IReadOnlyList<Feature> Features { get; init; }

    /// <summary>Joins that add columns of other datasets for the features.</summary>
    public IReadOnlyList<FeatureJoin>? Joins { get; init; }

    /// <summary>Dataset version of each of <see cref="Joins"/>, in the same order.</summary>
    public IReadOnlyList<DatasetPin>? JoinedDatasets { get; init; }

    /// <summary>Tables of rates that the features use.</summary>
    public IReadOnlyList<RateTable>? RateTables { get; init; }

    /// <summary>First event time that is computed.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>Event time before which it ends. Absent: all there is.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Share of rows, in percent, that every feature must have a value in.</summary>
    public double MinCoveragePercent { get; init; }

    /// <summary>URI prefix that belongs to this run: <c>features.parquet</c>, <c>backfill.json</c>, and <c>result.json</c> last.</summary>
    public required string Output { get; init; }

    /// <summary>Memory that the data engine may use, in bytes. Default: half of the container's limit.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Threads. Default: the container's CPUs.</summary>
    public int? Threads { get; init; }
}

/// <summary>What <c>backfill</c> made.</summary>
public sealed record BackfillResult
{
    /// <summary>URI of <c>backfill.json</c>: coverage and statistics by feature and period.</summary>
    public required string ReportUri { get; init; }

    /// <summary>URI of the computed features: event time, key, and a column for each.</summary>
    public required string FeaturesUri { get; init; }

    /// <summary>Rows in the range.</summary>
    public required long Rows { get; init; }

    /// <summary>Each feature, the least covered first; the first few in the termination message.</summary>
    public IReadOnlyList<BackfilledFeature>? Features { get; init; }

    /// <summary>Wall time in seconds.</summary>
    public double Seconds { get; init; }
}
