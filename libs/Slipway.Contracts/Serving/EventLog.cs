using Slipway.Contracts.Data;

namespace Slipway.Contracts.Serving;

/// <summary>Where the events of a dataset are kept: predictors write there what clients send, and read there what all of them have received.</summary>
/// <remarks>
/// The log is the source of the dataset too, so training and serving read the same events. Below <see cref="Uri"/> it has a folder for each hour in which events came,
/// <c>2026-11-27T06/</c> in UTC, and in it an object for each bundle, <c>[bundle id].jsonl</c>: JSON lines with the dataset's columns. A bundle's id is a UUID of version 7
/// (RFC 9562), whose time names the folder; so a bundle that is sent again is where it was. That time is within an hour of the clock of the predictor that took the bundle: a folder gets
/// bundles until about an hour after its own. Times are in UTC with microseconds; missing values are left out.
/// </remarks>
public sealed record EventLog
{
    /// <summary>Name of the Dataset.</summary>
    public required string Dataset { get; init; }

    /// <summary>The folder.</summary>
    public required string Uri { get; init; }

    /// <summary>Columns of an event, with their limits.</summary>
    public required IReadOnlyList<Column> Columns { get; init; }

    /// <summary>Column that says when an event happened.</summary>
    public required string EventTime { get; init; }

    /// <summary>Which events are refused for their time.</summary>
    public required EventSource Limits { get; init; }

    /// <summary>The event's key, whose columns may not be missing.</summary>
    public IReadOnlyList<string>? Key { get; init; }
}
