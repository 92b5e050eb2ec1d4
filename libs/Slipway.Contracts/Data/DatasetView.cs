namespace Slipway.Contracts.Data;

/// <summary>The part of a dataset version that a reader may see. A step sees nothing else of it, whatever SQL it runs.</summary>
public sealed record DatasetView
{
    /// <summary>The columns. Absent: all.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>Largest age of a row, by event time, counted back from the version's newest event. Absent: any.</summary>
    public Duration? MaxAge { get; init; }
}
