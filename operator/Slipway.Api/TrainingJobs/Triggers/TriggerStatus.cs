namespace Slipway.Api.TrainingJobs.Triggers;

/// <summary>How a trigger stands, with what it was judged by.</summary>
public sealed record TriggerStatus
{
    /// <summary>Name of the trigger.</summary>
    public required string Name { get; init; }

    /// <summary>Its kind.</summary>
    public TriggerType Type { get; init; }

    /// <summary>One CamelCase word: Fired, NotMet, NothingNew, Debouncing, Pending (out of bounds, and not yet for long enough), CoolingDown, BelowMinimumEffect, MissedDeadline, Outdated (a value of before the last run ended), NoData, QueryFailed.</summary>
    public string? Reason { get; init; }

    /// <summary>What was seen, what it was compared with, and why it does not fire.</summary>
    public string? Message { get; init; }

    /// <summary>The value seen: the query's number, new rows.</summary>
    public double? Value { get; init; }

    /// <summary>The bound that the value is judged by: the nearest one.</summary>
    public double? Threshold { get; init; }

    /// <summary>When the query was made last; the other kinds are judged whenever something changes.</summary>
    public DateTimeOffset? EvaluatedAt { get; init; }

    /// <summary>From when on what it looks for has been so: the moment of the clock, the first new version, the first value out of bounds.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>From when on moments of the clock count: when the schedule was first seen in this form.</summary>
    public DateTimeOffset? ObservedFrom { get; init; }

    /// <summary>The schedule or the query that the rest is about; with another one all begins anew.</summary>
    public string? Definition { get; init; }

    /// <summary>The last moment that a run was begun for.</summary>
    public DateTimeOffset? LastScheduleTime { get; init; }

    /// <summary>The next moment.</summary>
    public DateTimeOffset? NextScheduleTime { get; init; }

    /// <summary>Moments that went by without a run of their own since the last one; at most 100 are counted.</summary>
    public int? Missed { get; init; }

    /// <summary>When it last began a run.</summary>
    public DateTimeOffset? LastFiredAt { get; init; }

    /// <summary>The value by which it last began a run; gone when the value was within bounds again.</summary>
    public double? LastFiredValue { get; init; }

    /// <summary>The run that it last began.</summary>
    public string? LastRun { get; init; }
}

/// <summary>What begins runs.</summary>
public enum TriggerType
{
    /// <summary>The first run, or a changed configuration.</summary>
    Configuration,

    /// <summary>The annotation <c>slipway.dev/refresh</c>.</summary>
    Refresh,

    /// <summary>A moment of the clock.</summary>
    Schedule,

    /// <summary>A new version of the data.</summary>
    DataVersion,

    /// <summary>Enough new rows.</summary>
    Volume,

    /// <summary>A measure of drift.</summary>
    Drift,

    /// <summary>A measure of the model's worth.</summary>
    Performance,

    /// <summary>The age of the newest version.</summary>
    Staleness,
}

/// <summary>What began a run, with the evidence.</summary>
public sealed record RunTrigger
{
    /// <summary>What kind of thing began it.</summary>
    public TriggerType Type { get; init; }

    /// <summary>Name of the trigger; absent where none was needed.</summary>
    public string? Name { get; init; }

    /// <summary>The evidence in words.</summary>
    public string? Message { get; init; }

    /// <summary>The value seen.</summary>
    public double? Value { get; init; }

    /// <summary>The bound that it was judged by.</summary>
    public double? Threshold { get; init; }

    /// <summary>From when on a run was due.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>Earlier moments of the schedule that this run makes up for.</summary>
    public int? Missed { get; init; }

    /// <summary>Names of the other triggers that had fired too.</summary>
    public IReadOnlyList<string>? Also { get; init; }

    /// <summary>Whether it made up for lost time, by priority among those that did.</summary>
    public bool? CatchUp { get; init; }

    /// <summary>Rows of the dataset version when it began.</summary>
    public long? DatasetRows { get; init; }

    /// <summary>When it has to be done, by <c>spec.trainingWindow.deadline</c>.</summary>
    public DateTimeOffset? MustEndBy { get; init; }
}

/// <summary>A run that is due and has not begun.</summary>
public sealed record PendingRun
{
    /// <summary>Name of the trigger; absent where none was needed.</summary>
    public string? Trigger { get; init; }

    /// <summary>From when on it was due.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>TrainingWindow, or CatchUp: others make up for lost time before it.</summary>
    public required string Reason { get; init; }

    /// <summary>What it waits for.</summary>
    public required string Message { get; init; }

    /// <summary>When it was found to be waiting for this.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The earliest moment at which it can begin, where it is known.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>Its priority among those that make up for lost time.</summary>
    public int? Priority { get; init; }
}
