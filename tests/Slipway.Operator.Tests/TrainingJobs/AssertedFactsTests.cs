using Slipway.Api.Datasets;
using Slipway.Api.ModelVersions;
using Slipway.Api.TrainingJobs;
using Slipway.Contracts.Data;
using Slipway.Contracts.Features;
using Slipway.Contracts.Models;
using Slipway.Operator.Tests.Support;
using Slipway.Operator.TrainingJobs;

namespace Slipway.Operator.Tests.TrainingJobs;

/// <summary>Facts that the author asserts are compared with what a run would really read.</summary>
[Trait("Capability", "T1")]
public sealed class AssertedFactsTests
{
    [Fact]
    public void The_number_of_features_is_what_it_is_said_to_be()
    {
        Fault(new AssertedFacts { Features = 2 }).ShouldBeNull();
        Fault(new AssertedFacts { Features = 3 }).ShouldBe("spec.asserts.features: '3': FeatureSet 'click-features' has 2 features; correct what is read, or what is asserted");
    }

    [Fact]
    public void All_data_that_goes_in_is_known_however_far_away()
    {
        Fault(new AssertedFacts { Datasets = ["clicks", "raw", "users", "other/scores", "other/base"] }).ShouldBeNull();
        Fault(new AssertedFacts { Datasets = ["clicks", "raw", "users", "weather"] })!.ShouldBe(
            "spec.asserts.datasets: 'other/scores' goes in too (learned from by scores-v2, whose predictions are features), 'other/base' goes in too (other/scores was derived from it), 'weather' does not go in; correct what is read, or what is asserted");
    }

    private static string? Fault(AssertedFacts facts)
    {
        var world = new TrainingJobWorld
        {
            Job = Samples.Training() with { Spec = Samples.Training().Spec with { Asserts = facts } },
            Settings = Samples.Settings,
            FindAnyDataset = name => name.ToString() switch
            {
                "shop/clicks" => Derived("clicks", 'd', Pin("raw", 'r')),
                "other/scores" => Derived("scores", 's', Pin("base", 'b')),
                _ => null,
            },
            FindVersion = (_, name) => name == "scores-v2" ? Samples.Version() with
            {
                Metadata = Samples.Meta("scores-v2"), Spec = Samples.Version().Spec with { Model = "scores", Provenance = new ModelProvenance { Dataset = "other/scores", DatasetDigest = Samples.Digest('s') } },
            } : null,
        };
        var inputs = new TrainingInputs(Pin("clicks", 'd'), "clicked", Samples.Digest('f'), Samples.Features().Spec.Features,
            JoinedDatasets: [Pin("users", 'u')], Upstream: [new UpstreamVersion("score", "scores", "v2")]);
        return AssertionFaults.Of(world, inputs);
    }

    private static DatasetPin Pin(string name, char digit) => new() { Name = name, Digest = Samples.Digest(digit), ManifestUri = "" };

    private static Dataset Derived(string name, char digit, DatasetPin parent) => Samples.Clicks(name) with
    {
        Status = new DatasetStatus { Versions = [new DatasetVersion { Digest = Samples.Digest(digit), ManifestUri = "", Parents = [parent] }] },
    };
}
