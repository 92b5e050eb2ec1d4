using Slipway.Api.ModelVersions;
using Slipway.Operator.TrainingJobs;

namespace Slipway.Operator.ModelVersions.History;

/// <summary>Which version each alias of a family points to: the one that it was given to last. Pure.</summary>
/// <remarks>Guarantees: an alias points to one version at most. It is moved by one write, on the version that gets it: there is no moment at which two versions have it, or none.</remarks>
internal static class AliasHolders
{
    /// <summary>Versions by alias.</summary>
    /// <param name="family">Names of versions, their version, and the decisions on record.</param>
    public static IReadOnlyDictionary<string, string> Of(IEnumerable<(string Name, string Version, IReadOnlyList<AcceptedDecision> Decisions)> family)
    {
        var holders = new Dictionary<string, string>(StringComparer.Ordinal);
        var changes = family
            .SelectMany(each => each.Decisions.Index()
                .Where(decision => decision.Item is { Ignored: null, Action: DecisionAction.SetAlias or DecisionAction.RemoveAlias })
                .Select(decision => (each.Name, Number: VersionNumber.Of(each.Version), decision.Index, Decision: decision.Item)))
            .OrderBy(change => change.Decision.At).ThenBy(change => change.Number).ThenBy(change => change.Name, StringComparer.Ordinal).ThenBy(change => change.Index);
        foreach (var (name, _, _, decision) in changes)
        {
            if (decision.Action == DecisionAction.SetAlias) holders[decision.Alias!] = name;
            else if (holders.GetValueOrDefault(decision.Alias!) == name) holders.Remove(decision.Alias!);
        }

        return holders;
    }

    /// <summary>Aliases that point to a version, by what is on record of the family and, of the version itself, by what was just taken.</summary>
    public static IReadOnlyList<string> Of(ModelVersion version, IReadOnlyList<AcceptedDecision> own, IEnumerable<ModelVersion> family) =>
    [
        .. Of(family.Where(each => each.Metadata.Name != version.Metadata.Name).Select(each => (each.Metadata.Name!, each.Spec.Version, each.Status?.Decisions ?? []))
                .Append((version.Metadata.Name!, version.Spec.Version, own)))
            .Where(holder => holder.Value == version.Metadata.Name).Select(holder => holder.Key).Order(StringComparer.Ordinal),
    ];
}
