using System.Text.Json;
using Slipway.Api.Datasets;
using Slipway.Api.FeatureSets;
using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Contracts.Features;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.FeatureSets;
using Slipway.Operator.Tests.Support;

namespace Slipway.Operator.Tests.TrainingJobs;

[Trait("Capability", "F4")]
public sealed class JoinTests
{
    [Fact]
    public void A_run_pins_the_versions_that_it_joins_and_a_newer_one_makes_another_run()
    {
        var scene = Scene(Users('u'));

        scene.Settle();

        var run = scene.Status.Runs!.ShouldHaveSingleItem();
        run.JoinedDatasets!.ShouldHaveSingleItem().ShouldBe(new DatasetPin { Name = "users", Digest = Samples.Digest('u'), ManifestUri = "s3://store/u/manifest.json" });
        var spec = JsonSerializer.Deserialize(scene.World.Children.ConfigMaps[0].Data!["spec.json"], ContractsJson.Default.TrainSpec)!;
        spec.JoinedDatasets.ShouldBe(run.JoinedDatasets);
        spec.Joins!.ShouldHaveSingleItem().Dataset.ShouldBe("users");
        scene.Ends(Samples.Trained());
        scene.World.Versions.ShouldHaveSingleItem().Spec.Provenance!.JoinedDatasets.ShouldBe(run.JoinedDatasets);

        scene.World = scene.World with { JoinedDatasets = new Dictionary<string, Dataset> { ["users"] = Users('w') } };
        scene.Settle();

        scene.Status.Runs!.Count.ShouldBe(2);
        scene.Status.Runs[0].JoinedDatasets![0].Digest.ShouldBe(Samples.Digest('w'));
    }

    [Fact]
    public void A_newer_version_does_not_stop_the_run_under_way()
    {
        var scene = Scene(Users('u'));
        scene.Settle();

        scene.World = scene.World with { JoinedDatasets = new Dictionary<string, Dataset> { ["users"] = Users('w') } };
        scene.Settle();

        scene.Status.Runs!.ShouldHaveSingleItem().JoinedDatasets![0].Digest.ShouldBe(Samples.Digest('u'));
    }

    [Fact]
    public void It_waits_for_a_joined_dataset_that_has_no_version_yet()
    {
        var scene = Scene(Users('u') with { Status = null });

        scene.Settle().Ready.Message.ShouldBe("waits for Dataset 'users', which FeatureSet 'click-features' joins, to have a version");
        scene.Jobs.ShouldBeEmpty();
    }

    [Fact]
    public void A_definition_that_does_not_fit_the_joined_dataset_says_what_to_change()
    {
        Ready(Features(), Users('u')).Message.ShouldBe("2 features over 2 columns of Dataset 'clicks' and of users");
        Ready(Features(), null).Message.ShouldBe("spec.joins[0].dataset: there is no Dataset 'users' in namespace shop; did you mean 'user'?");
        var unkeyed = Users('u');
        Ready(Features(), unkeyed with { Spec = unkeyed.Spec with { Key = ["user"] } }).Message
            .ShouldStartWith("joins[0]: Dataset 'users' has the key [user]; it has to be [user, day]");
    }

    private static TrainingScene Scene(Dataset users)
    {
        var scene = new TrainingScene();
        var features = Features();
        var status = FeatureSetDecision.Decide(World(features, users), Samples.Now).Status;
        scene.World = scene.World with { FeatureSet = features with { Status = status }, JoinedDatasets = new Dictionary<string, Dataset> { ["users"] = users } };
        return scene;
    }

    private static Condition Ready(FeatureSet features, Dataset? users) =>
        FeatureSetDecision.Decide(World(features, users), Samples.Now).Checked(features).Status.Conditions.Find("Ready")!;

    private static FeatureSetWorld World(FeatureSet features, Dataset? users) => new()
    {
        Settings = Samples.Settings, FeatureSet = features, Dataset = Samples.Clicks(), DatasetNames = ["clicks", "user"],
        JoinedDatasets = users is null ? new Dictionary<string, Dataset>() : new Dictionary<string, Dataset> { ["users"] = users },
    };

    private static FeatureSet Features() => Samples.Features() with
    {
        Spec = Samples.Features().Spec with
        {
            Joins = [new FeatureJoin { Dataset = "users", Keys = [new JoinKey { Column = "country", References = "user" }], Prefix = "user_" }],
            Features = [new Feature { Name = "price" }, new Feature { Name = "user_orders" }],
        },
    };

    private static Dataset Users(char digit)
    {
        var ready = TrainingScene.ReadyDataset(digit);
        return ready with
        {
            Metadata = ready.Metadata with { Name = "users" },
            Spec = ready.Spec with
            {
                Schema = new DatasetSchema
                {
                    Columns =
                    [
                        new() { Name = "user", Type = ColumnType.String }, new() { Name = "day", Type = ColumnType.Date }, new() { Name = "orders", Type = ColumnType.Int64 },
                    ],
                },
                EventTime = "day", Key = ["user", "day"], Label = null,
            },
        };
    }
}
