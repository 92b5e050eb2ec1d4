using System.ComponentModel.DataAnnotations;
using Slipway.Contracts.Data;
using Slipway.Contracts.Features;

namespace Slipway.Api.FeatureSets;

/// <summary>Computes the features over a period of the past before any model uses them.</summary>
public sealed record Backfill
{
    /// <summary>First event time.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>Event time before which it ends. Absent: all there is.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Share of the rows, in percent, that every feature must have a value in. A definition that falls short is not used.</summary>
    [Range(0, 100)]
    public double MinCoveragePercent { get; init; }

    /// <summary>Where results are written. Default: the operator's store.</summary>
    public Storage? Storage { get; init; }

    /// <summary>What the pod needs and where it may run.</summary>
    public PodPlacement? Placement { get; init; }
}

/// <summary>A backfill that runs or ran.</summary>
public sealed record BackfillStatus
{
    /// <summary>Name of its Job.</summary>
    public required string Job { get; init; }

    /// <summary>Digest of what is asked for: definition, range, coverage, and the annotation <c>slipway.dev/refresh</c>.</summary>
    public required string SpecDigest { get; init; }

    /// <summary>Digest of the above with what the pod needs. When it failed, a change of either is a reason to try again.</summary>
    public required string RunDigest { get; init; }

    /// <summary>Dataset version that is read.</summary>
    public required DatasetPin Dataset { get; init; }

    /// <summary>Versions of the joined datasets, in the order of the joins.</summary>
    public IReadOnlyList<DatasetPin>? JoinedDatasets { get; init; }

    /// <summary>Deletion requests, as <c>dataset/request</c>, whose rows its features may come from.</summary>
    public IReadOnlyList<string>? HoldsDeleted { get; init; }

    /// <summary>What it reads, for the audit.</summary>
    public IReadOnlyList<DataRead>? Reads { get; init; }

    /// <summary>When it was decided.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When its end was seen.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Whether it ended well.</summary>
    public bool? Succeeded { get; init; }

    /// <summary>One CamelCase word for how it ended.</summary>
    public string? Reason { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Message { get; init; }

    /// <summary>Rows in the range.</summary>
    public long? Rows { get; init; }

    /// <summary>URI of the full report.</summary>
    public string? ReportUri { get; init; }

    /// <summary>The least covered features.</summary>
    public IReadOnlyList<BackfilledFeature>? Features { get; init; }
}
