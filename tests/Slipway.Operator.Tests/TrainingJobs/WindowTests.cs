using System.Text.Json;
using Slipway.Api.Datasets;
using Slipway.Api.FeatureSets;
using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Contracts.Features;
using Slipway.Contracts.Models;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.FeatureSets;
using Slipway.Operator.Tests.Support;

namespace Slipway.Operator.Tests.TrainingJobs;

[Trait("Capability", "F12")]
public sealed class WindowTests
{
    [Fact]
    public void A_run_pins_the_events_and_the_version_says_how_servers_compute_windows()
    {
        var (features, events) = (Features(), Events());
        var scene = new TrainingScene();
        scene.World = scene.World with
        {
            FeatureSet = features with { Status = FeatureSetDecision.Decide(World(features, events), Samples.Now).Status },
            JoinedDatasets = new Dictionary<string, Dataset> { ["views"] = events },
        };

        scene.Settle();

        scene.Status.Runs!.ShouldHaveSingleItem().JoinedDatasets!.ShouldHaveSingleItem().Name.ShouldBe("views");
        var spec = JsonSerializer.Deserialize(scene.World.Children.ConfigMaps[0].Data!["spec.json"], ContractsJson.Default.TrainSpec)!;
        spec.Joins!.ShouldHaveSingleItem().Window!.Slide.ShouldBe(Duration.Parse("1m"));
        var window = new ModelWindow
        {
            Dataset = "views", Entity = [], EventTime = "seen_at", Length = Duration.Parse("1h"), Slide = Duration.Parse("1m"), Lateness = Duration.Parse("10s"),
            Inputs = [new WindowInput { Input = "views", Function = WindowFunction.Count }],
        };
        var result = Samples.Trained();
        scene.Ends(result with { Train = result.Train! with { Windows = [window] } });
        var recorded = scene.World.Versions.ShouldHaveSingleItem().Spec.Windows.ShouldHaveSingleItem();
        (recorded.Dataset, recorded.EventTime, recorded.Length, recorded.Slide, recorded.Lateness).ShouldBe((window.Dataset, window.EventTime, window.Length, window.Slide, window.Lateness));
        recorded.Inputs.ShouldBe(window.Inputs);
    }

    [Fact]
    public void Aggregates_are_columns_of_the_features_and_need_no_key_of_the_events()
    {
        Ready(Features(), Events()).Message.ShouldBe("2 features over 2 columns of Dataset 'clicks' and of views");
        Ready(Features(), Events() with { Status = null }).Status.ShouldBe(Condition.True, "columns are declared, and a log has rows later than a definition");
        var untimed = Events();
        Ready(Features(), untimed with { Spec = untimed.Spec with { EventTime = null } }).Message.ShouldStartWith("joins[0]: Dataset 'views' has no eventTime");
        Ready(Features("2h30s"), Events()).Message.ShouldStartWith("spec.joins[0].window.length: '2h30s': is no multiple of slide 1m");
    }

    [Fact]
    public void What_is_read_of_the_events_is_the_entity_their_time_and_what_is_aggregated() =>
        FeatureSetDecision.Decide(World(Features(), Events()), Samples.Now).Status.Reads![1].Columns.ShouldBe(["place", "seen_at", "seconds"]);

    private static Condition Ready(FeatureSet features, Dataset events) =>
        FeatureSetDecision.Decide(World(features, events), Samples.Now).Checked(features).Status.Conditions.Find("Ready")!;

    private static FeatureSetWorld World(FeatureSet features, Dataset events) => new()
    {
        Settings = Samples.Settings, FeatureSet = features, Dataset = Samples.Clicks(), JoinedDatasets = new Dictionary<string, Dataset> { ["views"] = events },
    };

    private static FeatureSet Features(string length = "1h") => Samples.Features() with
    {
        Spec = Samples.Features().Spec with
        {
            Joins =
            [
                new FeatureJoin
                {
                    Dataset = "views", Keys = [new JoinKey { Column = "country", References = "place" }],
                    Window = new JoinWindow { Length = Duration.Parse(length), Aggregates = [new WindowAggregate { Name = "views" }, new WindowAggregate { Name = "longest", Function = WindowFunction.Max, Column = "seconds" }] },
                },
            ],
            Features = [new Feature { Name = "price" }, new Feature { Name = "views" }],
        },
    };

    private static Dataset Events()
    {
        var ready = TrainingScene.ReadyDataset('e');
        return ready with
        {
            Metadata = ready.Metadata with { Name = "views" },
            Spec = ready.Spec with
            {
                Schema = new DatasetSchema { Columns = [new() { Name = "place", Type = ColumnType.String }, new() { Name = "seen_at", Type = ColumnType.Timestamp }, new() { Name = "seconds", Type = ColumnType.Int64 }] },
                EventTime = "seen_at", Key = null, Label = null,
            },
        };
    }
}
