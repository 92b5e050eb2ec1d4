using System.Text.Json.Nodes;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Steps;
using Slipway.Operator.Steps.Scheduling;
using Slipway.Operator.Tests.Support;

namespace Slipway.Operator.Tests.Scheduling;

/// <summary>What a quota leaves is told with numbers, and what the API server said when it refused the pods.</summary>
[Trait("Capability", "T4")]
public sealed class QuotaFitTests
{
    private static readonly PodSpec Pod = new()
    {
        PriorityClassName = "batch",
        Containers = [new Container { Name = "c", Resources = new ResourceRequirements { Limits = new Dictionary<string, string> { ["nvidia.com/gpu"] = "2", ["memory"] = "4Gi" } } }],
    };

    private static readonly Job Job = FakeRun.Live(new Job { Metadata = new ObjectMeta { Name = "run-v1", Namespace = "shop" }, Spec = new JobSpec { BackoffLimit = 3 } });

    [Fact]
    public void What_is_left_is_told_with_what_is_taken() =>
        QuotaFit.Obstacle(Pod, 4, [Quota("requests.nvidia.com/gpu", "10", "6")]).ShouldBe("it needs 8 requests.nvidia.com/gpu for 4 pods, and ResourceQuota 'team' leaves 4: 6 of 10 are taken");

    [Fact]
    public void What_never_fits_is_told_as_such() =>
        QuotaFit.Obstacle(Pod, 1, [Quota("limits.memory", "2Gi", "0")]).ShouldBe("it needs 4Gi limits.memory, and ResourceQuota 'team' allows 2Gi in all");

    [Theory]
    [InlineData("requests.nvidia.com/gpu", "10", "8")]
    [InlineData("requests.memory", "8Gi", "4Gi")]
    [InlineData("requests.amd.com/gpu", "0", "0")]
    [InlineData("pods", "5", "4")]
    public void What_fits_is_not_told(string resource, string hard, string used) => QuotaFit.Obstacle(Pod, 1, [Quota(resource, hard, used)]).ShouldBeNull();

    [Theory]
    [InlineData("In", "batch", true)]
    [InlineData("In", "high", false)]
    [InlineData("NotIn", "batch", false)]
    public void A_quota_of_a_priority_class_counts_its_own_pods(string operation, string value, bool counts)
    {
        var scoped = Quota("pods", "1", "1") with
        {
            Spec = new ResourceQuotaSpec
            {
                ScopeSelector = new JsonObject { ["matchExpressions"] = new JsonArray(new JsonObject { ["scopeName"] = "PriorityClass", ["operator"] = operation, ["values"] = new JsonArray(value) }) },
            },
        };
        (QuotaFit.Obstacle(Pod, 1, [scoped]) is not null).ShouldBe(counts);
        QuotaFit.Obstacle(Pod, 1, [scoped with { Spec = new ResourceQuotaSpec { Scopes = ["Terminating"] } }]).ShouldBeNull();
    }

    [Theory]
    [InlineData("exceeded quota: team, requested: requests.nvidia.com/gpu=2, used: requests.nvidia.com/gpu=9, limited: requests.nvidia.com/gpu=10", "QuotaExceeded")]
    [InlineData("no PriorityClass with name batch was found", "UnknownPriorityClass")]
    [InlineData("pod rejected: RuntimeClass \"nvidia\" not found", "UnknownRuntimeClass")]
    [InlineData("violates PodSecurity \"restricted:latest\": seccompProfile", "PodsRefused")]
    public void Refused_pods_are_told_in_the_words_of_the_api_server(string why, string reason)
    {
        var state = RefusedPods.Of(Job, [], [Refusal(why)])!;
        (state.Phase, state.Reason).ShouldBe((StepPhase.Waiting, reason));
        state.Message.ShouldStartWith($"the API server refuses its pods: {why}; ");
    }

    [Fact]
    public void A_refusal_that_is_over_is_not_told()
    {
        RefusedPods.Of(Job, [FakeRun.Running(Job)], [Refusal("exceeded quota: team")]).ShouldBeNull("its pod is there");
        var later = FakeRun.Ended(Job, 1);
        later = later with { Metadata = later.Metadata with { CreationTimestamp = Samples.Now.AddMinutes(5) } };
        RefusedPods.Of(Job, [later], [Refusal("exceeded quota: team")]).ShouldBeNull("a pod was made after it, and the next one is not due yet");
        RefusedPods.Of(Job, [], [Refusal("exceeded quota: team") with { InvolvedObject = new ObjectReference { Uid = "another" } }]).ShouldBeNull();
    }

    internal static ResourceQuota Quota(string resource, string hard, string used) => new()
    {
        Metadata = new ObjectMeta { Name = "team", Namespace = "shop" },
        Status = new ResourceQuotaStatus { Hard = new Dictionary<string, string> { [resource] = hard }, Used = new Dictionary<string, string> { [resource] = used } },
    };

    private static Event Refusal(string why) => new()
    {
        InvolvedObject = new ObjectReference { Kind = "Job", Name = "run-v1", Uid = Job.Metadata.Uid }, Reason = "FailedCreate", LastTimestamp = Samples.Now.AddMinutes(1),
        Message = $"Error creating: pods \"run-v1-x7k2p\" is forbidden: {why}",
    };
}
