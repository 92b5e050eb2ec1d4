using Slipway.Contracts.Data;

namespace Slipway.Contracts.Features;

/// <summary>How features are covered over a period of the past; written as <c>backfill.json</c>.</summary>
public sealed record BackfillReport
{
    /// <summary>Version of this document's form.</summary>
    public int FormatVersion { get; set; } = 1;

    /// <summary>Digest of the feature definition.</summary>
    public required string FeatureDigest { get; init; }

    /// <summary>Dataset version that was read.</summary>
    public required DatasetPin Dataset { get; init; }

    /// <summary>First event time that was computed.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>Event time before which it ended; absent: all there was.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Rows in the range.</summary>
    public long Rows { get; init; }

    /// <summary>Each feature, the least covered first.</summary>
    public required IReadOnlyList<BackfilledFeature> Features { get; init; }

    /// <summary>Rows of each period and, in the order of <see cref="Features"/>, those of them with a value.</summary>
    public required IReadOnlyList<CoveredPeriod> Periods { get; init; }
}

/// <summary>How one feature is covered.</summary>
/// <param name="Feature">The feature.</param>
/// <param name="Present">Rows with a value.</param>
/// <param name="CoveragePercent">Those in percent of all rows.</param>
/// <param name="First">Event time of the first row with a value.</param>
public sealed record BackfilledFeature(string Feature, long Present, double CoveragePercent, DateTimeOffset? First)
{
    /// <summary>Smallest value; absent for a feature of several columns.</summary>
    public double? Min { get; init; }

    /// <summary>Largest value.</summary>
    public double? Max { get; init; }

    /// <summary>Mean value.</summary>
    public double? Mean { get; init; }
}

/// <summary>Rows of a period.</summary>
/// <param name="Start">Its first moment.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Present">Rows with a value, for each feature.</param>
public sealed record CoveredPeriod(DateTimeOffset Start, long Rows, IReadOnlyList<long> Present);
