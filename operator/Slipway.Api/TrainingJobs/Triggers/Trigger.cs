using System.ComponentModel.DataAnnotations;
using Slipway.Contracts;

namespace Slipway.Api.TrainingJobs.Triggers;

/// <summary>A reason to train again on newer data; exactly one of the kinds is set.</summary>
/// <remarks>A trigger that has fired begins one run on the newest versions, as soon as there are any that were not trained on.</remarks>
public sealed record Trigger
{
    /// <summary>Name by which status and runs speak of it.</summary>
    [RegularExpression("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"), StringLength(63, MinimumLength = 1)]
    public required string Name { get; init; }

    /// <summary>Fires at moments of the clock.</summary>
    public ScheduleTrigger? Schedule { get; init; }

    /// <summary>Fires for every new version of the data.</summary>
    public DataVersionTrigger? DataVersion { get; init; }

    /// <summary>Fires when there are enough new rows.</summary>
    public VolumeTrigger? Volume { get; init; }

    /// <summary>Fires when a measure of drift, such as a PSI, leaves its bounds.</summary>
    public QueryTrigger? Drift { get; init; }

    /// <summary>Fires when a measure of the model's worth, such as an AUC by feedback, leaves its bounds.</summary>
    public QueryTrigger? Performance { get; init; }

    /// <summary>Fires when the newest version that is ready is too old.</summary>
    public StalenessTrigger? Staleness { get; init; }

    /// <summary>Time after the end of the last run, whatever began it, in which this trigger begins none. Default: none.</summary>
    public Duration? CoolDown { get; init; }
}

/// <summary>Moments of the clock, by the rules of a CronJob whose concurrency policy is Forbid.</summary>
public sealed record ScheduleTrigger
{
    /// <summary>Minute, hour, day of month, month and day of week, such as <c>0 3 * * 1-5</c>; also <c>@daily</c> and its like.</summary>
    [StringLength(200, MinimumLength = 1)]
    public required string Cron { get; init; }

    /// <summary>Time zone by its IANA name. Default: UTC.</summary>
    public string? TimeZone { get; init; }

    /// <summary>Seconds for which a moment holds that could not be served, for lack of newer data too. Default: until a run begins.</summary>
    [Range(1, int.MaxValue)]
    public int? StartingDeadlineSeconds { get; init; }
}

/// <summary>Every new version of any dataset that a run reads.</summary>
public sealed record DataVersionTrigger
{
    /// <summary>Time from the first new version until it fires; later ones are in the same run. Default: none.</summary>
    public Duration? Debounce { get; init; }
}

/// <summary>Enough rows more than the version of the dataset had that was trained on last.</summary>
public sealed record VolumeTrigger
{
    /// <summary>Number of rows from which it fires. With <see cref="MinPercent"/>: either is enough.</summary>
    [Range(1, long.MaxValue)]
    public long? MinRows { get; init; }

    /// <summary>Percent of the rows trained on last from which it fires.</summary>
    [Range(0, double.MaxValue)]
    public double? MinPercent { get; init; }

    /// <summary>Time from the first new version until it fires. Default: none.</summary>
    public Duration? Debounce { get; init; }
}

/// <summary>A number that Prometheus gives, and the bounds within which nothing needs to be done. Without data it never fires.</summary>
public sealed record QueryTrigger
{
    /// <summary>PromQL that gives one number.</summary>
    [StringLength(4000, MinimumLength = 1)]
    public required string Query { get; init; }

    /// <summary>Smallest value that is well; it fires below.</summary>
    public double? Min { get; init; }

    /// <summary>Largest value that is well; it fires above.</summary>
    public double? Max { get; init; }

    /// <summary>Time for which the value has to be out of bounds without a gap. Default: at once.</summary>
    public Duration? For { get; init; }

    /// <summary>
    /// How far the value has to lie from the one by which this trigger began the last run, until it was within bounds again: what training did not mend is not trained again and again. Default: any distance.
    /// </summary>
    [Range(0, double.MaxValue)]
    public double? MinimumEffect { get; init; }

    /// <summary>Time between two queries.</summary>
    public Duration Interval { get; set; } = new(TimeSpan.FromMinutes(5));

    /// <summary>Prometheus to ask. Default: the operator's.</summary>
    [RegularExpression("^https?://.+$")]
    public string? PrometheusAddress { get; init; }
}

/// <summary>Age of the newest ModelVersion that is ready.</summary>
public sealed record StalenessTrigger
{
    /// <summary>Age from which it fires, counted from when the version was made.</summary>
    public required Duration MaxAge { get; init; }
}
