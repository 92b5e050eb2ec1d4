namespace Slipway.Contracts.Training;

/// <summary>How far a run has come, as Kubeflow's trainers report it: the body of a POST to KUBEFLOW_TRAINER_SERVER_URL.</summary>
/// <param name="TrainerStatus">The report.</param>
public sealed record ProgressReport(TrainerStatus TrainerStatus);

/// <summary>How far a run has come, by what its trainer said last.</summary>
public sealed record TrainerStatus
{
    /// <summary>Share of the work that is done, 0 to 100.</summary>
    public int? ProgressPercentage { get; init; }

    /// <summary>Seconds until the end, as the trainer estimates.</summary>
    public int? EstimatedRemainingSeconds { get; init; }

    /// <summary>Last values of what the trainer measures: losses per split, <c>rows_per_second</c>, <c>stall_share</c>, <c>peak_memory_bytes</c>, and whatever else an image reports.</summary>
    public IReadOnlyList<TrainerMetric>? Metrics { get; init; }

    /// <summary>When it was reported, by the trainer's clock.</summary>
    public DateTimeOffset? LastUpdatedTime { get; init; }

    /// <summary>A metric by name as a number; null when it is not there or is none.</summary>
    public double? Number(string name) => Metrics?.FirstOrDefault(metric => metric.Name == name) is { } found
        && double.TryParse(found.Value, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
        ? number
        : null;
}

/// <summary>One measured value.</summary>
public sealed record TrainerMetric
{
    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>Value as text, since trainers report of every kind.</summary>
    public required string Value { get; init; }
}

/// <summary>Names of metrics in a report that the operator understands, whichever image sends them.</summary>
public static class ProgressMetrics
{
    /// <summary>Rows times rounds per second inside the learner.</summary>
    public const string RowsPerSecond = "rows_per_second";

    /// <summary>Share of the time in which the learner waited for rows, 0 to 1.</summary>
    public const string StallShare = "stall_share";

    /// <summary>Largest resident memory so far in bytes.</summary>
    public const string PeakMemoryBytes = "peak_memory_bytes";

    /// <summary>Seconds of all processors together.</summary>
    public const string CpuSeconds = "cpu_seconds";

    /// <summary>Boosting rounds, epochs or steps so far.</summary>
    public const string Round = "round";
}
