using System.Globalization;
using Slipway.Contracts.Training;
using Slipway.Trainer.Training.Data;

namespace Slipway.Trainer.Evaluation.Behaviour;

/// <summary>Says in one sentence what a behaviour test asks for. Pure.</summary>
internal static class BehaviourWords
{
    private const int MostNames = 8;

    internal static string Statement(BehaviourTest test, Target target, IReadOnlyList<Variation> variations)
    {
        var rows = test switch { { Where: { } where, Cases.Count: > 0 } => $"{where}, and made cases", { Where: { } where } => where, { Cases.Count: > 0 } => "made cases", _ => "all test rows" };
        var says = test.Type switch
        {
            BehaviourType.MinimumFunctionality => $"{string.Join(" and ", Bounds(test, target))}",
            BehaviourType.Invariance => $"{Stays(test, target)} when {test.Column} is any of {(variations.All(variation => variation.Value is not null) ? Listed(variations.Select(variation => variation.Value!)) : $"{variations.Count} values")}",
            BehaviourType.Directional => $"{Meant(test, target)} must not {(test.Expect == ExpectedDirection.NotFall ? "fall" : "rise")}{(test.Tolerance is { } tolerance ? $" by more than {Written(tolerance)}" : "")} when {Written(test.By!.Value)} is added to {test.Column}",
            _ => $"{Stays(test, target)} when {Listed(variations[0].Changes.Select(change => change.Column))} {(variations[0].Changes.Count == 1 ? "is" : "are")} jittered by {Written(test.Noise ?? 0.1)} standard deviations",
        };
        return $"{char.ToUpperInvariant(says[0])}{says[1..]} ({rows}).";
    }

    private static IEnumerable<string> Bounds(BehaviourTest test, Target target)
    {
        if (test.Min is { } min) yield return $"{Meant(test, target)} is at least {Written(min)}";
        if (test.Max is { } max) yield return $"{Meant(test, target)} is at most {Written(max)}";
        if (test.Label is { } label) yield return $"the label is {label}";
    }

    private static string Stays(BehaviourTest test, Target target) => test.Tolerance is { } tolerance
        ? $"{(test.Class is null && target.Task == LearningTask.Multiclass ? "every probability" : Meant(test, target))} moves by at most {Written(tolerance)}"
        : "the label stays";

    private static string Meant(BehaviourTest test, Target target) =>
        !target.Task.HasClasses() ? "the prediction" : $"the probability of {test.Class ?? target.Classes[^1]}";

    private static string Listed(IEnumerable<string> names)
    {
        var all = names.ToList();
        return string.Join(", ", all.Take(MostNames)) + (all.Count > MostNames ? $" and {all.Count - MostNames} more" : "");
    }

    private static string Written(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}
