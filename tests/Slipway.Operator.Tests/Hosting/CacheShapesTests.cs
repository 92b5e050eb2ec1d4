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
            Spec = new JobSpec { ActiveDeadlineSeconds = 5, BackoffLimit = 2, Template = new JsonObject(), Selector = new LabelSelector() },
            Status = new JobStatus { Active = 1 },
        };
        CacheShapes.Of(job).ShouldBe(job with { Spec = new JobSpec { ActiveDeadlineSeconds = 5, BackoffLimit = 2 } });
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
