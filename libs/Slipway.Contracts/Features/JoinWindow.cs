using System.ComponentModel.DataAnnotations;

namespace Slipway.Contracts.Features;

/// <summary>Aggregates of the events of each row's entity within a time before the row, which moves on in steps.</summary>
/// <remarks>
/// With <c>t</c> the row's event time in training, the server's clock in serving, the window ends at <c>e = floor((t - lateness) / slide) * slide</c>, counted from the epoch in UTC, and
/// holds the events with <c>e - length &lt;= event time &lt; e</c>. Both sides compute the same from the same events: nothing of a slide counts before all of it does.
/// </remarks>
public sealed record JoinWindow
{
    /// <summary>How long the window is; a multiple of <see cref="Slide"/>, at most 1,000 of them.</summary>
    public required Duration Length { get; init; }

    /// <summary>The step in which the window moves on. Default: 1m.</summary>
    public Duration Slide { get; set; } = new(TimeSpan.FromMinutes(1));

    /// <summary>How long the window waits for events that are under way. An event that takes longer counts in later windows of a server, and in training as if it had come in time. Default: 10s.</summary>
    public Duration Lateness { get; set; } = new(TimeSpan.FromSeconds(10));

    /// <summary>What is computed; each is a column of the join.</summary>
    [MinLength(1)]
    public required IReadOnlyList<WindowAggregate> Aggregates { get; init; }
}

/// <summary>One aggregate over the events of a window.</summary>
public sealed record WindowAggregate
{
    /// <summary>Name of the column that it adds.</summary>
    [RegularExpression("^[A-Za-z_][A-Za-z0-9_]*$"), StringLength(63, MinimumLength = 1)]
    public required string Name { get; init; }

    /// <summary>What is computed of the values that are not missing. Without any, Count and Sum are 0, the others missing.</summary>
    public WindowFunction Function { get; init; }

    /// <summary>Column of the events: Int64, Float64 or Boolean (true counts as 1). Count needs none: it counts the events then.</summary>
    public string? Column { get; init; }
}

/// <summary>What is computed of a window's values.</summary>
public enum WindowFunction
{
    /// <summary>Number of events, or of values that are not missing.</summary>
    Count,

    /// <summary>Sum.</summary>
    Sum,

    /// <summary>Arithmetic mean.</summary>
    Mean,

    /// <summary>Smallest value.</summary>
    Min,

    /// <summary>Largest value.</summary>
    Max,
}
