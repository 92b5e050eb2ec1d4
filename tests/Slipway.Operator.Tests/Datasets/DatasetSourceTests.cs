using System.Text.Json;
using Slipway.Api.Datasets;
using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.Operator.Tests.Support;
using Slipway.Operator.Tests.TrainingJobs;

namespace Slipway.Operator.Tests.Datasets;

public sealed class DatasetSourceTests
{
    [Fact, Trait("Capability", "D4")]
    public void The_log_of_a_rollout_is_found_in_the_store_and_its_feedback_is_pinned()
    {
        var scene = new DatasetScene(Served(log => log)).Among(Events());
        scene.Settle();
        var spec = JsonSerializer.Deserialize(scene.World.Children.ConfigMaps[^1].Data!["spec.json"], ContractsJson.Default.SnapshotSpec)!;
        spec.Source.PredictionLog!.Uri.ShouldBe("s3://store/predictions/shop/clicks/");
        spec.Parents!.ShouldHaveSingleItem().Digest.ShouldBe(Samples.Digest('e'));

        new DatasetScene(Served(log => log)).Among(Events() with { Status = null }).Settle().Ready.Reason.ShouldBe("WaitingForDataset");
        var golden = new DatasetScene(Served(log => log)).Among(Events() with { Spec = Events().Spec with { Role = DatasetRole.Golden } }).Settle();
        (golden.Ready.Reason, golden.Ready.Message!.Contains("spec.source.predictionLog.feedback.dataset", StringComparison.Ordinal)).ShouldBe(("RoleNotTraining", true));
    }

    [Fact, Trait("Capability", "D4")]
    public void A_prediction_log_has_to_fit_together()
    {
        Faults(log => log with { Uri = "s3://shop/log/" }).ShouldHaveSingleItem().ShouldContain("needs one of rollout and uri");
        Faults(log => log with { Feedback = log.Feedback with { Dataset = null } }).ShouldHaveSingleItem().ShouldContain("spec.source.predictionLog.feedback: needs one of uri and dataset");
        Faults(log => log with { WithoutFeedback = MissingFeedback.Negative }).ShouldHaveSingleItem().ShouldContain("set spec.label.delay");
        Faults(log => log).ShouldBeEmpty();
    }

    [Fact, Trait("Capability", "D26")]
    public void What_is_derived_from_augmented_rows_keeps_their_mark()
    {
        var parent = Events() with { Spec = Events().Spec with { Augmented = "clicked", Splits = new SplitPolicy { Key = "country" } } };
        var own = Samples.Clicks("derived");
        var derived = own with { Spec = own.Spec with { Source = new DataSource { Sql = "SELECT * FROM events", Datasets = ["events"] } } };
        var scene = new DatasetScene(derived).Among(parent).Settle();
        (scene.Ready.Reason, scene.Ready.Message!.Contains("carry its column 'clicked' along", StringComparison.Ordinal)).ShouldBe(("AugmentedRows", true));

        var marked = derived with { Spec = derived.Spec with { Augmented = "clicked", Splits = new SplitPolicy { Key = "country" } } };
        new DatasetScene(marked).Among(parent).Settle().Ready.Reason.ShouldNotBe("AugmentedRows");
        DatasetValidation.Validate(marked.Spec with { Splits = new SplitPolicy() }).ShouldHaveSingleItem().ToString().ShouldContain("needs spec.splits.key");
    }

    private static IReadOnlyList<string> Faults(Func<PredictionLogSource, PredictionLogSource> change) =>
        [.. DatasetValidation.Validate(Served(change).Spec).Select(error => error.ToString())];

    private static Dataset Served(Func<PredictionLogSource, PredictionLogSource> change)
    {
        var own = Samples.Clicks("served");
        PredictionLogSource log = new() { Rollout = "clicks", Feedback = new FeedbackSource { Dataset = "events", Column = "clicked" } };
        return own with { Spec = own.Spec with { Source = new DataSource { PredictionLog = change(log) } } };
    }

    private static Dataset Events() => TrainingScene.ReadyDataset('e') with { Metadata = Samples.Meta("events") };
}
