using Slipway.Demo;

namespace Slipway.EndToEnd.Tests.BadInput;

[Collection(nameof(Workbench))]
[Trait("Capability", "P2")]
public sealed class ReferenceTests(Workbench bench)
{
    [Fact]
    public async Task Unknown_references_name_the_field_and_what_there_is()
    {
        await bench.ApplyAsync(Manifests.Features("astray", "sampel"));
        await bench.ApplyAsync(Manifests.Training("astray", features: "samples"));

        (await bench.ReadyAsync("featureset/astray", "UnknownDataset")).Message!.ShouldSatisfyAllConditions(
            message => message.ShouldContain("spec.dataset"), message => message.ShouldContain("'sampel'"), message => message.ShouldContain("sample"));
        (await bench.ReadyAsync("trainingjob/astray", "UnknownFeatureSet")).Message!.ShouldSatisfyAllConditions(
            message => message.ShouldContain("spec.featureSet"), message => message.ShouldContain("'samples'"));
    }

    [Fact]
    public async Task A_wrong_type_is_refused_by_the_server_with_its_field()
    {
        var refused = await Should.ThrowAsync<DemoException>(() => bench.ApplyAsync(Manifests.Training("typed", more: "workers: many")));

        refused.Message.ShouldContain("spec.workers");
        refused.Message.ShouldContain("integer");
    }

    [Fact]
    [Trait("Capability", "T2")]
    public async Task Datasets_in_a_circle_are_told_the_circle()
    {
        await bench.ApplyAsync(Manifests.Derived("hen", "egg"));
        await bench.ApplyAsync(Manifests.Derived("egg", "hen"));

        var ready = await bench.ReadyAsync("dataset/hen", "DatasetCycle");

        ready.Message!.ShouldContain("hen -> egg -> hen");
        (await bench.ReadyAsync("dataset/egg", "DatasetCycle")).Message!.ShouldContain("egg -> hen -> egg");
    }

    [Fact]
    [Trait("Capability", "D14")]
    public async Task A_golden_dataset_is_never_trained_on()
    {
        await bench.ApplyAsync(Manifests.Dataset("golden", bench.Source("golden", Workbench.SampleRows(50)), "role: Golden"));
        await bench.ApplyAsync(Manifests.Training("golden", dataset: "golden"));

        (await bench.ReadyAsync("trainingjob/golden", "RoleNotTraining")).Message!.ShouldContain("must never be trained on");
    }

    [Fact]
    [Trait("Capability", "T3")]
    public async Task Without_a_GPU_a_pod_waits_and_the_scheduler_is_quoted()
    {
        await bench.ApplyAsync(Manifests.Training("graphics", more: "placement: {gpu: {count: 2}}"));

        var ready = await bench.ReadyAsync("trainingjob/graphics", "Unschedulable");

        ready.Message!.ShouldContain("0/1 nodes are available");
        ready.Message!.ShouldContain("Insufficient nvidia.com/gpu");
        (await bench.GetAsync("pods", "{.items[?(@.metadata.labels.slipway\\.dev/trainingjob==\"graphics\")].status.phase}")).ShouldBe("Pending");
    }
}
