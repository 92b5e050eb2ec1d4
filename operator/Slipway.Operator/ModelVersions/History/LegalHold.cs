using Slipway.Api.ModelVersions;

namespace Slipway.Operator.ModelVersions.History;

/// <summary>Whether a version must not be deleted because somebody said so.</summary>
internal static class LegalHold
{
    /// <summary>The hold that is in force.</summary>
    public static AcceptedDecision? Of(IReadOnlyList<AcceptedDecision>? decisions) =>
        (decisions ?? []).LastOrDefault(each => each is { Ignored: null, Action: DecisionAction.Hold or DecisionAction.Release }) is { Action: DecisionAction.Hold } hold ? hold : null;
}
