using System.Text.Json;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.Trainer.Steps;
using Slipway.Trainer.Training.Parameters;

namespace Slipway.Trainer.Tests.Training;

public sealed class ParameterReaderTests
{
    [Fact]
    public void Aliases_lead_to_XGBoosts_names()
    {
        var parameters = Read("""{"learning_rate":0.05,"n_estimators":30,"reg_lambda":2,"early_stopping_rounds":5,"eval_metric":["auc","logloss"]}""");
        parameters.Booster["eta"].ShouldBe("0.05");
        parameters.Booster["lambda"].ShouldBe("2");
        parameters.Rounds.ShouldBe(30);
        parameters.EarlyStoppingRounds.ShouldBe(5);
        parameters.Metrics.ShouldBe(["auc", "logloss"]);
    }

    [Fact]
    public void Defaults_come_from_the_task_and_the_seed()
    {
        var parameters = Read("{}");
        parameters.Booster["objective"].ShouldBe("binary:logistic");
        parameters.Booster["tree_method"].ShouldBe("hist");
        parameters.Booster["seed"].ShouldBe("42");
        parameters.Rounds.ShouldBe(100);
        parameters.EarlyStoppingRounds.ShouldBeNull();
        parameters.Metrics.ShouldBe(["logloss"]);
    }

    [Theory]
    [InlineData("max_dept", "max_depth")]
    [InlineData("maxDepth", "max_depth")]
    [InlineData("lerning_rate", "learning_rate")]
    [InlineData("n_estimator", "n_estimators")]
    public void A_mistyped_name_is_refused_with_the_likely_one(string name, string likely)
    {
        var error = Invalid($$"""{"{{name}}":3}""");
        error.Message.ShouldContain($"hyperparameters.{name}");
        error.Error.Remedy.ShouldBe($"Did you mean '{likely}'?");
    }

    [Fact]
    public void A_name_that_is_like_nothing_gets_the_list() => Invalid("""{"zzzzzz":1}""").Error.Remedy.ShouldContain("max_depth");

    [Theory]
    [InlineData("""{"max_depth":"six"}""", "a whole number")]
    [InlineData("""{"max_depth":6.5}""", "a whole number")]
    [InlineData("""{"eta":true}""", "a number")]
    [InlineData("""{"n_estimators":0}""", "at least 1")]
    [InlineData("""{"eval_metric":[]}""", "a text or a list of texts")]
    [InlineData("""{"eta":0.1,"learning_rate":0.1}""", "Keep one")]
    [InlineData("""{"objective":"multi:softprob"}""", "binary:logistic, binary:logitraw, binary:hinge")]
    [InlineData("""{"booster":"gblinear"}""", "gbtree or dart")]
    public void Wrong_values_are_refused_with_what_is_wanted(string json, string remedy) => Invalid(json).Error.Remedy.ShouldContain(remedy);

    [Theory]
    [InlineData(LearningTask.Binary, "binary:logitraw", "binary:logistic", "logloss")]
    [InlineData(LearningTask.Multiclass, "multi:softmax", "multi:softprob", "mlogloss")]
    public void What_gives_labels_or_margins_is_trained_as_what_gives_probabilities(LearningTask task, string asked, string trained, string metric)
    {
        var parameters = Read($$"""{"objective":"{{asked}}"}""", task: task);
        parameters.Booster["objective"].ShouldBe(trained);
        parameters.Metrics.ShouldBe([metric]);
        parameters.Warnings.ShouldHaveSingleItem().ShouldContain("the trees are the same");
    }

    [Theory]
    [InlineData(LearningTask.Regression, """{"objective":"survival:aft"}""", "no task has such labels")]
    [InlineData(LearningTask.Regression, """{"objective":"reg:quantileerror"}""", "quantile_alpha")]
    [InlineData(LearningTask.Regression, """{"objective":"reg:quantileerror","quantile_alpha":0.9}""", "needs XGBoost 2.0")]
    [InlineData(LearningTask.Ranking, """{"lambdarank_pair_method":"topk"}""", "needs XGBoost 2.0")]
    [InlineData(LearningTask.Ranking, """{"objective":"reg:squarederror"}""", "does not make a Ranking model")]
    [InlineData(LearningTask.Regression, """{"multi_strategy":"multi_output_tree"}""", "cannot be exported")]
    public void What_this_library_or_task_cannot_do_is_refused(LearningTask task, string json, string words) =>
        Should.Throw<StepException>(() => Read(json, task: task)).Message.ShouldContain(words);

    [Theory]
    [InlineData("""{"device":"cuda"}""")]
    [InlineData("""{"tree_method":"gpu_hist"}""")]
    public void A_GPU_that_is_demanded_needs_a_library_that_can(string json)
    {
        Invalid(json).Error.Reason.ShouldBe("GpuNotSupported");
        Read(json, cuda: true).Booster.Values.ShouldContain(value => value == "gpu_hist" || value == "cuda");
    }

    [Fact]
    public void A_GPU_that_merely_is_there_is_used_or_reported()
    {
        Read("{}", gpu: true).Warnings.ShouldHaveSingleItem().ShouldContain("without CUDA");
        Read("{}", gpu: true, cuda: true, device: true).Booster["device"].ShouldBe("cuda");
        Read("{}", gpu: true, cuda: true).Booster["tree_method"].ShouldBe("gpu_hist");
    }

    [Fact]
    public void Constraints_may_be_lists() => Read("""{"monotone_constraints":[1,0,-1]}""").Booster["monotone_constraints"].ShouldBe("(1,0,-1)");

    private static StepException Invalid(string json)
    {
        var error = Should.Throw<StepException>(() => Read(json));
        error.Outcome.ShouldBe(StepOutcome.Invalid);
        return error;
    }

    private static LearnerParameters Read(string json, bool gpu = false, bool cuda = false, bool device = false, LearningTask task = LearningTask.Binary) => ParameterReader.Read(
        new ParameterRequest(task, JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(json))
        {
            Seed = 42, Threads = 2, Gpu = gpu, LibraryHasCuda = cuda, LibraryHasDevice = device,
        });
}
