using System.Text.Json;
using Slipway.Api.TrainingJobs;
using Slipway.Contracts;
using Slipway.Contracts.Training;

namespace Slipway.Api.Tests.Validation;

[Trait("Capability", "T11")]
public sealed class SearchValidationTests
{
    private static readonly SearchParameter Depth = new() { Name = "max_depth", Type = ParameterType.Int, Min = 2, Max = 8 };
    private static readonly SearchParameter Eta = new() { Name = "eta", Type = ParameterType.Double, Min = 0.01, Max = 1, Distribution = ParameterDistribution.LogUniform };
    private static readonly SearchParameter Booster = new() { Name = "booster", Type = ParameterType.Categorical, List = [Text("gbtree"), Text("dart")] };
    private static readonly SearchSpec Sound = new()
    {
        Algorithm = SearchAlgorithm.TPE, MaxTrialCount = 30, Parameters = [Depth, Eta, Booster], Objectives = [new SearchObjective { Metric = "roc_auc", Type = ObjectiveType.Maximize }],
    };

    [Fact]
    public void A_sound_search_is_accepted()
    {
        Errors(Sound).ShouldBeEmpty();
        Errors(Sound with { EarlyStopping = new TrialEarlyStopping() }).ShouldBeEmpty();
        Errors(Sound with { EarlyStopping = new TrialEarlyStopping { Algorithm = EarlyStoppingAlgorithm.MedianStop } }).ShouldBeEmpty();
        Errors(Sound with { Objectives = [.. Sound.Objectives, new SearchObjective { Metric = "model_nodes", Type = ObjectiveType.Minimize }] }).ShouldBeEmpty();
        Errors(Sound with { Algorithm = SearchAlgorithm.Grid, MaxTrialCount = null, Parameters = [Depth, Booster] }).ShouldBeEmpty();
    }

    [Fact]
    public void What_would_make_trials_incomparable_is_refused()
    {
        One(Sound with { Parameters = [Depth with { Name = "n_estimators" }] }, "spec.search.parameters[0].name", "the same for every trial");
        One(Sound with { Parameters = [Depth with { Name = "random_state" }] }, "spec.search.parameters[0].name", "set spec.seed");
        One(Sound with { Parameters = [Depth, Depth] }, "spec.search.parameters[1]", "already at spec.search.parameters[0]");
        One(Sound with { Parameters = [Depth with { Name = "num_parallel_tree" }] }, "spec.search.parameters[0].name", "also in spec.hyperparameters", spec => spec with { Hyperparameters = Given("num_parallel_tree", "2") });
        One(Sound, "spec.selfTraining", "no part of trials", spec => spec with { SelfTraining = new SelfTraining() });
        One(Sound, "spec.ensemble", "a single model", spec => spec with { Ensemble = new EnsemblePolicy() });
        One(Sound, "spec.compression", "the larger model", spec => spec with { Compression = new CompressionPolicy { Method = CompressionMethod.Pruning, Rounds = 10 } });
        One(Sound, "spec.search", "spec.trainer.image", spec => spec with { Trainer = new Trainer { Image = "example.com/torch:1" } });
    }

    [Fact]
    public void Objectives_are_metrics_of_the_task_in_the_way_that_is_better()
    {
        One(Sound with { Objectives = [new SearchObjective { Metric = "roc_acu", Type = ObjectiveType.Maximize }] }, "spec.search.objectives[0].metric", "did you mean 'roc_auc'?");
        One(Sound with { Objectives = [new SearchObjective { Metric = "log_loss", Type = ObjectiveType.Maximize }] }, "spec.search.objectives[0].type", "set it to Minimize");
        One(Sound with { Objectives = [new SearchObjective { Metric = "mean_cost", Type = ObjectiveType.Minimize }] }, "spec.search.objectives[0].metric", "goal MinCost");
    }

    [Fact]
    public void Ranges_that_have_no_values_are_refused()
    {
        One(Sound with { Parameters = [Depth with { Max = 2 }] }, "spec.search.parameters[0].max", "larger than min");
        One(Sound with { Parameters = [Depth with { Max = null }] }, "spec.search.parameters[0]", "needs min and max");
        One(Sound with { Parameters = [Depth with { Min = 2.5 }] }, "spec.search.parameters[0]", "write whole numbers");
        One(Sound with { Parameters = [Depth with { Step = 0 }] }, "spec.search.parameters[0].step", "larger than 0");
        One(Sound with { Parameters = [Eta with { Min = 0 }] }, "spec.search.parameters[0].min", "for LogUniform");
        One(Sound with { Parameters = [Eta with { Step = 0.1 }] }, "spec.search.parameters[0].step", "does not go with LogUniform");
        One(Sound with { Parameters = [Booster with { List = null }] }, "spec.search.parameters[0].list", "list the values");
        One(Sound with { Parameters = [Booster with { List = [Text("dart"), Text("dart")] }] }, "spec.search.parameters[0].list[1]", "already at");
        One(Sound with { Parameters = [Booster with { Min = 1 }] }, "spec.search.parameters[0]", "is Categorical and has a range");
        One(Sound with { Parameters = [Depth with { List = [Text("x")] }] }, "spec.search.parameters[0].list", "is for Categorical");
    }

    [Fact]
    public void A_search_says_how_much_it_may_do()
    {
        One(Sound with { MaxTrialCount = null }, "spec.search.maxTrialCount", "how many trials algorithm TPE may make");
        One(Sound with { Algorithm = SearchAlgorithm.Grid, MaxTrialCount = 10, Parameters = [Depth, Booster] }, "spec.search.parameters", "14': points are in the grid, and maxTrialCount is 10");
        One(Sound with { Algorithm = SearchAlgorithm.Grid, MaxTrialCount = null, Parameters = [Depth with { Max = 5000 }] }, "spec.search.parameters", "a search has at most 500");
        One(Sound with { Algorithm = SearchAlgorithm.Grid, MaxTrialCount = null, Parameters = [Eta with { Distribution = ParameterDistribution.Uniform }] }, "spec.search.parameters[0].step", "a Grid needs it");
        One(Sound with { MaxTrialCount = 500, Parameters = [.. Enumerable.Range(1, 11).Select(index => Depth with { Name = $"p{index}" })] }, "spec.search.maxTrialCount", "more than the 5000 values");
        One(Sound with { Deadline = Duration.Parse("0s") }, "spec.search.deadline", "longer than zero");
    }

    [Fact]
    public void Early_stopping_goes_by_one_objective_and_one_rule()
    {
        var halving = Sound with { EarlyStopping = new TrialEarlyStopping() };
        One(halving with { Objectives = [.. Sound.Objectives, new SearchObjective { Metric = "model_nodes", Type = ObjectiveType.Minimize }] }, "spec.search.earlyStopping", "by one objective");
        One(halving, "spec.search.earlyStopping", "by two rules", spec => spec with { Hyperparameters = Given("early_stopping_rounds", "5") });
        One(halving with { EarlyStopping = new TrialEarlyStopping { MinRounds = 100 } }, "spec.search.earlyStopping.minRounds", "the 100 rounds of a trial");
        One(Sound with { EarlyStopping = new TrialEarlyStopping { Algorithm = EarlyStoppingAlgorithm.MedianStop, Interval = 2 } }, "spec.search.earlyStopping.interval", "more than 20 looks");
    }

    private static void One(SearchSpec search, string field, string says, Func<TrainingJobSpec, TrainingJobSpec>? change = null)
    {
        var error = Errors(search, change).ShouldHaveSingleItem();
        error.Field.ShouldBe(field);
        error.ToString().ShouldContain(says);
    }

    private static IReadOnlyList<Api.Validation.FieldError> Errors(SearchSpec search, Func<TrainingJobSpec, TrainingJobSpec>? change = null)
    {
        var spec = new TrainingJobSpec { Model = "clicks", Owner = "shop", Dataset = "clicks", FeatureSet = "click-features", Search = search };
        return TrainingJobValidation.Validate(change?.Invoke(spec) ?? spec);
    }

    private static JsonElement Text(string text) => JsonSerializer.SerializeToElement(text);

    private static Dictionary<string, JsonElement> Given(string name, string value) => new() { [name] = JsonElement.Parse(value) };
}
