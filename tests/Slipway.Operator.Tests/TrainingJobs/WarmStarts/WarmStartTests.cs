using System.Text.Json;
using Slipway.Api.ModelVersions;
using Slipway.Api.Rollouts;
using Slipway.Api.TrainingJobs;
using Slipway.Contracts;
using Slipway.Contracts.Models;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.ModelVersions;
using Slipway.Operator.Reconciling;
using Slipway.Operator.Tests.Support;
using Slipway.Operator.TrainingJobs;

namespace Slipway.Operator.Tests.TrainingJobs.WarmStarts;

/// <summary>Which version a run begins from, and which it must not.</summary>
[Trait("Capability", "T8")]
public sealed class WarmStartTests
{
    [Fact]
    public void The_first_run_begins_from_nothing_and_the_next_from_its_version()
    {
        var scene = Scene(new WarmStartPolicy { From = "latest" }).Settle();
        scene.Status.Runs![0].WarmStart.ShouldBeNull();
        scene.Ends(Trained('1'));

        scene.NewData('e');

        var run = scene.Status.Runs![0];
        run.Version.ShouldBe("v2");
        run.WarmStart!.Version.ShouldBe("v1");
        run.WarmStart.Booster.ShouldBe(Booster('1'));
        Specification(scene).WarmStart!.Booster.ShouldBe(Booster('1'));
        // The parent that is chosen now is no part of the configuration, or each version would ask for the next.
        scene.Ends(Trained('2'));
        scene.Status.Runs!.Count.ShouldBe(2);
        scene.NewData('f').Ends(Trained('3'));
        var made = scene.World.Versions.Single(version => version.Spec.Version == "v3").Spec;
        made.Booster.ShouldBe(Booster('3'));
        made.Provenance!.Parents!.Select(parent => (parent.Version, parent.Booster, parent.DatasetDigest)).ShouldBe(
            [("v2", Booster('2').Digest, Samples.Digest('e')), ("v1", Booster('1').Digest, Samples.Digest('d'))]);
    }

    [Theory]
    [InlineData("latest", null, null, "v3")]
    [InlineData("champion", null, "v2", "v2")]
    [InlineData("champion", null, "v1", "v1")]
    [InlineData("v1", null, null, "v1")]
    [InlineData("latest", 25, null, "v2")]
    [InlineData("champion", 15, "v3", "v1")]
    public void A_version_is_found_by_name_use_and_time(string from, int? beforeDay, string? inUse, string expected)
    {
        var scene = Scene(new WarmStartPolicy { From = from, Before = beforeDay is { } day ? Day(day) : null });
        scene.World = scene.World with { Versions = [Version(1), Version(2), Version(3)], Rollouts = inUse is null ? [] : [Serving(inUse)] };
        scene.Settle();
        scene.Status.Runs![0].WarmStart!.Version.ShouldBe(expected);
    }

    [Theory]
    [InlineData("nothing so old", "NoParentVersion", "has no version that is ready that was made before 2026-04-05 00:00:00 UTC; there are [v1, v2]")]
    [InlineData("no such version", "NoParentVersion", "has no version 'v9'; there are [v1, v2]: name one of them")]
    [InlineData("no trees", "WarmStartRefused", "clicks-v2 has no trees on record")]
    [InlineData("other features", "WarmStartRefused", "their definition has drifted")]
    [InlineData("other task", "WarmStartRefused", "has the task Regression, and Binary is wanted")]
    public void What_a_run_must_not_begin_from_keeps_it_from_beginning(string what, string reason, string message)
    {
        var policy = what switch { "nothing so old" => new WarmStartPolicy { From = "latest", Before = Day(5) }, "no such version" => new WarmStartPolicy { From = "v9" }, _ => new WarmStartPolicy { From = "v2" } };
        var scene = Scene(policy);
        var second = what switch
        {
            "no trees" => Change(Version(2), spec => spec with { Booster = null }),
            "other features" => Change(Version(2), spec => spec with { Provenance = spec.Provenance! with { FeatureDigest = Samples.Digest('9') } }),
            "other task" => Change(Version(2), spec => spec with { Task = LearningTask.Regression }),
            _ => Version(2),
        };
        scene.World = scene.World with { Versions = [Version(1), second] };

        scene.Settle();

        scene.Ready.Reason.ShouldBe(reason);
        scene.Ready.Message!.ShouldContain(message);
        scene.Jobs.ShouldBeEmpty();
        scene.Change(spec => spec with { WarmStart = null });
        scene.Jobs.Count.ShouldBe(1, "without it the model is learned from nothing");
    }

    [Fact]
    public void What_a_parent_learned_from_deleted_rows_its_child_has_learned()
    {
        var version = Change(Version(2), spec => spec with { Provenance = spec.Provenance! with { Parents = [new ModelParent("v1", Booster('1').Digest, "clicks", Samples.Digest('c'))] } });
        var dataset = TrainingScene.ReadyDataset('d');
        dataset = dataset with
        {
            Status = dataset.Status! with { Versions = [dataset.Status.Current!, new() { Digest = Samples.Digest('c'), ManifestUri = "s3://c", HoldsDeleted = ["ada"] }] },
        };

        var decided = ModelVersionDecision.Decide(new ModelVersionWorld { Version = version, Datasets = new Dictionary<string, Api.Datasets.Dataset> { ["clicks"] = dataset } }, Samples.Now);

        decided.Status.HoldsDeleted.ShouldBe(["clicks/ada"]);
        CacheIndex.LearnedFrom(version).ShouldBe(["clicks"]);
    }

    [Fact]
    public void Checkpoints_change_nothing_of_what_is_learned_and_warm_starts_do()
    {
        var inputs = new TrainingInputs(new() { Name = "clicks", Digest = Samples.Digest('d'), ManifestUri = "s3://d" }, "clicked", null, null);
        var spec = Samples.Training().Spec;
        var plain = RunConfiguration.Digest(spec, inputs);
        RunConfiguration.Digest(spec with { Checkpoint = new CheckpointPolicy { Rounds = 5 } }, inputs).ShouldBe(plain);
        RunConfiguration.Digest(spec with { WarmStart = new WarmStartPolicy { From = "latest" } }, inputs).ShouldNotBe(plain);
    }

    [Fact]
    public void Mistakes_are_told_with_their_remedy()
    {
        var spec = Samples.Training().Spec with
        {
            Checkpoint = new CheckpointPolicy { Interval = new Duration(TimeSpan.FromMilliseconds(100)) }, WarmStart = new WarmStartPolicy { From = "latest" }, Trainer = new Trainer { Image = "own:1" },
        };
        TrainingJobValidation.Validate(spec).Select(error => $"{error.Field}: {error.Message}").ShouldBe(
        [
            "spec.checkpoint.interval: must be 1s or longer, such as 5m: writing takes time, too",
            "spec.warmStart: is for the built-in trainer, whose trees it goes on from; remove it, or remove spec.trainer.image",
            "spec.checkpoint: is for the built-in trainer; an image of your own saves under output by itself, see docs/trainer-contract.md",
        ]);
    }

    private static TrainingScene Scene(WarmStartPolicy policy)
    {
        var job = Samples.Training();
        return new TrainingScene(job with { Spec = job.Spec with { WarmStart = policy } });
    }

    private static DateTimeOffset Day(int day) => new(2026, 4, day, 0, 0, 0, TimeSpan.Zero);

    private static BoosterFile Booster(char digit) => new() { Uri = $"s3://store/{digit}/model.ubj", Digest = Samples.Digest(digit), Rounds = 10 };

    private static StepResult Trained(char digit)
    {
        var result = Samples.Trained();
        return result with { Train = result.Train! with { Booster = Booster(digit) } };
    }

    // Made on the tenth, twentieth and thirtieth.
    private static ModelVersion Version(int number)
    {
        var version = Samples.Version($"v{number}");
        return version with
        {
            Metadata = version.Metadata with { CreationTimestamp = Day(number * 10) },
            Spec = version.Spec with
            {
                Booster = Booster((char)('0' + number)),
                Provenance = new ModelProvenance { Dataset = "clicks", DatasetDigest = Samples.Digest('d'), FeatureDigest = TrainingScene.ReadyFeatures(Samples.Features()).Status!.Digest },
            },
            Status = new ModelVersionStatus { Conditions = [new Condition { Type = "Ready", Status = Condition.True }] },
        };
    }

    private static Rollout Serving(string version) => new()
    {
        Metadata = Samples.Meta("clicks"), Spec = new RolloutSpec { Owner = "shop", Model = new ModelSelector { Name = "clicks" } },
        Status = new RolloutStatus { Stable = new RevisionStatus { Name = "clicks-r1", Version = version, ModelVersion = $"clicks-{version}", Digest = Samples.Digest('a') } },
    };

    private static ModelVersion Change(ModelVersion version, Func<ModelVersionSpec, ModelVersionSpec> change) => version with { Spec = change(version.Spec) };

    private static TrainSpec Specification(TrainingScene scene) =>
        JsonSerializer.Deserialize(scene.World.Children.ConfigMap(scene.Status.Runs![0].Name)!.Data!["spec.json"], ContractsJson.Default.TrainSpec)!;
}
