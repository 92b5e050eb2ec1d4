using System.ComponentModel.DataAnnotations;
using Slipway.Contracts.Data;

namespace Slipway.Contracts.FeatureReports;

/// <summary>Where the report on a version's features is, and the least that people ask of it.</summary>
public sealed record FeatureSummary
{
    /// <summary>URI of <c>feature-report.json</c>.</summary>
    [RegularExpression("^(file|s3)://.+$")]
    public required string Uri { get; init; }

    /// <summary>Checksum of that file.</summary>
    [RegularExpression("^sha256:[0-9a-f]{64}$")]
    public required string Digest { get; init; }

    /// <summary>The features with the largest importance first; at most 20.</summary>
    public IReadOnlyList<FeatureLine>? Features { get; init; }

    /// <summary>How many findings the report has.</summary>
    public int Findings { get; init; }
}

/// <summary>One feature in short.</summary>
public sealed record FeatureLine
{
    /// <summary>Name of the feature.</summary>
    public required string Name { get; init; }

    /// <summary>Share of all rows that have a value, 0 to 100.</summary>
    public double Coverage { get; init; }

    /// <summary>Share of all improvement of the objective that is by this feature, 0 to 1.</summary>
    public double? Share { get; init; }

    /// <summary>Drift since the last version that was ready.</summary>
    public double? Drift { get; init; }

    /// <summary>The largest drift in the history.</summary>
    public double? Stability { get; init; }
}

/// <summary>The report of an earlier version that a run compares its features with.</summary>
/// <param name="Version">The version.</param>
/// <param name="Uri">URI of the report.</param>
/// <param name="Digest">Checksum that it must have.</param>
public sealed record FeatureReportPin(string Version, string Uri, string Digest);
