using Slipway.Contracts.Data;

namespace Slipway.Contracts.Training;

/// <summary>Slices on which a model is worse than elsewhere, beyond chance.</summary>
public sealed record SliceFinderReport
{
    /// <summary>Split that was searched.</summary>
    public Split Split { get; init; }

    /// <summary>Its rows.</summary>
    public long Rows { get; init; }

    /// <summary>The loss of a row: <c>log_loss</c>, or <c>mae</c> for a regression.</summary>
    public required string Loss { get; init; }

    /// <summary>Its mean over all rows.</summary>
    public double MeanLoss { get; init; }

    /// <summary>Columns that slices were made of.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>Slices that had enough rows and were compared.</summary>
    public long Tested { get; init; }

    /// <summary>Slices that are worse; <see cref="Findings"/> lists the first of them. Gates know the number as <c>found_slices</c>.</summary>
    public long Count { get; init; }

    /// <summary>Slices that are worse, the largest effect first. A slice is not listed where one of its columns alone gives one.</summary>
    public required IReadOnlyList<SliceFinding> Findings { get; init; }
}

/// <summary>A slice on which a model is worse than elsewhere.</summary>
public sealed record SliceFinding
{
    /// <summary>The slice, such as <c>country=DE</c> or <c>country=DE, price=10 to 20</c>.</summary>
    public required string Slice { get; init; }

    /// <summary>SQL condition of its rows, for <c>where</c> of a behaviour test or a query.</summary>
    public required string Condition { get; init; }

    /// <summary>Rows in it.</summary>
    public long Rows { get; init; }

    /// <summary>Those as a share of all.</summary>
    public double Share { get; init; }

    /// <summary>Mean loss of its rows.</summary>
    public double Loss { get; init; }

    /// <summary>Lower end of the mean's 95 % interval.</summary>
    public double Low { get; init; }

    /// <summary>Upper end of the mean's 95 % interval.</summary>
    public double High { get; init; }

    /// <summary>Mean loss of all other rows.</summary>
    public double LossElsewhere { get; init; }

    /// <summary>Difference of the means in pooled standard deviations.</summary>
    public double EffectSize { get; init; }

    /// <summary>Probability of a difference like this by chance, corrected for all slices that were compared.</summary>
    public double PValue { get; init; }
}
