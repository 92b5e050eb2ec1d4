namespace Slipway.Api.Datasets;

/// <summary>A Job that reads or read a version of the dataset.</summary>
public sealed record DatasetReader
{
    /// <summary>Namespace of the reader.</summary>
    public required string Namespace { get; init; }

    /// <summary>Kind of the reader: <c>TrainingJob</c>, <c>FeatureSet</c> (a backfill) or <c>Dataset</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Name of the reader.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the Job.</summary>
    public required string Job { get; init; }

    /// <summary>Digest of the version.</summary>
    public required string Digest { get; init; }

    /// <summary>The columns that can be read.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>When it was decided.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Rules of <c>spec.access</c> by which it is allowed. Absent: it lies in the same namespace.</summary>
    public IReadOnlyList<string>? Rules { get; init; }

    /// <summary>Why the glass was broken, when it was.</summary>
    public string? BreakGlass { get; init; }
}
