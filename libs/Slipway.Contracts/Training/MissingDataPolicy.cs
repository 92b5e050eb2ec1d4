using System.ComponentModel.DataAnnotations;
using Slipway.Contracts.Data;

namespace Slipway.Contracts.Training;

/// <summary>How much missing data a model tolerates; a run beyond is refused.</summary>
public sealed record MissingDataPolicy
{
    /// <summary>Largest share of rows, in percent, in which a feature of the model may have no value.</summary>
    [Range(0, 100)]
    public double? MaxMissingPercent { get; init; }

    /// <summary>Largest share of the rows read by the snapshot, in percent, that may be lost: rejected into quarantine.</summary>
    [Range(0, 100)]
    public double? MaxLostRowsPercent { get; init; }

    /// <summary>Limits of single slices, besides those of all rows.</summary>
    public IReadOnlyList<SliceLoss>? Slices { get; init; }

    /// <summary>What is done about losses that follow the label or a slice. Absent: nothing.</summary>
    public LossBias? Bias { get; init; }

    /// <summary>Periods of the event time that are left out of all splits, such as those of an outage.</summary>
    public IReadOnlyList<ExcludedWindow>? ExcludedWindows { get; init; }
}

/// <summary>How much missing data a slice may have.</summary>
public sealed record SliceLoss
{
    /// <summary>The slice as <c>column=value</c>. Lost rows are known of the slices that the Dataset declares.</summary>
    [RegularExpression("^[^=]+=.*$")]
    public required string Slice { get; init; }

    /// <summary>Largest share of its rows, in percent, in which a feature of the model may have no value.</summary>
    [Range(0, 100)]
    public double? MaxMissingPercent { get; init; }

    /// <summary>Largest share of its rows, in percent, that may be lost.</summary>
    [Range(0, 100)]
    public double? MaxLostRowsPercent { get; init; }
}

/// <summary>What is done about losses that are not at random.</summary>
public sealed record LossBias
{
    /// <summary>Whether the run is refused, or a person told.</summary>
    public Severity Severity { get; set; } = Severity.Warn;

    /// <summary>Effect size (Cramer's V, 0 to 1) from which missing values, or lost rows, count as following the label or a slice.</summary>
    [Range(0, 1)]
    public double MaxEffect { get; set; } = 0.1;
}

/// <summary>A period of the event time that is left out.</summary>
public sealed record ExcludedWindow
{
    /// <summary>First moment that is left out.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>First moment that is not left out any more.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>Why, for those who read the model's record.</summary>
    [StringLength(500, MinimumLength = 1)]
    public required string Reason { get; init; }
}

/// <summary>A period that was left out of a run.</summary>
/// <param name="From">First moment that was left out.</param>
/// <param name="To">First moment that was not left out any more.</param>
/// <param name="Reason">Why.</param>
/// <param name="Rows">Rows of all splits that were left out; one in two periods counts for the first.</param>
public sealed record ExcludedRows(DateTimeOffset From, DateTimeOffset To, string Reason, long Rows);
