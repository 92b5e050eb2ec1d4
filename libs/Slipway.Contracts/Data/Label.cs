namespace Slipway.Contracts.Data;

/// <summary>The column that models learn to predict.</summary>
public sealed record Label
{
    /// <summary>Name of the column.</summary>
    public required string Column { get; init; }

    /// <summary>How long after the event the label is known; newer rows are not yet labelled. Default: at once.</summary>
    public Duration? Delay { get; init; }
}
