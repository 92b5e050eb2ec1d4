using System.ComponentModel.DataAnnotations;
using Slipway.Api.TrainingJobs.Triggers;

namespace Slipway.Api.TrainingJobs.Drills;

/// <summary>
/// From time to time, and when the annotation <c>slipway.dev/drill</c> gets another value, the newest ready version is made once more from its record, to prove that it can be: the same versions of the data, configuration, seed and image. What comes out is compared with the
/// record and deleted; it never becomes a version. A drill begins only when no run is due or under way, and makes room for one.
/// </summary>
public sealed record Drill
{
    /// <summary>When: minute, hour, day of month, month and day of week, such as <c>0 4 * * 0</c>.</summary>
    [StringLength(200, MinimumLength = 1)]
    public required string Schedule { get; init; }

    /// <summary>Time zone by its IANA name. Default: UTC.</summary>
    public string? TimeZone { get; init; }

    /// <summary>Seconds for which a moment holds at which no drill could begin. Default: until one begins.</summary>
    [Range(1, int.MaxValue)]
    public int? StartingDeadlineSeconds { get; init; }

    /// <summary>How far a metric may lie from its record, in percent of the record.</summary>
    [Range(0, 100)]
    public double TolerancePercent { get; set; } = 1;

    /// <summary>How far single metrics may lie from their record, in their own unit, instead of <see cref="TolerancePercent"/>.</summary>
    public IReadOnlyDictionary<string, double>? Tolerances { get; init; }
}

/// <summary>The last drill.</summary>
public sealed record DrillStatus
{
    /// <summary>Number of the last drill; the next one's is one more.</summary>
    public int Number { get; init; }

    /// <summary>The schedule that the moments are of.</summary>
    public string? Schedule { get; init; }

    /// <summary>From when on moments count: when the schedule was first seen in this form.</summary>
    public DateTimeOffset? ObservedFrom { get; init; }

    /// <summary>The last moment that was served.</summary>
    public DateTimeOffset? LastScheduleTime { get; init; }

    /// <summary>Value of the annotation <c>slipway.dev/drill</c> that was served last.</summary>
    public string? LastRequest { get; init; }

    /// <summary>The next moment.</summary>
    public DateTimeOffset? NextScheduleTime { get; init; }

    /// <summary>The drill that is under way or was last.</summary>
    public DrillRun? Run { get; init; }

    /// <summary>Name of the Job that deletes what drills wrote; absent when nothing is left to delete.</summary>
    public string? CleaningJob { get; init; }
}

/// <summary>One drill.</summary>
public sealed record DrillRun
{
    /// <summary>Name of the drill and of its Job.</summary>
    public required string Name { get; init; }

    /// <summary>The version that is made once more.</summary>
    public required string ModelVersion { get; init; }

    /// <summary>Where its configuration came from: <c>Run</c>, the specification of the run that made it; <c>TrainingJob</c>, whose digest is that of the record.</summary>
    public DrillSourceKind Source { get; init; }

    /// <summary>Moment of the schedule.</summary>
    public DateTimeOffset? ScheduledFor { get; init; }

    /// <summary>Value of the annotation <c>slipway.dev/drill</c> that asked for it.</summary>
    public string? Request { get; init; }

    /// <summary>How it stands.</summary>
    public DrillState State { get; init; }

    /// <summary>One CamelCase word for how it ended.</summary>
    public string? Reason { get; init; }

    /// <summary>What was found.</summary>
    public string? Message { get; init; }

    /// <summary>When it was decided.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When its end was seen.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Metrics on the test split beside those on record.</summary>
    public IReadOnlyList<DrillMetric>? Metrics { get; init; }

    /// <summary>Digest of the model file that came out.</summary>
    public string? ArtifactDigest { get; init; }

    /// <summary>Whether the file is the same byte by byte. It need not be: threads and other machines change the last digits of sums.</summary>
    public bool? ArtifactEqual { get; init; }
}

/// <summary>One metric of a drill.</summary>
public sealed record DrillMetric
{
    /// <summary>Name of the metric.</summary>
    public required string Metric { get; init; }

    /// <summary>Its value on record.</summary>
    public double? Recorded { get; init; }

    /// <summary>Its value now.</summary>
    public double? Value { get; init; }

    /// <summary>How far the two may lie apart, in the metric's unit.</summary>
    public double? Tolerance { get; init; }

    /// <summary>Whether they do not lie further apart.</summary>
    public bool Passed { get; init; }
}

/// <summary>Where the configuration of a drill came from.</summary>
public enum DrillSourceKind
{
    /// <summary>The specification of the run that made the version.</summary>
    Run,

    /// <summary>The TrainingJob, whose digest with the data of the record is that of the record.</summary>
    TrainingJob,
}

/// <summary>How a drill stands.</summary>
public enum DrillState
{
    /// <summary>Its Job is not finished.</summary>
    Running,

    /// <summary>The version could be made once more.</summary>
    Passed,

    /// <summary>It could not, or is another one.</summary>
    Failed,

    /// <summary>It made room for a run.</summary>
    Preempted,
}
