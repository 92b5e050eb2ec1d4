using System.Text.Json;
using Slipway.Api.FeatureSets;
using Slipway.Api.ModelVersions;
using Slipway.Api.Rollouts;
using Slipway.Api.TrainingJobs;
using Slipway.Api.Validation;
using Slipway.Contracts;
using Slipway.Contracts.Features;
using Slipway.Contracts.Models;
using Slipway.Contracts.Training;
using Slipway.Kubernetes.Resources;

namespace Slipway.Api.Tests.Validation;

[Trait("Capability", "P2")]
public sealed class OtherValidationTests
{
    [Fact]
    public void Sound_objects_have_no_errors()
    {
        TrainingJobValidation.Validate(Training).ShouldBeEmpty();
        TrainingJobValidation.Validate(Training with { Workers = 3 }).ShouldBeEmpty();
        FeatureSetValidation.Validate(Features("a", "b")).ShouldBeEmpty();
        FeatureSetValidation.Validate(Windowed(Hour)).ShouldBeEmpty();
        ModelVersionValidation.Validate(Version).ShouldBeEmpty();
        RolloutValidation.Validate(Rollout(10, 50, 100)).ShouldBeEmpty();
        RolloutValidation.Validate(new RolloutSpec { Owner = "shop", Model = new ModelSelector { Name = "m" } }).ShouldBeEmpty();
    }

    public static TheoryData<string, string, IReadOnlyList<FieldError>> Faults => new()
    {
        { "spec.featureSet", "the built-in trainer needs one", TrainingJobValidation.Validate(Training with { FeatureSet = null }) },
        { "spec.workers", "must be 1 with spec.evaluation.noiseBand", TrainingJobValidation.Validate(Training with { Workers = 2, Evaluation = new EvaluationPolicy { NoiseBand = new NoiseBandPolicy() } }) },
        { "spec.evaluation.noiseBand", "trains single models", TrainingJobValidation.Validate(Training with { Ensemble = new EnsemblePolicy(), Evaluation = new EvaluationPolicy { NoiseBand = new NoiseBandPolicy() } }) },
        { "spec.workers", "must be 1 with spec.selfTraining", TrainingJobValidation.Validate(Training with { Workers = 2, SelfTraining = new SelfTraining() }) },
        { "spec.trainer.command", "goes with an image of your own", TrainingJobValidation.Validate(Training with { Trainer = new Trainer { Command = ["x"] } }) },
        { "spec.hyperparameters.eta", "must be a number, a text, true or false", TrainingJobValidation.Validate(Training with { Hyperparameters = Parameter("[1]") }) },
        { "spec.gates[0]", "sets no limit", TrainingJobValidation.Validate(Training with { Gates = [new Gate { Metric = "rmse" }] }) },
        { "spec.gates[0].min", "larger than max 1", TrainingJobValidation.Validate(Training with { Gates = [new Gate { Metric = "rmse", Min = 2, Max = 1 }] }) },
        { "spec.gates[0].slice", "column=value", TrainingJobValidation.Validate(Training with { Gates = [new Gate { Metric = "rmse", Min = 2, Slice = "DE" }] }) },
        { "spec.gates[0].beyondNoise", "noiseBand.runs", TrainingJobValidation.Validate(Training with { Gates = [new Gate { Metric = "rmse", MaxRegression = 0, BeyondNoise = true }] }) },
        { "spec.gates[0].beyondNoise", "give maxRegression", TrainingJobValidation.Validate(Noisy(new Gate { Metric = "rmse", Max = 1, BeyondNoise = true })) },
        { "spec.gates[0].beyondNoise", "all rows of the test split", TrainingJobValidation.Validate(Noisy(new Gate { Metric = "rmse", MaxRegression = 0, Slice = "country=DE", BeyondNoise = true })) },
        { "spec.gates[0].metric", "goal MinCost", TrainingJobValidation.Validate(Training with { Gates = [new Gate { Metric = "mean_cost", Max = 1 }] }) },
        { "spec.gates[0].slice", "name it, such as country", TrainingJobValidation.Validate(Training with { Gates = [new Gate { Metric = "recall_difference", Max = 0.1 }] }) },
        { "spec.gates[0].slice", "name the column alone", TrainingJobValidation.Validate(Training with { Gates = [new Gate { Metric = "recall_difference", Max = 0.1, Slice = "country=DE" }] }) },
        { "spec.gates[0].minGainOverBaseline", "give max", TrainingJobValidation.Validate(Training with { Gates = [new Gate { Metric = "recall_difference", MinGainOverBaseline = 0.1, Slice = "country" }] }) },
        { "spec.qid", "a Ranking task needs the one", TrainingJobValidation.Validate(Training with { Task = LearningTask.Ranking }) },
        { "spec.qid", "is for Ranking tasks", TrainingJobValidation.Validate(Training with { Qid = "search" }) },
        { "spec.qid", "is the label too", TrainingJobValidation.Validate(Training with { Task = LearningTask.Ranking, Qid = "grade", Label = "grade" }) },
        { "spec.compression.rounds", "set tolerance", TrainingJobValidation.Validate(Training with { Compression = new CompressionPolicy() }) },
        { "spec.compression.hyperparameters", "say nothing of the student", TrainingJobValidation.Validate(Training with { Compression = new CompressionPolicy { Method = CompressionMethod.Distillation } }) },
        { "spec.compression.method", "use Distillation", TrainingJobValidation.Validate(Training with { Compression = new CompressionPolicy { Rounds = 3 }, Ensemble = new EnsemblePolicy() }) },
        { "spec.positiveClass", "is for Binary tasks", TrainingJobValidation.Validate(Training with { Task = LearningTask.Regression, PositiveClass = "yes" }) },
        {
            "spec.evaluation.threshold.value", "needs a value between 0 and 1",
            TrainingJobValidation.Validate(Training with { Evaluation = new EvaluationPolicy { Threshold = new ThresholdRule { Goal = ThresholdGoal.Recall } } })
        },
        { "spec.features[1]", "already at spec.features[0]", FeatureSetValidation.Validate(Features("a", "a")) },
        { "spec.joins[0].ttl", "window takes all events within length", FeatureSetValidation.Validate(Windowed(Hour, Duration.Parse("1d"))) },
        { "spec.joins[0].window.length", "is no multiple of slide 7m", FeatureSetValidation.Validate(Windowed(Hour with { Slide = Duration.Parse("7m") })) },
        { "spec.joins[0].window.lateness", "must not be negative", FeatureSetValidation.Validate(Windowed(Hour with { Lateness = new Duration(TimeSpan.FromSeconds(-1)) })) },
        { "spec.joins[0].window.aggregates[0].column", "name a column of the events", FeatureSetValidation.Validate(Windowed(Hour with { Aggregates = [new WindowAggregate { Name = "a", Function = WindowFunction.Max }] })) },
        { "spec.strategy.canary.steps[1].setWeight", "larger than the 50", RolloutValidation.Validate(Rollout(50, 50, 100)) },
        { "spec.strategy.canary.steps[1].setWeight", "last step must be 100", RolloutValidation.Validate(Rollout(10, 50)) },
        {
            "spec.analysis.metrics[0].threshold", "such as 100ms", RolloutValidation.Validate(Rollout(100) with
            {
                Analysis = new Analysis { Metrics = [new AnalysisMetric { Name = "slow", Type = AnalysisMetricType.SlowRequests }] },
            })
        },
        { "metadata.name", "must be m-v1", ModelVersionValidation.Validate(Version with { Metadata = new ObjectMeta { Name = "x" } }) },
        { "spec.threshold", "between 0 and 1", ModelVersionValidation.Validate(Version with { Spec = Version.Spec with { Threshold = 2 } }) },
    };

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public void A_fault_is_found_at_its_field_with_a_remedy(string field, string remedy, IReadOnlyList<FieldError> errors)
    {
        var error = errors.ShouldHaveSingleItem();
        error.Field.ShouldBe(field);
        error.Message.ShouldContain(remedy);
    }

    [Theory]
    [InlineData("prise", "did you mean 'price'?")]
    [InlineData("PRICE", "did you mean 'price'?")]
    [InlineData("coutnry", "did you mean 'country'?")]
    [InlineData("xyz", "there are: country, price")]
    public void A_mistyped_name_finds_the_one_that_was_meant(string name, string hint) => NearestName.Hint(name, ["country", "price"]).ShouldBe(hint);

    private static TrainingJobSpec Training => new()
    {
        Model = "m", Owner = "shop", Dataset = "clicks", FeatureSet = "features", Hyperparameters = Parameter("0.3"), Gates = [new Gate { Metric = "roc_auc", Min = 0.6 }],
    };

    private static TrainingJobSpec Noisy(Gate gate) => Training with { Evaluation = new EvaluationPolicy { NoiseBand = new NoiseBandPolicy() }, Gates = [gate] };

    private static ModelVersion Version => new()
    {
        Metadata = new ObjectMeta { Name = "m-v1" },
        Spec = new ModelVersionSpec { Model = "m", Version = "v1", Threshold = 0.5, Artifact = new ModelArtifact { Uri = "s3://a/m.onnx", Digest = "sha256:" + new string('a', 64) } },
    };

    private static FeatureSetSpec Features(params string[] names) =>
        new() { Owner = "shop", Dataset = "clicks", Features = [.. names.Select(name => new Feature { Name = name })] };

    private static JoinWindow Hour { get; } = new() { Length = Duration.Parse("1h"), Aggregates = [new WindowAggregate { Name = "clicks" }] };

    private static FeatureSetSpec Windowed(JoinWindow window, Duration? ttl = null) =>
        Features("a") with { Joins = [new FeatureJoin { Dataset = "clicks", Keys = [new JoinKey { Column = "user" }], Window = window, Ttl = ttl }] };

    private static RolloutSpec Rollout(params int[] weights) => new()
    {
        Owner = "shop", Model = new ModelSelector { Name = "m" },
        Strategy = new RolloutStrategy { Canary = new CanaryStrategy { Steps = [.. weights.Select(weight => new CanaryStep { SetWeight = weight })] } },
    };

    private static Dictionary<string, JsonElement> Parameter(string json) => new() { ["eta"] = JsonDocument.Parse(json).RootElement.Clone() };
}
