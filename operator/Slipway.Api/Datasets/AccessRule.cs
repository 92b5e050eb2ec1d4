using System.ComponentModel.DataAnnotations;
using Slipway.Contracts;

namespace Slipway.Api.Datasets;

/// <summary>Which namespaces may read which columns and how old rows.</summary>
/// <remarks>Within its own namespace a Dataset may be read whole, unless a rule names that namespace. Rules that apply together add up their columns; the shortest age holds.</remarks>
public sealed record AccessRule
{
    /// <summary>Name that refusals and the audit refer to.</summary>
    [RegularExpression("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"), StringLength(63, MinimumLength = 1)]
    public required string Name { get; init; }

    /// <summary>Namespaces of the readers; <c>*</c> is every other namespace.</summary>
    [MinLength(1)]
    public required IReadOnlyList<string> Namespaces { get; init; }

    /// <summary>Columns that may be read. Absent: all but, from other namespaces, those that are Personal; these have to be named.</summary>
    [MinLength(1)]
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>Largest age of rows, by event time, counted back from the version's newest event. Absent: any.</summary>
    public Duration? MaxAge { get; init; }

    /// <summary>Makes the rule an exception for a short time, which two others have to approve. While it is in force, it takes the place of the ordinary rules.</summary>
    public BreakGlass? BreakGlass { get; init; }
}

/// <summary>An exception from the rules: for a reason, for a short time, with two approvals.</summary>
/// <remarks>
/// Guarantees: the webhook takes a request only in the own name, an approval only in the own name, and no approval by the one who asked; any change of the rule
/// needs new approvals. Assumptions: the webhook was there when it was written (chart value <c>webhook.failurePolicy: Fail</c> makes sure). Caveats: without two approvals, or after its end, it is as if it were not there.
/// </remarks>
public sealed record BreakGlass
{
    /// <summary>Why it is needed.</summary>
    [StringLength(1000, MinimumLength = 10)]
    public required string Reason { get; init; }

    /// <summary>The user, by the name that the API server knows, who asks for it.</summary>
    [StringLength(253, MinimumLength = 1)]
    public required string RequestedBy { get; init; }

    /// <summary>When it ends; at most 24 hours after it is asked for.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Who agrees; two are needed.</summary>
    [ListMapKeys("by")]
    public IReadOnlyList<Approval>? Approvals { get; init; }
}

/// <summary>Somebody's consent.</summary>
public sealed record Approval
{
    /// <summary>The user, by the name that the API server knows.</summary>
    [StringLength(253, MinimumLength = 1)]
    public required string By { get; init; }

    /// <summary>When it was given.</summary>
    public required DateTimeOffset At { get; init; }
}
