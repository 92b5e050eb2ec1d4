using Slipway.Contracts.Data;

namespace Slipway.Contracts.FeatureReports;

/// <summary>What is known of the features of one model version; written as <c>feature-report.json</c> beside the model file, and as a page for people.</summary>
/// <remarks>
/// Guarantees: coverage is counted over all rows. Caveats: statistics, drift and predictive power are of a sample of at most <see cref="SplitRows.Sampled"/> rows
/// of each split, drawn evenly.
/// </remarks>
public sealed record FeatureReport
{
    /// <summary>Version of this document's form.</summary>
    public int FormatVersion { get; set; } = 1;

    /// <summary>Name of the model.</summary>
    public required string Model { get; init; }

    /// <summary>Version within the family.</summary>
    public required string Version { get; init; }

    /// <summary>Digest of the dataset version that was trained on.</summary>
    public required string DatasetDigest { get; init; }

    /// <summary>Digest of the feature definition.</summary>
    public required string FeatureDigest { get; init; }

    /// <summary>Rows of each split, and how many were looked at one by one.</summary>
    public required IReadOnlyList<SplitRows> Rows { get; init; }

    /// <summary>The features of the model, in the order of the definition.</summary>
    public required IReadOnlyList<FeatureFacts> Features { get; init; }

    /// <summary>Rows that have a value of each feature, by period of the event time; the first line counts all rows.</summary>
    public Coverage? Periods { get; init; }

    /// <summary>How the features differ from those of the last version that was ready.</summary>
    public FeatureDrift? Drift { get; init; }

    /// <summary>The drift of this version and of those before it, newest first; at most ten.</summary>
    public IReadOnlyList<VersionDrift>? History { get; init; }

    /// <summary>Signs of leakage.</summary>
    public LeakageReport? Leakage { get; init; }

    /// <summary>What each feature is worth, and what it costs.</summary>
    public FeatureCost? Cost { get; init; }

    /// <summary>What a person has to know.</summary>
    public IReadOnlyList<Finding>? Findings { get; init; }
}

/// <summary>Rows of a split.</summary>
/// <param name="Split">The split.</param>
/// <param name="Rows">All of them.</param>
/// <param name="Sampled">Those of the sample.</param>
public sealed record SplitRows(Split Split, long Rows, long Sampled);

/// <summary>What is known of one feature.</summary>
public sealed record FeatureFacts
{
    /// <summary>Name of the feature.</summary>
    public required string Name { get; init; }

    /// <summary>Rows and missing values of each split.</summary>
    public required IReadOnlyList<FeatureCoverage> Splits { get; init; }

    /// <summary>Rows and missing values of each value of the declared slices, over all splits.</summary>
    public IReadOnlyList<FeatureCoverage>? Slices { get; init; }

    /// <summary>Values of each split: of a number its distribution; of several columns how often each is other than 0.</summary>
    public required IReadOnlyList<SplitStatistics> Statistics { get; init; }

    /// <summary>How far the distribution in the train split moved since the last version that was ready.</summary>
    public DriftValue? Drift { get; init; }

    /// <summary>The largest drift in the history: the smaller, the more stable.</summary>
    public double? Stability { get; init; }
}

/// <summary>How many rows have no value of a feature.</summary>
public sealed record FeatureCoverage
{
    /// <summary>The split; absent for all.</summary>
    public Split? Split { get; init; }

    /// <summary>The slice as <c>name=value</c>; absent for all rows.</summary>
    public string? Slice { get; init; }

    /// <summary>Rows.</summary>
    public required long Rows { get; init; }

    /// <summary>Rows without a value, before a default stands in.</summary>
    public required long Missing { get; init; }

    /// <summary>Share of rows with a value, 0 to 100.</summary>
    public double Percent => Rows == 0 ? 0 : Math.Round(100.0 * (Rows - Missing) / Rows, 4);
}

/// <summary>Statistics of a feature in one split.</summary>
/// <param name="Split">The split.</param>
/// <param name="Values">The statistics; values that concern a person are left out.</param>
public sealed record SplitStatistics(Split Split, ColumnStatistics Values);
