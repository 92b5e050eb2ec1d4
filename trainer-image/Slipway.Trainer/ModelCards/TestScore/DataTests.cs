using Slipway.Contracts.Data;
using Slipway.Contracts.FeatureReports;

namespace Slipway.Trainer.ModelCards.TestScore;

/// <summary>Features and data.</summary>
internal static class DataTests
{
    internal static IEnumerable<Judged> Of(ScoredModel model)
    {
        var (columns, cost) = (model.Data.Columns, model.Features.Cost);
        var limited = columns.Count(column => column is { Minimum: not null } or { Maximum: not null } or { AllowedValues: not null } or { Pattern: not null });
        var expected = model.Evaluation.Expectations?.Count ?? 0;
        yield return Judged.When(
            "Expectations of the data are in a schema",
            (limited + expected > 0, $"{limited} of {columns.Count} columns have limits, and features have {expected} expectations; both are checked in each run."),
            (true, $"{columns.Count} columns with types are checked, without limits of values."), "");
        var useless = cost?.Features.Count(feature => feature.Value != FeatureValue.Useful) ?? 0;
        yield return Judged.When(
            "All features help",
            (cost?.LeaveOut is not null, $"The model was trained without features, {cost?.LeaveOut?.Runs} times; {useless} of {cost?.Features.Count} features change predictions hardly."),
            (cost is not null, $"{useless} of {cost?.Features.Count} features change predictions hardly; evaluation.featureCost would train without them."), "Contributions of the features were not computed.");
        yield return Judged.When(
            "No feature costs too much", cost?.LeaveOut is not null,
            $"Columns and joins that only weak features need are listed{(cost?.LeaveOut?.Proposal is { } proposal ? $"; {string.Join(", ", proposal.Features)} could go" : "")}.",
            "Set evaluation.featureCost to see which columns and joins could be saved.");
        var described = (model.Spec.Features ?? []).Count(feature => feature.Description is not null || feature.Author is not null);
        yield return Judged.When(
            "Features obey the rules of the organisation",
            (columns.All(column => column.Sensitivity is not null), "Every column says how sensitive it is, and admission refuses what may not be read."),
            (described > 0, $"{described} of {model.Spec.Features?.Count} features say what they are or who made them."), "Set sensitivity of the Dataset's columns, and description and author of the features.");
        yield return Judged.When(
            "Data has privacy controls", model.Data.Privacy is not null || columns.Any(column => column.Protection is not null),
            "Columns are protected or the version was checked for privacy.", "Set protection of personal columns, or privacy of the Dataset.");
        yield return Judged.When(
            "New features come quickly", model.Operation.FeatureAgeSeconds is not null,
            $"The newest definition of the FeatureSet was {TimeSpan.FromSeconds(model.Operation.FeatureAgeSeconds ?? 0).TotalHours:0.#} hours old when this run began.", "Name a FeatureSet: how long its definitions take to a model is then measured.");
        yield return Judged.When(
            "Feature code is tested",
            (expected > 0, $"{expected} expectations of features hold in training and are counted at serving; the exported features were compared with those learned from."),
            (model.Evaluation.Parity is not null, "The exported features were compared with those learned from; expectations of their values are not set."), "Let the built-in trainer export the features.");
    }
}
