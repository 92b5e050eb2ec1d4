namespace Slipway.Api.TrainingJobs;

/// <summary>What a run was given, what it used of it, and what that costs.</summary>
public sealed record RunUsage
{
    /// <summary>Seconds that its pods ran, all tries and workers together.</summary>
    public double PodSeconds { get; init; }

    /// <summary>GPUs of a pod times <see cref="PodSeconds"/>; absent without GPUs. How busy they were is not known: that needs the driver's own exporter (DCGM).</summary>
    public double? GpuSeconds { get; init; }

    /// <summary>Seconds of processors that the step used.</summary>
    public double? CpuSeconds { get; init; }

    /// <summary>Processors used ÷ processors asked for, 0 to 1 and above where they are not limited; of the try that succeeded. Absent where none are asked for.</summary>
    public double? CpuUtilization { get; init; }

    /// <summary>Largest resident memory in bytes.</summary>
    public long? PeakMemoryBytes { get; init; }

    /// <summary>Largest memory ÷ memory asked for. Absent where none is asked for.</summary>
    public double? MemoryUtilization { get; init; }

    /// <summary>Share of the time in which the learner waited for rows instead of learning, 0 to 1.</summary>
    public double? StallShare { get; init; }

    /// <summary>Millions of examples (rows times rounds) for each GPU-second paid for; absent without GPUs.</summary>
    public double? MillionExamplesPerGpuSecond { get; init; }

    /// <summary>Money, by the operator's price table; absent without one, or where it has no price for the GPU.</summary>
    public double? Cost { get; init; }

    /// <summary>Currency of <see cref="Cost"/>.</summary>
    public string? Currency { get; init; }

    /// <summary>How much better the model's headline metric is than that of the version it follows, for each unit of <see cref="Cost"/>; negative where it is worse.</summary>
    public double? GainPerCost { get; init; }
}
