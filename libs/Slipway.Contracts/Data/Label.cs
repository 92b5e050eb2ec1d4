namespace Slipway.Contracts.Data;

/// <summary>The column that models learn to predict.</summary>
public sealed record Label
{
    /// <summary>Name of the column.</summary>
    public required string Column { get; init; }

    /// <summary>How long after the event the label may still change. Rows younger than that, counted back from the newest event, are left out until a later snapshot. Default: at once.</summary>
    public Duration? Delay { get; init; }
}
