using Slipway.Contracts.Features;
using Slipway.Operator.Reconciling;

namespace Slipway.Operator.Upstream;

/// <summary>Says of somebody who reads other models' predictions whether these are well, and still those that were learned from. Pure.</summary>
internal static class UpstreamCondition
{
    public const string Type = "UpstreamCurrent";
    private const int MostNamed = 3;

    /// <param name="conditions">Where the condition goes; it is taken away when nothing is read.</param>
    /// <param name="learned">What was learned from, or is declared.</param>
    /// <param name="families">The families as they stand.</param>
    public static void Set(ConditionDraft conditions, IReadOnlyList<UpstreamVersion> learned, IReadOnlyDictionary<string, ModelFamily> families)
    {
        if (learned.Count == 0)
        {
            conditions.Remove(Type);
            return;
        }

        List<string> troubles = [.. learned.Select(each => (each.Feature, Trouble: families.GetValueOrDefault(each.Model) is { } family ? family.Trouble : $"model '{each.Model}' is not there")).Where(each => each.Trouble is not null)
            .Select(each => $"feature '{each.Feature}': {each.Trouble}")];
        List<string> changes = [.. learned.Where(each => families.GetValueOrDefault(each.Model)?.InUse is { } used && used != each.Version)
            .Select(each => $"feature '{each.Feature}' was learned from {each.Model}-{each.Version}, and {each.Model}-{families[each.Model].InUse} is in use")];
        if (troubles.Count > 0)
            conditions.Set(Type, false, "UpstreamUnavailable", $"{Some(troubles)}; values of what reads it may be old or missing: mend it first");
        else if (changes.Count > 0)
            conditions.Set(Type, false, "UpstreamChanged", $"{Some(changes)}; make the training data with that version and train again, or serve the old one");
        else
            conditions.Set(Type, true, "Current", $"the models that features read are those that were learned from: {Some([.. learned.Select(each => $"{each.Model}-{each.Version}").Distinct()])}");
    }

    private static string Some(List<string> all) => string.Join("; ", all.Take(MostNamed)) + (all.Count > MostNamed ? $"; and {all.Count - MostNamed} more" : "");
}
