using Slipway.Contracts.Data;
using Slipway.Contracts.Models;
using Slipway.Contracts.Training;

namespace Slipway.Api.ModelVersions;

/// <summary>How the measurement of an imported model stands.</summary>
public sealed record ImportStatus
{
    /// <summary>Dataset version that it is measured on.</summary>
    public required DatasetPin Dataset { get; init; }

    /// <summary>Column with the truth.</summary>
    public required string Label { get; init; }

    /// <summary>Name of the Job.</summary>
    public required string Job { get; init; }

    /// <summary>How many measurements began, this one among them.</summary>
    public int Number { get; init; }

    /// <summary>Value of the annotation <c>slipway.dev/refresh</c> that asked for it.</summary>
    public string? Refresh { get; init; }

    /// <summary>What is read, for the audit.</summary>
    public IReadOnlyList<DataRead>? Reads { get; init; }

    /// <summary>When it was decided.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When its end was seen.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>One CamelCase word for why it failed.</summary>
    public string? Reason { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Message { get; init; }

    /// <summary>What the file takes and gives, as it says itself.</summary>
    public Signature? Signature { get; init; }

    /// <summary>What was measured.</summary>
    public IReadOnlyList<MetricValue>? Metrics { get; init; }

    /// <summary>How the gates ended.</summary>
    public IReadOnlyList<GateResult>? Gates { get; init; }
}
