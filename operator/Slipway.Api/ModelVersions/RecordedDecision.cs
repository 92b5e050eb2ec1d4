using System.ComponentModel.DataAnnotations;

namespace Slipway.Api.ModelVersions;

/// <summary>What a person decided about a version: an entry of an append-only history.</summary>
public sealed record RecordedDecision
{
    /// <summary>What was decided.</summary>
    public required DecisionAction Action { get; init; }

    /// <summary>The alias, with SetAlias and RemoveAlias: letters, digits, <c>_</c> and <c>-</c>, at most 255; not <c>latest</c>, and no version such as <c>v3</c>.</summary>
    [StringLength(255, MinimumLength = 1)]
    public string? Alias { get; init; }

    /// <summary>Kubernetes user who decided; admission takes no other name than that of who writes the entry.</summary>
    [StringLength(253, MinimumLength = 1)]
    public required string By { get; init; }

    /// <summary>When it was decided.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Why. Needed with Reject, Hold and WaiveEvaluation.</summary>
    [StringLength(1024)]
    public string? Reason { get; init; }
}

/// <summary>What a person decides about a version.</summary>
public enum DecisionAction
{
    /// <summary>It may be served where a Rollout asks for approval. An approver alone.</summary>
    Approve,

    /// <summary>Takes earlier approvals back. An approver alone.</summary>
    Reject,

    /// <summary>The alias points to this version from now on, and to no other of its family.</summary>
    SetAlias,

    /// <summary>The alias points to nothing any more.</summary>
    RemoveAlias,

    /// <summary>Legal hold: the version is not deleted until it is released.</summary>
    Hold,

    /// <summary>Ends the hold. An approver, or who put it there.</summary>
    Release,

    /// <summary>An imported model that declares itself unevaluated may be served nevertheless. An approver alone, who is not the importer.</summary>
    WaiveEvaluation,
}

/// <summary>A decision as the operator took it on record; what is here is never changed or removed.</summary>
public sealed record AcceptedDecision
{
    /// <summary>What was decided.</summary>
    public required DecisionAction Action { get; init; }

    /// <summary>The alias.</summary>
    public string? Alias { get; init; }

    /// <summary>Kubernetes user who decided.</summary>
    public required string By { get; init; }

    /// <summary>When it was decided.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <summary>Why it has no effect: it broke a rule when the operator first saw it, and no webhook had refused it. Absent: it has.</summary>
    public string? Ignored { get; init; }
}
