using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Api;
using Slipway.Api.TrainingJobs;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Steps;
using Slipway.Operator.Tests.Support;
using Slipway.Operator.Tests.TrainingJobs;

namespace Slipway.Operator.Tests.Scheduling;

/// <summary>GPUs by product, memory, profile and sharing, as the labels of GPU feature discovery tell them.</summary>
[Trait("Capability", "T3")]
public sealed class GpuPlacementTests
{
    [Theory]
    [InlineData("nvidia.com/gpu", "40000Mi", "nvidia.com/gpu.memory", "39999")]
    [InlineData("nvidia.com/gpu.shared", "16Gi", "nvidia.com/gpu.memory", "16383")]
    [InlineData("nvidia.com/mig-1g.5gb", "4800Mi", "nvidia.com/mig-1g.5gb.memory", "4799")]
    [InlineData("nvidia.com/mig-1g.10gb.shared", "9G", "nvidia.com/mig-1g.10gb.memory", "8583")]
    public void Memory_is_asked_for_by_the_label_in_mebibytes(string resource, string memory, string label, string above)
    {
        var expression = Expressions(new GpuRequest { ResourceName = resource, Memory = memory }).ShouldHaveSingleItem();
        expression.ShouldBe((label, "Gt", above));
    }

    [Fact]
    public void Several_whole_gpus_are_not_shares_of_one()
    {
        Expressions(new GpuRequest { Count = 2 }).ShouldBe([("nvidia.com/gpu.sharing-strategy", "NotIn", "mps,time-slicing")]);
        Expressions(new GpuRequest()).ShouldBeEmpty();
    }

    [Fact]
    public void Nodes_tainted_for_gpus_are_borne_under_both_names()
    {
        var pod = Pod(new PodPlacement { Gpu = new GpuRequest { ResourceName = "nvidia.com/gpu.shared" } });
        pod.Tolerations!.Select(each => (each.Key, each.Operator, each.Effect)).ShouldBe([("nvidia.com/gpu", "Exists", "NoSchedule"), ("nvidia.com/gpu.shared", "Exists", "NoSchedule")]);
        Pod(new PodPlacement { Gpu = new GpuRequest { ResourceName = "amd.com/gpu" } }).Tolerations!.ShouldHaveSingleItem().Key.ShouldBe("amd.com/gpu");
    }

    [Theory]
    [InlineData("nvidia.com/gpu.shared", 2, null, null, "spec.placement.gpu.count: '2': is more than one share")]
    [InlineData("nvidia.com/gpu", 2, "Tesla-T4-SHARED", null, "spec.placement.gpu.count: '2': is more than one share")]
    [InlineData("nvidia.com/mig-5gb", 1, null, null, "spec.placement.gpu.resourceName: 'nvidia.com/mig-5gb': is no MIG profile")]
    [InlineData("gpu", 1, null, null, "spec.placement.gpu.resourceName: 'gpu': is no extended resource")]
    [InlineData("amd.com/gpu", 1, "MI300X", null, "spec.placement.gpu.product: 'MI300X': is found by labels that only nodes with NVIDIA's GPUs have")]
    [InlineData("nvidia.com/gpu", 1, null, "40 GB", "spec.placement.gpu.memory: '40 GB': is no amount of memory")]
    public void What_no_node_can_give_is_refused_at_admission(string resource, int count, string? product, string? memory, string error)
    {
        var placement = new PodPlacement { Gpu = new GpuRequest { ResourceName = resource, Count = count, Product = product, Memory = memory } };
        var spec = Samples.Training().Spec with { Placement = placement };
        TrainingJobValidation.Validate(spec).ShouldHaveSingleItem().ToString().ShouldStartWith(error);
        Api.Datasets.DatasetValidation.Validate(Samples.Clicks().Spec with { Snapshot = placement }).ShouldHaveSingleItem().Field.ShouldStartWith("spec.snapshot.gpu");
    }

    [Theory]
    [InlineData("nvidia.com/gpu", 8, "NVIDIA-A100-SXM4-80GB-MIG-1g.10gb", "9000Mi")]
    [InlineData("nvidia.com/mig-3g.20gb", 2, null, null)]
    [InlineData("nvidia.com/mig-1c.3g.20gb", 1, null, null)]
    [InlineData("nvidia.com/mig-1g.10gb.me", 1, null, null)]
    [InlineData("nvidia.com/gpu.shared", 1, "Tesla-T4", "15000Mi")]
    public void What_device_plugins_offer_is_taken(string resource, int count, string? product, string? memory) =>
        TrainingJobValidation.Validate(Samples.Training().Spec with { Placement = new PodPlacement { Gpu = new GpuRequest { ResourceName = resource, Count = count, Product = product, Memory = memory } } }).ShouldBeEmpty();

    /// <summary>Node selector terms are alternatives: a user's own must not open a way out of what the data or the GPU demands.</summary>
    [Fact, Trait("Capability", "P3")]
    public void A_users_own_affinity_is_kept_together_with_what_is_demanded()
    {
        var users = JsonNode.Parse("""
            {"spec":{"affinity":{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[
              {"matchExpressions":[{"key":"disk","operator":"In","values":["nvme"]}]},{"matchExpressions":[{"key":"disk","operator":"In","values":["ssd"]}]}]}}}}}
            """)!.AsObject();
        var template = new TrainingScene(Job(spec => spec with
        {
            Placement = new PodPlacement { Gpu = new GpuRequest { Memory = "1Gi" } }, Trainer = new Trainer { Template = users },
        })).Settle().Template();
        var terms = template.GetProperty("spec").GetProperty("affinity").GetProperty("nodeAffinity").GetProperty("requiredDuringSchedulingIgnoredDuringExecution").GetProperty("nodeSelectorTerms");
        terms.EnumerateArray().Select(term => string.Join(" ", term.GetProperty("matchExpressions").EnumerateArray().Select(each => each.GetProperty("key").GetString())))
            .ShouldBe(["disk nvidia.com/gpu.memory", "disk nvidia.com/gpu.memory"]);
    }

    [Fact]
    public void Amounts_are_read_as_kubernetes_writes_them()
    {
        Quantity.Parse("1.5Gi").ShouldBe(1610612736m);
        Quantity.Parse("500m").ShouldBe(0.5m);
        Quantity.Parse("1e3").ShouldBe(1000m);
        Quantity.Parse("2E").ShouldBe(2e18m);
        foreach (var wrong in new[] { "", "Gi", "4 Gi", "4GB", "4i", "x", "99999999999999E" }) Quantity.Parse(wrong).ShouldBeNull(wrong);
    }

    private static List<(string Key, string Operator, string Values)> Expressions(GpuRequest gpu) =>
    [
        .. (Pod(new PodPlacement { Gpu = gpu }).Affinity?["nodeAffinity"]!["requiredDuringSchedulingIgnoredDuringExecution"]!["nodeSelectorTerms"]![0]!["matchExpressions"]!.AsArray() ?? [])
            .Select(each => ((string)each!["key"]!, (string)each["operator"]!, string.Join(',', each["values"]!.AsArray().Select(value => (string)value!)))),
    ];

    private static PodSpec Pod(PodPlacement placement) =>
        new TrainingScene(Job(spec => spec with { Placement = placement })).Settle().Jobs[^1].Spec!.Template!["spec"].Deserialize<PodSpec>(PodJson)!;

    private static readonly JsonSerializerOptions PodJson = KubernetesJson.Default.Options;

    private static TrainingJob Job(Func<TrainingJobSpec, TrainingJobSpec> change)
    {
        var job = Samples.Training();
        return job with { Spec = change(job.Spec) };
    }
}
