using Slipway.Kubernetes.Resources;
using Slipway.Sandbox.Node.Configuration;
using Slipway.Sandbox.Node.Images;
using Slipway.Sandbox.Node.Pods;
using Slipway.Sandbox.Node.Scheduling;

namespace Slipway.Sandbox.Tests.Node;

/// <summary>The small rules of the node, each by itself.</summary>
public sealed class NodeRulesTests
{
    [Fact]
    public void Restarts_wait_ever_longer_and_a_long_run_forgives()
    {
        var backoff = new CrashBackoff();
        var waits = Enumerable.Range(0, 8).Select(_ => backoff.Next(TimeSpan.FromSeconds(1)).TotalSeconds).ToList();
        waits.ShouldBe([0, 10, 20, 40, 80, 160, 300, 300]);
        backoff.Next(TimeSpan.FromMinutes(10)).ShouldBe(TimeSpan.Zero);
    }

    [Theory]
    [InlineData("slipway/trainer", "slipway/trainer")]
    [InlineData("slipway/trainer:1.2", "slipway/trainer")]
    [InlineData("registry:5000/slipway/trainer", "registry:5000/slipway/trainer")]
    [InlineData("registry:5000/slipway/trainer:1@sha256:ab", "registry:5000/slipway/trainer")]
    public void The_name_of_an_image_is_what_is_left_without_tag_and_digest(string reference, string name) =>
        ImageReference.NameOf(reference).ShouldBe(name);

    [Fact]
    public void Command_and_args_follow_the_rules_of_images()
    {
        var image = new ImageCommand("slipway/trainer", ["dotnet", "Trainer.dll"]);
        image.CommandLine(null, ["train"]).ShouldBe(["dotnet", "Trainer.dll", "train"]);
        image.CommandLine(["trainer"], ["train"]).ShouldBe(["dotnet", "Trainer.dll", "train"]);
        image.CommandLine(["/app/trainer", "train"], null).ShouldBe(["dotnet", "Trainer.dll", "train"]);
        image.CommandLine(["sh", "-c"], ["true"]).ShouldBe(["sh", "-c", "true"]);
    }

    [Theory]
    [InlineData("$(A)-$(B)", "1-$(B)")]
    [InlineData("$$(A) $", "$(A) $")]
    [InlineData("$(A", "$(A")]
    [InlineData("$A ${A}", "$A ${A}")]
    public void Variables_expand_as_in_Kubernetes(string text, string expected) =>
        VariableExpansion.Expand(text, new Dictionary<string, string> { ["A"] = "1" }).ShouldBe(expected);

    [Theory]
    [InlineData("Never", "t0", "Succeeded")]
    [InlineData("Never", "t1", "Failed")]
    [InlineData("OnFailure", "t1", "Running")]
    [InlineData("Always", "t0", "Running")]
    [InlineData("Never", "r,t1", "Running")]
    [InlineData("Never", "w", "Pending")]
    [InlineData("Always", "r,w", "Pending")]
    public void The_phase_follows_from_the_containers(string policy, string states, string phase) =>
        PodPhase.Of(PodRestartPolicies.Parse(policy), [], [.. states.Split(',').Select(Snapshot)]).ShouldBe(phase);

    [Fact]
    [Trait("Capability", "T3")]
    public void Every_obstacle_to_scheduling_is_named()
    {
        var node = new Kubernetes.Resources.Node
        {
            Metadata = new ObjectMeta { Name = "sandbox", Labels = new Dictionary<string, string> { ["gpu"] = "l4" } },
            Status = new NodeStatus { Allocatable = new Dictionary<string, string> { ["cpu"] = "2", ["memory"] = "1Gi", ["pods"] = "10", ["nvidia.com/gpu"] = "1" } },
        };
        var used = new Dictionary<string, decimal> { ["cpu"] = 1.5m, ["pods"] = 3 };
        Placement.Obstacles(Pod(("cpu", "500m"), ("nvidia.com/gpu", "1")), node, used).ShouldBeEmpty();
        Placement.Message(Placement.Obstacles(Pod(("cpu", "501m"), ("memory", "2Gi"), ("nvidia.com/mig-1g.5gb", "1")), node, used))
            .ShouldBe("0/1 nodes are available: 1 Insufficient cpu, 1 Insufficient memory, 1 Insufficient nvidia.com/mig-1g.5gb.");
        Placement.Obstacles(Pod() with { Spec = new PodSpec { NodeSelector = new Dictionary<string, string> { ["gpu"] = "h100" } } }, node, used)
            .ShouldBe(["node(s) didn't match Pod's node affinity/selector"]);

        var tainted = node with { Spec = new NodeSpec { Taints = [new Taint { Key = "gpu", Value = "yes", Effect = "NoSchedule" }] } };
        Placement.Obstacles(Pod(), tainted, used).ShouldBe(["node(s) had untolerated taint {gpu: yes}"]);
        Placement.Obstacles(Pod() with { Spec = new PodSpec { Tolerations = [new Toleration { Key = "gpu", Operator = "Exists" }] } }, tainted, used).ShouldBeEmpty();
    }

    private static Pod Pod(params (string Resource, string Amount)[] requests) => new()
    {
        Spec = new PodSpec
        {
            Containers = [new Container { Name = "main", Resources = new ResourceRequirements { Requests = requests.ToDictionary(each => each.Resource, each => each.Amount) } }],
        },
    };

    private static ContainerSnapshot Snapshot(string state)
    {
        var fresh = new ContainerSnapshot("c", "image");
        return state switch
        {
            "w" => fresh,
            "r" => fresh.Running(DateTimeOffset.UnixEpoch),
            _ => fresh.Terminated(new ContainerStateTerminated { ExitCode = state[1] - '0' }),
        };
    }
}
