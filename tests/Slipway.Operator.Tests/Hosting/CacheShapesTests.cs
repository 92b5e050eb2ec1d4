using System.Text.Json.Nodes;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Hosting;

namespace Slipway.Operator.Tests.Hosting;

public sealed class CacheShapesTests
{
    [Fact]
    public void Of_a_job_deadline_retries_metadata_and_status_are_kept()
    {
        var job = new Job
        {
            Metadata = new ObjectMeta { Name = "train" },
            Spec = new JobSpec { ActiveDeadlineSeconds = 5, BackoffLimit = 2, Completions = 2, Suspend = true, ManagedBy = "m", Parallelism = 2, Template = new JsonObject(), Selector = new LabelSelector() },
            Status = new JobStatus { Active = 1 },
        };
        CacheShapes.Of(job).ShouldBe(job with { Spec = new JobSpec { ActiveDeadlineSeconds = 5, BackoffLimit = 2, Completions = 2, Suspend = true, ManagedBy = "m" } });
    }

    [Fact]
    public void Of_a_pod_image_and_limits_are_kept()
    {
        var limits = new ResourceRequirements { Limits = new Dictionary<string, string> { ["memory"] = "1Gi" } };
        var pod = new Pod
        {
            Spec = new PodSpec { NodeName = "n", Containers = [new Container { Name = "step", Image = "i", Resources = limits, Args = ["x"] }] },
            Status = new PodStatus { PodIP = "10.0.0.1" },
        };
        var kept = CacheShapes.Of(pod);
        kept.Status.ShouldBe(pod.Status);
        kept.Spec!.NodeName.ShouldBeNull();
        kept.Spec.Containers!.ShouldHaveSingleItem().ShouldBe(new Container { Name = "step", Image = "i", Resources = limits });
    }

    [Fact]
    public void Of_a_node_what_places_pods_is_kept()
    {
        var node = new Node
        {
            Metadata = new ObjectMeta { Name = "n", ResourceVersion = "7", Labels = new Dictionary<string, string> { ["disk"] = "nvme" }, Annotations = new Dictionary<string, string> { ["a"] = "b" } },
            Spec = new NodeSpec { Taints = [new Taint { Key = "k", Effect = "NoSchedule" }] },
            Status = new NodeStatus { Allocatable = new Dictionary<string, string> { ["cpu"] = "4" }, Capacity = new Dictionary<string, string> { ["cpu"] = "8" } },
        };
        var kept = CacheShapes.Of(node);
        kept.Spec.ShouldBe(node.Spec);
        kept.Metadata.ShouldBe(new ObjectMeta { Name = "n", ResourceVersion = "7", Labels = node.Metadata.Labels });
        kept.Status.ShouldBe(new NodeStatus { Allocatable = node.Status.Allocatable });
    }

    [Theory]
    [InlineData("Job", true)]
    [InlineData("Pod", false)]
    public void Of_workloads_those_of_jobs_say_how_they_stand(string owner, bool isKept)
    {
        var workload = new Workload
        {
            Metadata = new ObjectMeta { Name = "w", Uid = "u", OwnerReferences = [new OwnerReference { ApiVersion = "batch/v1", Kind = owner, Name = "o", Uid = "o", Controller = true }] },
            Status = new WorkloadStatus { Conditions = [] },
        };
        (CacheShapes.Of(workload).Status is not null).ShouldBe(isKept);
    }

    [Theory]
    [InlineData("Rollout", true)]
    [InlineData("TrainingJob", false)]
    public void Data_is_kept_only_where_it_is_compared(string owner, bool isKept)
    {
        var map = new ConfigMap
        {
            Metadata = new ObjectMeta { Name = "m", OwnerReferences = [new OwnerReference { ApiVersion = "slipway.dev/v1alpha1", Kind = owner, Name = "o", Uid = "u", Controller = true }] },
            Data = new Dictionary<string, string> { ["k"] = "v" },
        };
        (CacheShapes.Of(map).Data is not null).ShouldBe(isKept);
    }
}
