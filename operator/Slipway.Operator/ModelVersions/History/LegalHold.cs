using Slipway.Api.ModelVersions;

namespace Slipway.Operator.ModelVersions.History;

/// <summary>Whether a version must not be deleted because somebody said so.</summary>
internal static class LegalHold
{
    /// <summary>The hold that is in force.</summary>
    public static AcceptedDecision? Of(IReadOnlyList<AcceptedDecision>? decisions) =>
        (decisions ?? []).LastOrDefault(each => each is { Ignored: null, Action: DecisionAction.Hold or DecisionAction.Release }) is { Action: DecisionAction.Hold } hold ? hold : null;

    /// <summary>The same with holds that were written and not judged yet: what is about to be deleted is judged no more.</summary>
    public static AcceptedDecision? Written(ModelVersion version)
    {
        var recorded = version.Status?.Decisions ?? [];
        return Of([.. recorded, .. (version.Spec.Decisions ?? []).Skip(recorded.Count).Where(entry => entry.Action == DecisionAction.Hold).Select(DecisionHistory.Recorded)]);
    }
}
