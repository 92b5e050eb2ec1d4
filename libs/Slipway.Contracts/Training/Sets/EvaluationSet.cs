using Slipway.Contracts.Data;

namespace Slipway.Contracts.Training;

/// <summary>A dataset that is never trained on and that every version is measured on. Its role says how.</summary>
public sealed record EvaluationSet
{
    /// <summary>Name of the Dataset, or <c>namespace/name</c> where that namespace grants it, with a role other than Training; its current version is pinned.</summary>
    public required string Dataset { get; init; }

    /// <summary>Column whose rows with the same value differ in something that must not matter, and should score alike. For counterfactual sets.</summary>
    public string? PairBy { get; init; }

    /// <summary>Length of the periods of event time that are measured apart. Default: 7d for backtest sets, none for others.</summary>
    public Duration? Window { get; init; }

    /// <summary>What happens when the set is past its <c>expiresAt</c>.</summary>
    public ExpiredSet OnExpired { get; init; }
}

/// <summary>What an expired set means for a run.</summary>
public enum ExpiredSet
{
    /// <summary>No run begins.</summary>
    Refuse,

    /// <summary>It is measured on and told.</summary>
    Warn,
}

/// <summary>A set with the version that is measured on, and what the version in use gave there.</summary>
public sealed record PinnedSet
{
    /// <summary>What is wanted.</summary>
    public required EvaluationSet Set { get; init; }

    /// <summary>The dataset version.</summary>
    public required DatasetPin Pin { get; init; }

    /// <summary>From when on it is no longer right.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Results of the version in use on the same dataset version; absent when there are none.</summary>
    public ReferenceResults? Reference { get; init; }
}

/// <summary>What a model version gave for each row of a set.</summary>
public sealed record ReferenceResults
{
    /// <summary>Name of the Dataset.</summary>
    public required string Dataset { get; init; }

    /// <summary>Digest of its version.</summary>
    public required string Digest { get; init; }

    /// <summary>Version of the model.</summary>
    public required string Version { get; init; }

    /// <summary>URI of the Parquet file: row, decision, scores.</summary>
    public required string Uri { get; init; }

    /// <summary>Checksum of the file, <c>sha256:...</c>.</summary>
    public required string Sha256 { get; init; }

    /// <summary>URI of the model's <c>evaluation.json</c>, which has its metrics on the set.</summary>
    public required string EvaluationUri { get; init; }
}
