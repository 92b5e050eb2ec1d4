using System.Text.Json;
using Slipway.Api.Validation;
using Slipway.Contracts.Training;

namespace Slipway.Api.TrainingJobs;

/// <summary>What a schema cannot say about a search.</summary>
internal static class SearchValidation
{
    // Every trial is in the status, which has to stay far below the 1.5 MB that a cluster stores of an object.
    private const int MostTrials = 500;
    private const long MostRecordedValues = 5_000;
    private const int LongestText = 32;
    private static readonly string[] Seeds = ["seed", "random_state"];

    public static void Check(TrainingJobSpec spec, FieldErrors errors)
    {
        if (spec.Search is not { } search) return;
        Whole(spec, errors);
        Objectives(spec, search, errors);
        var before = errors.All.Count;
        errors.Unique("spec.search.parameters", search.Parameters.Select(parameter => parameter.Name), "parameter");
        foreach (var (index, parameter) in search.Parameters.Index()) Parameter(spec, search, parameter, $"spec.search.parameters[{index}]", errors);
        if (errors.All.Count == before) Trials(search, errors);
        EarlyStopping(spec, search, errors);
        errors.AddIf(search.Deadline is { Value: var deadline } && deadline <= TimeSpan.Zero, "spec.search.deadline", search.Deadline, "must be longer than zero, such as 8h");
    }

    private static void Whole(TrainingJobSpec spec, FieldErrors errors)
    {
        errors.AddIf(spec.Trainer?.Image is not null, "spec.search", null, "needs the built-in trainer; remove spec.trainer.image, or search inside of your image");
        errors.AddIf(spec.Workers > 1, "spec.search", null, "trains each trial in one pod; set spec.workers to 1");
        errors.AddIf(spec.Task == LearningTask.Ranking, "spec.search", null, "has no objective for a Ranking task; remove it");
        errors.AddIf(spec.WarmStart is not null, "spec.warmStart", null, "is no part of trials, which learn from nothing; remove it or spec.search");
        errors.AddIf(spec.Ensemble is not null, "spec.ensemble", null, "is no part of trials, which would choose for a single model; remove it or spec.search");
        errors.AddIf(spec.Compression is not null, "spec.compression", null, "is no part of trials, which would choose for the larger model; remove it or spec.search");
        errors.AddIf(spec.SelfTraining is not null, "spec.selfTraining", null, "is no part of trials, which would choose for another model; remove it or spec.search");
    }

    private static void Objectives(TrainingJobSpec spec, SearchSpec search, FieldErrors errors)
    {
        errors.Unique("spec.search.objectives", search.Objectives.Select(objective => objective.Metric), "metric");
        var known = SearchMetrics.Of(spec.Task);
        foreach (var (index, objective) in search.Objectives.Index())
        {
            var field = $"spec.search.objectives[{index}]";
            errors.Known($"{field}.metric", objective.Metric, [.. known.Keys], $"metric of a {spec.Task} task that a search can make better");
            errors.AddIf(
                known.TryGetValue(objective.Metric, out var type) && type != objective.Type, $"{field}.type", objective.Type, $"would make {objective.Metric} worse; set it to {type}");
            errors.AddIf(
                objective.Metric == "mean_cost" && spec.Evaluation.Threshold?.Goal != ThresholdGoal.MinCost, $"{field}.metric", objective.Metric,
                "is what wrong labels cost; say it in spec.evaluation.threshold with goal MinCost");
            errors.AddIf(objective.Goal is { } goal && !double.IsFinite(goal), $"{field}.goal", objective.Goal, "must be a number");
        }
    }

    private static void Parameter(TrainingJobSpec spec, SearchSpec search, SearchParameter parameter, string field, FieldErrors errors)
    {
        errors.AddIf(TrainingBudget.Names.Contains(parameter.Name), $"{field}.name", parameter.Name, "is the budget, which must be the same for every trial; set it in spec.hyperparameters");
        errors.AddIf(Seeds.Contains(parameter.Name), $"{field}.name", parameter.Name, "would choose the luckiest model and not the best; set spec.seed");
        errors.AddIf(spec.Hyperparameters?.ContainsKey(parameter.Name) == true, $"{field}.name", parameter.Name, "is also in spec.hyperparameters; remove it from one of the two");
        if (parameter.Type == ParameterType.Categorical) Categories(parameter, field, errors);
        else Range(search, parameter, field, errors);
    }

    private static void Categories(SearchParameter parameter, string field, FieldErrors errors)
    {
        errors.AddIf(parameter.List is not { Count: > 0 }, $"{field}.list", null, "is missing; list the values of a Categorical parameter");
        errors.AddIf(parameter is not { Min: null, Max: null, Step: null }, field, parameter.Name, "is Categorical and has a range; remove min, max and step, or set type to Double or Int");
        errors.AddIf(parameter.Distribution != ParameterDistribution.Uniform, $"{field}.distribution", parameter.Distribution, "is for Double and Int; remove it");
        errors.Unique($"{field}.list", (parameter.List ?? []).Select(value => value.GetRawText()), "value");
        foreach (var (index, value) in (parameter.List ?? []).Index())
        {
            errors.AddIf(
                value.ValueKind is not (JsonValueKind.Number or JsonValueKind.String or JsonValueKind.True or JsonValueKind.False) || value.GetRawText().Length > LongestText,
                $"{field}.list[{index}]", value.GetRawText(), $"must be a number, a text of at most {LongestText} characters, true or false");
        }
    }

    private static void Range(SearchSpec search, SearchParameter parameter, string field, FieldErrors errors)
    {
        errors.AddIf(parameter.List is not null, $"{field}.list", null, $"is for Categorical parameters; remove it, since type is {parameter.Type}");
        if (parameter is not { Min: { } min, Max: { } max })
        {
            errors.Add(field, parameter.Name, $"has no range; a {parameter.Type} parameter needs min and max");
            return;
        }

        errors.AddIf(!(double.IsFinite(min) && double.IsFinite(max) && min < max), $"{field}.max", max, $"must be larger than min, {min.ToString(System.Globalization.CultureInfo.InvariantCulture)}");
        errors.AddIf(parameter.Step is <= 0, $"{field}.step", parameter.Step, "must be larger than 0");
        errors.AddIf(
            parameter.Type == ParameterType.Int && !(IsWhole(min) && IsWhole(max) && IsWhole(parameter.Step ?? 1)), field, parameter.Name,
            "is Int and has fractions in min, max or step; write whole numbers, or set type to Double");
        if (parameter.Distribution == ParameterDistribution.LogUniform)
        {
            errors.AddIf(min <= 0, $"{field}.min", min, "must be larger than 0 for LogUniform");
            errors.AddIf(parameter.Step is not null, $"{field}.step", parameter.Step, "does not go with LogUniform; remove one of the two, or list the values of a Categorical parameter");
        }

        errors.AddIf(
            search.Algorithm == SearchAlgorithm.Grid && SearchGrid.Step(parameter) is null, $"{field}.step", null, "is missing, and a Grid needs it; or list the values of a Categorical parameter");
    }

    private static void Trials(SearchSpec search, FieldErrors errors)
    {
        if (search.Algorithm == SearchAlgorithm.Grid)
        {
            var most = search.MaxTrialCount ?? MostTrials;
            errors.AddIf(
                SearchGrid.Size(search.Parameters) > most, "spec.search.parameters", SearchGrid.Size(search.Parameters),
                $"points are in the grid, and {(search.MaxTrialCount is null ? "a search has at most" : "maxTrialCount is")} {most}; take larger steps, or algorithm Random or TPE");
        }
        else
        {
            errors.AddIf(search.MaxTrialCount is null, "spec.search.maxTrialCount", null, $"is missing; say how many trials algorithm {search.Algorithm} may make");
        }

        var recorded = (search.MaxTrialCount ?? SearchGrid.Size(search.Parameters) ?? 0) * search.Parameters.Count;
        errors.AddIf(recorded > MostRecordedValues, "spec.search.maxTrialCount", search.MaxTrialCount,
            $"times {search.Parameters.Count} parameters is more than the {MostRecordedValues} values that the status can hold; make fewer trials, or search fewer parameters");
    }

    private static void EarlyStopping(TrainingJobSpec spec, SearchSpec search, FieldErrors errors)
    {
        if (search.EarlyStopping is not { } stopping) return;
        const string field = "spec.search.earlyStopping";
        var rounds = TrainingBudget.Rounds(spec.Hyperparameters);
        errors.AddIf(search.Objectives.Count > 1, field, stopping.Algorithm, "compares trials by one objective; remove it, or all objectives but one");
        errors.AddIf(
            spec.Hyperparameters?.ContainsKey("early_stopping_rounds") == true || search.Parameters.Any(parameter => parameter.Name == "early_stopping_rounds"),
            field, stopping.Algorithm, "and hyperparameter early_stopping_rounds would stop the same trial by two rules; remove one of the two");
        errors.AddIf(stopping.MinRounds >= rounds, $"{field}.minRounds", stopping.MinRounds, $"must be smaller than the {rounds} rounds of a trial; lower it, or raise hyperparameter num_boost_round");
        errors.AddIf(rounds < 2, field, stopping.Algorithm, "has nothing to stop in a trial of 1 round; raise hyperparameter num_boost_round");
        errors.AddIf(
            SearchRungs.Looks(stopping, rounds).Count > SearchRungs.MostLooks, $"{field}.interval", stopping.Interval,
            $"makes more than {SearchRungs.MostLooks} looks in {rounds} rounds; raise it");
    }

    private static bool IsWhole(double value) => Math.Floor(value) == value;
}
