using System.Text.Json;
using Slipway.Api.TrainingJobs;
using Slipway.Contracts;
using Slipway.Contracts.FeatureReports;
using Slipway.Contracts.Models;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.FeatureSets;
using Slipway.Operator.Tests.Support;

namespace Slipway.Operator.Tests.TrainingJobs;

public sealed class FeatureReportTests
{
    private static readonly FeatureSummary Summary = new()
    {
        Uri = "s3://store/models/feature-report.json", Digest = Samples.Digest('f'), Findings = 2,
        Features = [new FeatureLine { Name = "price", Coverage = 97.5, Share = 0.8, Drift = 0.02, Stability = 0.05 }],
    };

    private static readonly ExcludedWindow Outage = new() { From = Samples.Now.AddDays(-3), To = Samples.Now.AddDays(-2), Reason = "the till was broken" };

    [Fact, Trait("Capability", "F8")]
    public void The_report_is_pinned_by_the_version_and_the_next_run_compares_with_it()
    {
        var scene = new TrainingScene();
        scene.Settle().Ends(Trained());

        var pinned = scene.World.Versions.ShouldHaveSingleItem().Spec.Features!;
        (pinned.Uri, pinned.Digest, pinned.Findings).ShouldBe((Summary.Uri, Summary.Digest, 2));
        pinned.Features.ShouldBe(Summary.Features);
        scene.World = scene.World with { Dataset = TrainingScene.ReadyDataset('e') };
        scene.Settle();

        Specification(scene, "v2").PreviousFeatures.ShouldBe(new FeatureReportPin("v1", Summary.Uri, Summary.Digest));
    }

    [Fact, Trait("Capability", "F8")]
    public void A_FeatureSet_shows_what_the_newest_version_of_its_present_definition_saw()
    {
        var digest = FeatureSetDecision.Decide(new FeatureSetWorld { Settings = Samples.Settings, FeatureSet = Samples.Features(), Dataset = Samples.Clicks() }, Samples.Now).Status.Digest;
        var (old, now, other) = (Version("v1", digest), Version("v2", digest), Version("v3", Samples.Digest('0')));

        Statistics(old, now)!.ShouldHaveSingleItem().ModelVersion.ShouldBe("clicks-v2");
        Statistics(old, now, other).ShouldBeNull("the newest has another definition");

        IReadOnlyList<Api.FeatureSets.FeatureSetStatistics>? Statistics(params Api.ModelVersions.ModelVersion[] versions) =>
            FeatureSetDecision.Decide(new FeatureSetWorld { Settings = Samples.Settings, FeatureSet = Samples.Features(), Dataset = Samples.Clicks(), Versions = versions }, Samples.Now).Status.Statistics;
    }

    [Fact, Trait("Capability", "D19")]
    public void Excluded_windows_are_part_of_the_configuration_and_on_record_with_their_rows()
    {
        var scene = new TrainingScene();
        scene.Settle().Ends(Trained());
        var before = scene.Status.Runs![0].ConfigurationDigest;

        scene.World = scene.World with { Job = scene.World.Job with { Spec = scene.World.Job.Spec with { MissingData = new MissingDataPolicy { ExcludedWindows = [Outage] } } } };
        scene.Settle();

        scene.Status.Runs!.Count.ShouldBe(2);
        scene.Status.Runs[0].ConfigurationDigest.ShouldNotBe(before);
        Specification(scene, "v2").MissingData!.ExcludedWindows.ShouldBe([Outage]);
        var excluded = new ExcludedRows(Outage.From, Outage.To, Outage.Reason, 70);
        scene.Ends(Trained(excluded));
        scene.World.Versions[^1].Spec.Provenance!.ExcludedWindows.ShouldBe([excluded]);
    }

    [Fact, Trait("Capability", "D19")]
    public void A_window_that_ends_before_it_begins_and_a_slice_without_limit_are_named_with_the_remedy()
    {
        var spec = Samples.Training().Spec with
        {
            MissingData = new MissingDataPolicy { ExcludedWindows = [Outage with { To = Outage.From, Reason = " " }], Slices = [new SliceLoss { Slice = "DE" }] },
        };
        TrainingJobValidation.Validate(spec).Select(error => (error.Field, error.Message)).ShouldBe(
        [
            ("spec.missingData.excludedWindows[0].to", $"must be later than from, {Outage.From:O}"),
            ("spec.missingData.excludedWindows[0].reason", "is empty; say why the period is left out, for those who read the model's record"),
            ("spec.missingData.slices[0].slice", "is written column=value, such as country=DE"),
            ("spec.missingData.slices[0]", "sets no limit; give maxMissingPercent or maxLostRowsPercent"),
        ]);
    }

    private static StepResult Trained(ExcludedRows? excluded = null) => Samples.Trained() with { Train = Samples.Trained().Train! with { Features = Summary, ExcludedWindows = excluded is null ? null : [excluded] } };

    private static TrainSpec Specification(TrainingScene scene, string version) => scene.World.Children.ConfigMaps
        .Select(map => JsonSerializer.Deserialize(map.Data!["spec.json"], ContractsJson.Default.TrainSpec)!).Single(spec => spec.Version == version);

    private static Api.ModelVersions.ModelVersion Version(string version, string? digest) => Samples.Version(version) with
    {
        Spec = Samples.Version(version).Spec with { Features = Summary, Provenance = new ModelProvenance { FeatureSet = "click-features", FeatureDigest = digest } },
    };
}
