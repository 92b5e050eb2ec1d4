using Slipway.Contracts.Data;

namespace Slipway.Contracts.Training;

/// <summary>What a model gives on one evaluation set.</summary>
public sealed record SetReport
{
    /// <summary>Name of the Dataset.</summary>
    public required string Dataset { get; init; }

    /// <summary>Digest of its version.</summary>
    public required string Digest { get; init; }

    /// <summary>Its role.</summary>
    public DatasetRole Role { get; init; }

    /// <summary>Rows, of all splits.</summary>
    public long Rows { get; init; }

    /// <summary>Those with a label, which alone are measured.</summary>
    public long Labelled { get; init; }

    /// <summary>Metrics of the labelled rows, of the comparisons below, and of each window.</summary>
    public required IReadOnlyList<MetricValue> Metrics { get; init; }

    /// <summary>Comparison, row by row, with the version in use; absent where it was not measured on this version of the set.</summary>
    public ReferenceComparison? Reference { get; init; }

    /// <summary>How alike rows of a pair score.</summary>
    public PairComparison? Pairs { get; init; }
}

/// <summary>How a model differs from the version in use on the same rows.</summary>
/// <param name="Version">The version in use.</param>
/// <param name="Rows">Rows compared.</param>
/// <param name="ChangedDecisions">Rows that are decided otherwise; absent for a regression, which decides nothing.</param>
/// <param name="LargestChange">Largest change of a score.</param>
/// <param name="MeanChange">Mean change of a score, without its sign.</param>
public sealed record ReferenceComparison(string Version, long Rows, long? ChangedDecisions, double LargestChange, double MeanChange);

/// <summary>How alike rows score that should.</summary>
/// <param name="Pairs">Groups of two or more rows with the same value.</param>
/// <param name="Single">Rows that have no partner.</param>
/// <param name="ChangedDecisions">Groups whose rows are not all decided alike; absent for a regression.</param>
/// <param name="LargestDifference">Largest difference of scores within a group.</param>
/// <param name="MeanDifference">Mean of the groups' differences.</param>
public sealed record PairComparison(long Pairs, long Single, long? ChangedDecisions, double LargestDifference, double MeanDifference);
