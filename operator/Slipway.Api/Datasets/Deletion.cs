using System.ComponentModel.DataAnnotations;
using Slipway.Contracts;
using Slipway.Contracts.Data;

namespace Slipway.Api.Datasets;

/// <summary>Rows that have to go because somebody has a right to it.</summary>
public sealed record Deletion
{
    /// <summary>How long a request can be taken back after the operator first saw it.</summary>
    public Duration Delay { get; set; } = new(TimeSpan.FromHours(72));

    /// <summary>The requests. One that is due holds for every later version as long as it is listed.</summary>
    [ListMapKeys("name"), MaxLength(50)]
    public IReadOnlyList<DeletionRequest>? Requests { get; init; }
}

/// <summary>One request: rows by key, who asked, and why.</summary>
public sealed record DeletionRequest
{
    /// <summary>Name, such as the number of the ticket. It appears in status, events and manifests, so it must not name the person.</summary>
    [RegularExpression("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"), StringLength(40, MinimumLength = 1)]
    public required string Name { get; init; }

    /// <summary>A row goes when it has one of the values in each of these columns.</summary>
    [MinLength(1), MaxLength(5)]
    public required IReadOnlyList<KeyMatch> Match { get; init; }

    /// <summary>Why, such as <c>GDPR Art. 17</c>.</summary>
    public string? Reason { get; init; }

    /// <summary>Who asked for it: the office, not the person whose data it is.</summary>
    public string? RequestedBy { get; init; }
}

/// <summary>How a deletion request stands; the keys are not repeated here.</summary>
public sealed record DeletionRequestStatus
{
    /// <summary>Name of the request.</summary>
    public required string Name { get; init; }

    /// <summary>Digest of its keys; other keys under the same name are another request.</summary>
    public required string KeysDigest { get; init; }

    /// <summary>When the operator first saw it.</summary>
    public DateTimeOffset RequestedAt { get; init; }

    /// <summary>Until when it can be taken out of the list.</summary>
    public DateTimeOffset EffectiveAfter { get; init; }

    /// <summary>Where it is.</summary>
    public DeletionPhase Phase { get; init; }

    /// <summary>Short digest of the first version that was proven to lack the rows.</summary>
    public string? Version { get; init; }

    /// <summary>Rows that the last snapshot removed for it: as long as there are any, the source still has them.</summary>
    public long? RowsRemoved { get; init; }
}

/// <summary>Where a deletion request is.</summary>
public enum DeletionPhase
{
    /// <summary>It can be taken back still.</summary>
    Pending,

    /// <summary>It is due, and no version lacks the rows yet.</summary>
    Effective,

    /// <summary>The current version lacks the rows.</summary>
    Done,
}
