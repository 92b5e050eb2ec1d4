using System.Globalization;
using System.Text.Json;
using Slipway.Contracts.Training;
using Slipway.Trainer.Steps;

namespace Slipway.Trainer.Training.Parameters;

/// <summary>Turns the hyperparameters of a specification into XGBoost's, with defaults of the task. Pure.</summary>
internal static class ParameterReader
{
    internal const int DefaultRounds = TrainingBudget.DefaultRounds;

    internal static LearnerParameters Read(ParameterRequest request)
    {
        var given = Resolve(request.Hyperparameters);
        var booster = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["objective"] = Objectives.Default(request.Task),
            ["tree_method"] = "hist",
            ["seed"] = LearnerParameters.SeedText(request.Seed),
            ["nthread"] = request.Threads.ToString(CultureInfo.InvariantCulture),
            ["verbosity"] = "1",
        };
        if (request.Task == LearningTask.Multiclass) booster["num_class"] = request.Classes.ToString(CultureInfo.InvariantCulture);
        foreach (var (name, value) in given)
            if (name is not ("num_boost_round" or "early_stopping_rounds" or "eval_metric")) booster[name] = ParameterValue.Text(name, value);
        Objectives.Check(request.Task, booster["objective"]);
        var warnings = new List<string>();
        if (Objectives.Served(request.Task, booster["objective"]) is var served && served != booster["objective"])
        {
            warnings.Add($"hyperparameters.objective {booster["objective"]} is trained as {served}: the trees are the same, and the model serves probabilities beside the label.");
            booster["objective"] = served;
        }

        VersionedParameters.Check(booster, request.LibraryHasDevice);
        if (booster.TryGetValue("booster", out var kind) && kind == "gblinear")
            throw StepException.Invalid(
                "InvalidHyperparameter", "hyperparameters.booster is 'gblinear', which has no rule for missing values and cannot be exported.", "Use gbtree or dart.");

        DeviceChoice.Apply(booster, request, warnings);
        return new LearnerParameters(
            booster,
            given.TryGetValue("num_boost_round", out var rounds) ? ParameterValue.Positive("num_boost_round", rounds) : DefaultRounds,
            given.TryGetValue("early_stopping_rounds", out var patience) ? ParameterValue.Positive("early_stopping_rounds", patience) : null,
            warnings)
        {
            Metrics = given.TryGetValue("eval_metric", out var metrics) ? ParameterValue.Texts("eval_metric", metrics) : [Objectives.DefaultMetric(booster["objective"])],
        };
    }

    private static Dictionary<string, JsonElement> Resolve(IReadOnlyDictionary<string, JsonElement>? hyperparameters)
    {
        var resolved = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        var writtenAs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (written, value) in hyperparameters ?? new Dictionary<string, JsonElement>())
        {
            var name = ParameterNames.Resolve(written) ?? throw Unknown(written);
            if (!resolved.TryAdd(name, value))
                throw StepException.Invalid(
                    "InvalidHyperparameter",
                    $"hyperparameters.{written} and hyperparameters.{writtenAs[name]} are two names of the same parameter.",
                    "Keep one of them.");
            writtenAs[name] = written;
        }

        return resolved;
    }

    private static StepException Unknown(string name) => StepException.Invalid(
        "UnknownHyperparameter",
        $"hyperparameters.{name} is no parameter of XGBoost that the built-in trainer accepts.",
        ParameterNames.Nearest(name) is { } nearest ? $"Did you mean '{nearest}'?" : $"Known are: {string.Join(", ", ParameterNames.Kinds.Keys.Order(StringComparer.Ordinal))}.");
}

/// <summary>What the parameters depend on besides the hyperparameters.</summary>
internal sealed record ParameterRequest(LearningTask Task, IReadOnlyDictionary<string, JsonElement>? Hyperparameters)
{
    internal long Seed { get; init; }

    internal int Threads { get; init; } = 1;

    internal int Classes { get; init; }

    /// <summary>Whether the pod was given a GPU.</summary>
    internal bool Gpu { get; init; }

    /// <summary>Whether XGBoost was built with CUDA.</summary>
    internal bool LibraryHasCuda { get; init; }

    /// <summary>Whether XGBoost knows `device` (2.0 and later).</summary>
    internal bool LibraryHasDevice { get; init; }
}
