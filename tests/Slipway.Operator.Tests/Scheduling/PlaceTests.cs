using Slipway.Api;
using Slipway.Api.TrainingJobs;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Tests.Support;
using Slipway.Operator.Tests.TrainingJobs;
using Slipway.Operator.TrainingJobs.Scheduling;

namespace Slipway.Operator.Tests.Scheduling;

/// <summary>A run that has no place says so before it begins, before the scheduler says so, and while it waits.</summary>
[Trait("Capability", "T3"), Trait("Capability", "T4")]
public sealed class PlaceTests
{
    private const string Numbers = "it asks for 4 nvidia.com/gpu on a node with nvidia.com/gpu.sharing-strategy not mps or time-slicing; 1 of 1 node has that, the largest offers 2 nvidia.com/gpu";

    [Fact]
    public void It_is_told_before_anything_is_started()
    {
        var scene = Scene(spec => spec with { Suspend = true });
        scene.Settle().Ready.Message.ShouldBe($"spec.suspend is true and there is something new to train; set it to false to go on. As the cluster is, its pods will not start: {Numbers}");
        scene.Jobs.ShouldBeEmpty();
    }

    [Fact]
    public void It_is_told_when_the_run_begins_and_before_the_scheduler_has_looked()
    {
        var scene = Scene();
        scene.Step().Status.Conditions.Find("Ready")!.Message!.ShouldEndWith(Numbers);
        scene.Settle().Ready.Reason.ShouldBe("Unschedulable");
        scene.Ready.Message!.ShouldContain(Numbers);
        scene.Jobs.ShouldHaveSingleItem("an autoscaler makes nodes for pods that wait");

        scene.World = scene.World with { Cluster = new ClusterView([NodeFitTests.Node("big", 8, "P", 1)], []) };
        scene.Settle().Ready.Reason.ShouldBe("Starting", "such a node has come");
    }

    [Fact]
    public void It_is_told_with_the_schedulers_words()
    {
        var scene = Scene().Settle();
        scene.Ends(job => job, job => FakeRun.Unschedulable(job, "0/1 nodes are available: 1 Insufficient nvidia.com/gpu."));
        scene.Ready.Reason.ShouldBe("Unschedulable");
        scene.Ready.Message!.ShouldContain("1 Insufficient nvidia.com/gpu");
        scene.Ready.Message!.ShouldContain(Numbers);
        scene.Ends(job => job, FakeRun.Running);
        scene.Ready.Reason.ShouldBe("Running");
        scene.Ready.Message!.ShouldNotContain("asks for");
    }

    [Fact]
    public void A_quota_is_told_before_and_with_the_words_of_the_api_server()
    {
        var scene = Scene();
        scene.World = scene.World with { Cluster = new ClusterView([], [QuotaFitTests.Quota("requests.nvidia.com/gpu", "8", "6")]) };
        scene.Step().Status.Conditions.Find("Ready")!.Message!.ShouldContain("ResourceQuota 'team' leaves 2: 6 of 8 are taken");
        scene.Settle().Ready.Reason.ShouldBe("Starting", "whether the pods are made is the Job controller's to say");
        var refusal = new Event
        {
            InvolvedObject = new ObjectReference { Uid = scene.Jobs[0].Metadata.Uid }, Reason = "FailedCreate", LastTimestamp = Samples.Now,
            Message = "Error creating: pods \"x\" is forbidden: exceeded quota: team, requested: requests.nvidia.com/gpu=4, used: requests.nvidia.com/gpu=6, limited: requests.nvidia.com/gpu=8",
        };
        scene.World = scene.World with { Children = scene.World.Children with { Refusals = [refusal] } };
        scene.Settle().Ready.Reason.ShouldBe("QuotaExceeded");
        scene.Ready.Message!.ShouldContain("limited: requests.nvidia.com/gpu=8");
        scene.Ready.Message!.ShouldContain("it needs 4 requests.nvidia.com/gpu, and ResourceQuota 'team' leaves 2: 6 of 8 are taken");
    }

    private static TrainingScene Scene(Func<TrainingJobSpec, TrainingJobSpec>? change = null)
    {
        var job = Samples.Training();
        var spec = job.Spec with { Placement = new PodPlacement { Gpu = new GpuRequest { Count = 4 } } };
        var scene = new TrainingScene(job with { Spec = change?.Invoke(spec) ?? spec });
        scene.World = scene.World with { Cluster = new ClusterView([NodeFitTests.Node("n", 2, "P", 1)], []) };
        return scene;
    }
}
