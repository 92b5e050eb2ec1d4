using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Slipway.Api;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Steps;
using Slipway.Operator.Steps.Scheduling;

namespace Slipway.Operator.Tests.Scheduling;

/// <summary>Whether pods fit on the nodes that there are is told with numbers.</summary>
[Trait("Capability", "T3")]
public sealed class NodeFitTests
{
    private static readonly IReadOnlyList<Node> Ten =
    [
        .. Enumerable.Range(0, 3).Select(index => Node($"gpu-{index}", index == 0 ? 1 : 2, "NVIDIA-A100-SXM4-40GB", 40537)),
        .. Enumerable.Range(0, 7).Select(index => Node($"cpu-{index}")),
    ];

    [Fact]
    public void Too_many_gpus_are_told_with_the_largest_offer() =>
        NodeFit.Obstacle(Pod(new GpuRequest { Count = 4, Memory = "40000Mi" }), 1, Ten).ShouldBe(
            "it asks for 4 nvidia.com/gpu on a node with nvidia.com/gpu.memory >= 40000 MiB and nvidia.com/gpu.sharing-strategy not mps or time-slicing; 3 of 10 nodes have that, the largest offers 2 nvidia.com/gpu");

    [Fact]
    public void Labels_that_no_node_has_are_counted_one_by_one() =>
        NodeFit.Obstacle(Pod(new GpuRequest { Product = "NVIDIA-A100-SXM4-40GB", Memory = "80000Mi" }), 1, Ten).ShouldBe(
            "it asks for a node with nvidia.com/gpu.product=NVIDIA-A100-SXM4-40GB and nvidia.com/gpu.memory >= 80000 MiB; of 10 nodes 3 have nvidia.com/gpu.product=NVIDIA-A100-SXM4-40GB, none has nvidia.com/gpu.memory >= 80000 MiB");

    [Fact]
    public void Nodes_that_are_closed_are_told_with_the_taint()
    {
        var closed = Ten.Select((node, index) => index switch
        {
            0 => node with { Spec = new NodeSpec { Unschedulable = true } },
            < 3 => node with { Spec = new NodeSpec { Taints = [new Taint { Key = "nvidia.com/gpu", Effect = "NoSchedule" }, new Taint { Key = "team", Value = "b", Effect = "NoExecute" }] } },
            _ => node,
        }).ToList();
        NodeFit.Obstacle(Pod(new GpuRequest { Product = "NVIDIA-A100-SXM4-40GB" }), 1, closed)!.ShouldEndWith(
            "3 of 10 nodes have that, but pods cannot go there: 2 are tainted team=b:NoExecute, 1 is cordoned");
        NodeFit.Obstacle(Pod(new GpuRequest { Product = "NVIDIA-A100-SXM4-40GB" }, new Toleration { Key = "team", Operator = "Equal", Value = "b" }), 1, closed).ShouldBeNull();
    }

    [Fact, Trait("Capability", "T5")]
    public void Workers_need_room_for_all_of_them()
    {
        NodeFit.Obstacle(Pod(new GpuRequest { Count = 1 }), 5, Ten).ShouldBeNull();
        NodeFit.Obstacle(Pod(new GpuRequest { Count = 1 }), 6, Ten).ShouldBe("its 6 pods ask for 1 nvidia.com/gpu each; 10 nodes, with room for 5 such pods even when they are empty");
    }

    [Fact]
    public void Memory_is_told_in_the_units_of_people() =>
        NodeFit.Obstacle(new PodSpec { Containers = [Container(("memory", "256Gi"), ("cpu", "500m"))] }, 1, Ten).ShouldBe("it asks for 256Gi memory; 10 nodes, the largest offers 64Gi memory");

    [Fact]
    public void Where_nodes_are_not_known_nothing_is_said() => NodeFit.Obstacle(Pod(new GpuRequest { Count = 64 }), 1, []).ShouldBeNull();

    [Fact]
    public void Requests_of_init_containers_count_when_they_are_larger()
    {
        var pod = new PodSpec { Containers = [Container(("cpu", "1")), Container(("cpu", "1"))], InitContainers = [Container(("cpu", "3"))] };
        PodDemand.Of(pod).ShouldBe(new Dictionary<string, decimal> { ["cpu"] = 3 });
        var requested = new Container { Name = "c", Resources = new ResourceRequirements { Requests = new Dictionary<string, string> { ["cpu"] = "1" }, Limits = new Dictionary<string, string> { ["cpu"] = "4", ["memory"] = "1Gi" } } };
        PodDemand.Of(new PodSpec { Containers = [requested] }).ShouldBe(new Dictionary<string, decimal> { ["cpu"] = 1, ["memory"] = 1073741824 });
    }

    /// <summary>Something is said exactly when placing the pods one by one on empty nodes gets stuck.</summary>
    [Fact]
    public void Something_is_said_exactly_when_the_pods_cannot_all_be_placed()
    {
        var node = from gpus in Gen.Choose(0, 4) from cpus in Gen.Choose(1, 8) from memory in Gen.Elements(16000, 40000, 80000) from tainted in Gen.Elements(false, true, false)
                   select (gpus, cpus, memory, tainted);
        var scene = from nodes in Gen.Choose(1, 6).SelectMany(count => node.ListOf(count)) from gpus in Gen.Choose(0, 3) from cpus in Gen.Choose(1, 4) from memory in Gen.Elements(0, 20000, 50000) from pods in Gen.Choose(1, 6)
                    select (nodes, gpus, cpus, memory, pods);
        Prop.ForAll(scene.ToArbitrary(), each =>
        {
            var nodes = each.nodes.Select((one, index) => Node($"n{index}", one.gpus, "P", one.memory, one.cpus) with
            {
                Spec = one.tainted ? new NodeSpec { Taints = [new Taint { Key = "reserved", Effect = "NoSchedule" }] } : null,
            }).ToList();
            var gpu = each.gpus == 0 ? null : new GpuRequest { Count = each.gpus, Memory = each.memory == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{each.memory}Mi") };
            var pod = Pod(gpu) with { Containers = [Container([("cpu", $"{each.cpus}"), .. gpu is null ? Array.Empty<(string, string)>() : [("nvidia.com/gpu", $"{each.gpus}")]])] };
            var free = each.nodes.Where(one => !one.tainted && (gpu?.Memory is null || one.memory >= each.memory)).Select(one => new[] { one.gpus, one.cpus }).ToList();
            var placed = 0;
            while (placed < each.pods && free.Find(one => one[0] >= each.gpus && one[1] >= each.cpus) is { } place)
            {
                (place[0], place[1], placed) = (place[0] - each.gpus, place[1] - each.cpus, placed + 1);
            }

            return (NodeFit.Obstacle(pod, each.pods, nodes) is null) == (placed == each.pods);
        }).QuickCheckThrowOnFailure();
    }

    internal static Node Node(string name, int gpus = 0, string? product = null, int memory = 0, int cpus = 16) => new()
    {
        Metadata = new ObjectMeta
        {
            Name = name,
            Labels = product is null ? new Dictionary<string, string>() : new Dictionary<string, string>
            {
                ["nvidia.com/gpu.product"] = product, ["nvidia.com/gpu.memory"] = memory.ToString(CultureInfo.InvariantCulture), ["nvidia.com/gpu.sharing-strategy"] = "none",
            },
        },
        Status = new NodeStatus
        {
            Allocatable = new Dictionary<string, string> { ["cpu"] = $"{cpus}", ["memory"] = "64Gi", ["pods"] = "110", ["nvidia.com/gpu"] = $"{gpus}" },
        },
    };

    private static PodSpec Pod(GpuRequest? gpu, params Toleration[] tolerations)
    {
        var placement = new PodPlacement { Gpu = gpu, Tolerations = tolerations };
        return new PodSpec
        {
            Containers = [new Container { Name = "trainer", Resources = PlacedPod.Resources(placement) }],
            NodeSelector = PlacedPod.NodeSelector(placement), Affinity = PlacedPod.Affinity(placement), Tolerations = PlacedPod.Tolerations(placement),
        };
    }

    private static Container Container(params (string Name, string Amount)[] limits) =>
        new() { Name = "c", Resources = new ResourceRequirements { Limits = limits.ToDictionary(limit => limit.Name, limit => limit.Amount) } };
}
