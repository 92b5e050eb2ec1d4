using Slipway.Contracts.Data;
using Slipway.Contracts.Models;
using Slipway.Contracts.Training;

namespace Slipway.Contracts.Steps;

/// <summary>Specification of the <c>evaluate</c> step: measure a model file from elsewhere on a dataset version that is held back from training.</summary>
public sealed record EvaluateSpec
{
    /// <summary>Namespace of the ModelVersion.</summary>
    public required string Namespace { get; init; }

    /// <summary>Model family.</summary>
    public required string Model { get; init; }

    /// <summary>Version within the family.</summary>
    public required string Version { get; init; }

    /// <summary>The file; its digest and size have to be these.</summary>
    public required ModelArtifact Artifact { get; init; }

    /// <summary>What it predicts.</summary>
    public LearningTask Task { get; init; }

    /// <summary>Classes in the order of the model's probabilities; the positive class of a binary task comes last.</summary>
    public IReadOnlyList<string>? Classes { get; init; }

    /// <summary>Output with the scores. Absent: the only output of floats.</summary>
    public string? ScoreOutput { get; init; }

    /// <summary>Probability from which the positive class is the label. Absent: 0.5.</summary>
    public double? Threshold { get; init; }

    /// <summary>Dataset version that it is measured on.</summary>
    public required DatasetPin Dataset { get; init; }

    /// <summary>Column with the truth.</summary>
    public required string Label { get; init; }

    /// <summary>What it has to meet.</summary>
    public IReadOnlyList<Gate>? Gates { get; init; }

    /// <summary>URI prefix that belongs to this measurement: <c>evaluation.json</c>, and <c>result.json</c> last.</summary>
    public required string Output { get; init; }

    /// <summary>Memory that the data engine may use, in bytes. Default: half of the container's limit.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Threads. Default: the container's CPUs.</summary>
    public int? Threads { get; init; }
}

/// <summary>What <c>evaluate</c> found.</summary>
public sealed record EvaluateResult
{
    /// <summary>What the file takes and gives, as it says itself; absent in a termination message that would be too long.</summary>
    public Signature? Signature { get; init; }

    /// <summary>What was measured, on all rows with a label.</summary>
    public required IReadOnlyList<MetricValue> Metrics { get; init; }

    /// <summary>How the gates ended.</summary>
    public IReadOnlyList<GateResult>? Gates { get; init; }

    /// <summary>Rows measured.</summary>
    public long Rows { get; init; }

    /// <summary>Wall time in seconds.</summary>
    public double Seconds { get; init; }
}
