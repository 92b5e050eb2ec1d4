using Slipway.Contracts.Features;

namespace Slipway.Contracts.Models;

/// <summary>Inputs of a model that the server computes from the newest events of an entity when a request does not carry them.</summary>
public sealed record ModelWindow
{
    /// <summary>Dataset whose event log is read.</summary>
    public required string Dataset { get; init; }

    /// <summary>Columns that a request has to carry, in the order of the key.</summary>
    public required IReadOnlyList<LookupKey> Entity { get; init; }

    /// <summary>Column of the events that says when each happened.</summary>
    public required string EventTime { get; init; }

    /// <summary>How long the window is.</summary>
    public required Duration Length { get; init; }

    /// <summary>The step in which it moves on.</summary>
    public required Duration Slide { get; init; }

    /// <summary>How long it waits for events that are under way.</summary>
    public required Duration Lateness { get; init; }

    /// <summary>Inputs that are filled.</summary>
    public required IReadOnlyList<WindowInput> Inputs { get; init; }
}

/// <summary>An input that is computed from a window.</summary>
public sealed record WindowInput
{
    /// <summary>Input of the model.</summary>
    public required string Input { get; init; }

    /// <summary>What is computed.</summary>
    public required WindowFunction Function { get; init; }

    /// <summary>Column of the events; absent where events are counted.</summary>
    public string? Column { get; init; }
}
