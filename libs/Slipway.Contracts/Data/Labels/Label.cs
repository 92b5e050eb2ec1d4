using System.ComponentModel.DataAnnotations;

namespace Slipway.Contracts.Data;

/// <summary>The column that models learn to predict.</summary>
public sealed record Label
{
    /// <summary>Name of the column. With <see cref="Functions"/> it need not be declared: it is added then.</summary>
    public required string Column { get; init; }

    /// <summary>How long after the event the label may still change. Rows younger than that, counted back from the newest event, are left out until a later snapshot. Default: at once.</summary>
    public Duration? Delay { get; init; }

    /// <summary>What kind of values the label has; rows that do not fit refuse the version, and a TrainingJob of another task is refused. Absent: nothing is asked.</summary>
    public LabelType? Type { get; init; }

    /// <summary>Column that says who or what gave the label, such as the annotator. Rates are counted for each, and their agreement on rows of one key.</summary>
    public string? SourceColumn { get; init; }

    /// <summary>Functions that give a label to rows which have none.</summary>
    [MaxLength(50)]
    public IReadOnlyList<LabelFunction>? Functions { get; init; }

    /// <summary>How the votes of <see cref="Functions"/> become one label.</summary>
    public LabelModel? Model { get; init; }
}

/// <summary>What kind of values a label has.</summary>
public enum LabelType
{
    /// <summary>One of two values.</summary>
    Binary,

    /// <summary>One of several values.</summary>
    Multiclass,

    /// <summary>A number.</summary>
    Numeric,
}
