using System.Text.Json.Nodes;
using Slipway.Api;
using Slipway.Api.TrainingJobs;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Patching;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Steps.Scheduling;
using Slipway.Operator.Tests.Support;

namespace Slipway.Operator.Tests.Scheduling;

/// <summary>Queues, nodes, quotas and managers through the API server, with the operator at work and the rights of the chart.</summary>
[Trait("Suite", "Integration")]
public sealed class QueuePathTests(OperatorCluster cluster) : IClassFixture<OperatorCluster>
{
    private static readonly ResourceType<DynamicObject> Definitions =
        ResourceType.Dynamic("apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition", namespaced: false);

    /// <summary>The operator is at work before Kueue is installed; a test plays Kueue, and the operator never writes to the Job.</summary>
    [Fact, Trait("Capability", "T4")]
    public async Task A_run_waits_in_its_queue_with_kueues_reason_and_runs_when_it_is_admitted()
    {
        var place = await cluster.NamespaceAsync();
        var writes = new JobWrites();
        await using var running = cluster.Start(place, writes.Around);
        var node = new HandNode(cluster.Client, place, job => job switch
        {
            { Spec.Suspend: true } => null,
            _ when job.Label("app.kubernetes.io/component") == "snapshot" => StepEnd.Of(Samples.Snapshot()),
            _ => StepEnd.Of(Samples.Trained()),
        });
        await CreateAsync(place, job => job with { Metadata = job.Metadata with { Labels = new Dictionary<string, string> { [QueueLabels.Queue] = "team-a" } } });
        (await UntilAsync(place, node, condition => condition.Reason == "WaitingForKueue")).Message!.ShouldContain("LocalQueue 'team-a'");

        await cluster.Client.ApplyAsync(Definitions, SchedulerDefinitions.Kueue, null, Cancellation);
        var job = (await cluster.Client.GetAsync(BuiltIn.Jobs, new NamespacedName(place, "click-model-v1"), Cancellation))!;
        job.Spec!.Suspend.ShouldBe(true);
        job.Label(QueueLabels.Queue).ShouldBe("team-a");
        await QueueAsync(job, "WaitingForQuota", "insufficient unused quota for nvidia.com/gpu in flavor a100, 2 more needed");
        (await UntilAsync(place, node, condition => condition.Reason == "WaitingForQuota")).Message!.ShouldContain("2 more needed");

        // As Kueue does on admission; what it injects must stay.
        await cluster.Client.PatchAsync(BuiltIn.Jobs, job.Key(), Patch.Merge(new JsonObject
        {
            ["spec"] = new JsonObject { ["suspend"] = false, ["template"] = new JsonObject { ["spec"] = new JsonObject { ["nodeSelector"] = new JsonObject { ["flavor"] = "a100" } } } },
        }), null, Cancellation);
        (await UntilAsync(place, node, condition => condition.Status == Condition.True)).Message!.ShouldContain("clicks-v1 was made");
        var admitted = (await cluster.Client.GetAsync(BuiltIn.Jobs, job.Key(), Cancellation))!;
        admitted.Spec!.Template!["spec"]!["nodeSelector"]!["flavor"]!.GetValue<string>().ShouldBe("a100");
        writes.Requests.ShouldBe(["POST", "POST"], "the snapshot's Job and the run's; neither is written again");
    }

    [Fact, Trait("Capability", "T3")]
    public async Task A_run_that_fits_on_no_node_says_so_with_numbers_until_such_a_node_comes()
    {
        var place = await cluster.NamespaceAsync();
        await using var running = cluster.Start(place);
        var name = $"{place}-gpu";
        await NodeAsync(name, "1");
        try
        {
            var node = new HandNode(cluster.Client, place, job => job.Label("app.kubernetes.io/component") == "snapshot" ? StepEnd.Of(Samples.Snapshot()) : null);
            await CreateAsync(place, job => job with
            {
                Spec = job.Spec with { Placement = new PodPlacement { Gpu = new GpuRequest { Count = 2, Product = "NVIDIA-A100-SXM4-40GB" }, NodeSelector = new Dictionary<string, string> { ["pool"] = name } } },
            });
            var told = await UntilAsync(place, node, condition => condition.Reason == "Unschedulable");
            told.Message!.ShouldContain("it asks for 2 nvidia.com/gpu");
            told.Message!.ShouldContain("1 of ");
            told.Message!.ShouldContain("the largest offers 1 nvidia.com/gpu");

            await cluster.Client.PatchAsync(BuiltIn.Nodes, new NamespacedName("", name), Patch.Merge(Allocatable("2")), WriteOptions.Status, Cancellation);
            await UntilAsync(place, node, condition => condition.Reason == "Starting");
        }
        finally
        {
            await cluster.Client.DeleteAsync(BuiltIn.Nodes, new NamespacedName("", name), new DeleteOptions(), Cancellation);
        }
    }

    [Fact, Trait("Capability", "T4")]
    public async Task Pods_that_a_quota_refuses_are_told_in_the_job_controllers_words()
    {
        var place = await cluster.NamespaceAsync();
        await using var running = cluster.Start(place);
        var node = new HandNode(cluster.Client, place, job => job.Label("app.kubernetes.io/component") == "snapshot" ? StepEnd.Of(Samples.Snapshot()) : null);
        await CreateAsync(place, job => job with { Spec = job.Spec with { Placement = new PodPlacement { Gpu = new GpuRequest { Count = 2 } } } });
        await UntilAsync(place, node, condition => condition.Reason is "Starting" or "Unschedulable");
        var job = (await cluster.Client.GetAsync(BuiltIn.Jobs, new NamespacedName(place, "click-model-v1"), Cancellation))!;
        await cluster.Client.CreateAsync(BuiltIn.Events, new Event
        {
            Metadata = new ObjectMeta { Name = "click-model-v1.1", Namespace = place }, Type = "Warning", Reason = "FailedCreate", LastTimestamp = DateTimeOffset.UtcNow,
            InvolvedObject = new ObjectReference { ApiVersion = "batch/v1", Kind = "Job", Namespace = place, Name = job.Metadata.Name, Uid = job.Metadata.Uid },
            Message = "Error creating: pods \"click-model-v1-x\" is forbidden: exceeded quota: team, requested: requests.nvidia.com/gpu=2, used: requests.nvidia.com/gpu=3, limited: requests.nvidia.com/gpu=4",
        }, null, Cancellation);
        (await UntilAsync(place, node, condition => condition.Reason == "QuotaExceeded")).Message!.ShouldContain("limited: requests.nvidia.com/gpu=4");
    }

    [Fact, Trait("Capability", "T4")]
    public async Task What_another_controller_manages_is_left_alone()
    {
        var place = await cluster.NamespaceAsync();
        await using var running = cluster.Start(place);
        var node = new HandNode(cluster.Client, place, job => StepEnd.Of(job.Label("app.kubernetes.io/component") == "snapshot" ? Samples.Snapshot() : Samples.Trained()));
        var foreign = Samples.ToSend(Samples.Training(), place);
        foreign = foreign with { Metadata = foreign.Metadata with { Name = "elsewhere" }, Spec = foreign.Spec with { Model = "elsewhere", ManagedBy = "kueue.x-k8s.io/multikueue" } };
        await cluster.Client.CreateAsync(SlipwayKinds.TrainingJob, foreign, null, Cancellation);
        await CreateAsync(place, job => job);
        await UntilAsync(place, node, condition => condition.Status == Condition.True);
        (await cluster.Client.GetAsync(SlipwayKinds.TrainingJob, foreign.Key(), Cancellation))!.Status.ShouldBeNull("another controller writes it");
        (await cluster.Client.ListAsync(BuiltIn.Jobs, place, ListOptions.All, Cancellation)).Items.ShouldNotContain(job => job.Metadata.Name!.StartsWith("elsewhere", StringComparison.Ordinal));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private async Task CreateAsync(string place, Func<TrainingJob, TrainingJob> change)
    {
        await cluster.Client.CreateAsync(SlipwayKinds.Dataset, Samples.ToSend(Samples.Clicks(), place), null, Cancellation);
        await cluster.Client.CreateAsync(SlipwayKinds.FeatureSet, Samples.ToSend(Samples.Features(), place), null, Cancellation);
        await cluster.Client.CreateAsync(SlipwayKinds.TrainingJob, change(Samples.ToSend(Samples.Training(), place)), null, Cancellation);
    }

    private async Task QueueAsync(Job job, string reason, string message)
    {
        var workload = new Workload
        {
            Metadata = new ObjectMeta { Name = $"job-{job.Metadata.Name}", Namespace = job.Metadata.Namespace, OwnerReferences = [OwnerReference.ToController(job)] },
            Spec = new WorkloadSpec { QueueName = "team-a", Active = true },
        };
        // A real server serves a new kind a moment after it was established.
        await PollAsync(async () =>
        {
            try
            {
                await cluster.Client.CreateAsync(SchedulerKinds.Workloads, workload, null, Cancellation);
                return true;
            }
            catch (KubernetesException unknown) when (unknown.IsNotFound)
            {
                return false;
            }
        });
        var now = DateTimeOffset.UtcNow.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        await cluster.Client.PatchAsync(SchedulerKinds.Workloads, workload.Key(), Patch.Merge(new JsonObject
        {
            ["status"] = new JsonObject
            {
                ["conditions"] = new JsonArray(new JsonObject { ["type"] = "QuotaReserved", ["status"] = "False", ["reason"] = reason, ["message"] = message, ["lastTransitionTime"] = now }),
            },
        }), WriteOptions.Status, Cancellation);
    }

    private async Task NodeAsync(string name, string gpus)
    {
        await cluster.Client.CreateAsync(BuiltIn.Nodes, new Node
        {
            Metadata = new ObjectMeta { Name = name, Labels = new Dictionary<string, string> { ["pool"] = name, ["nvidia.com/gpu.product"] = "NVIDIA-A100-SXM4-40GB" } },
        }, null, Cancellation);
        await cluster.Client.PatchAsync(BuiltIn.Nodes, new NamespacedName("", name), Patch.Merge(Allocatable(gpus)), WriteOptions.Status, Cancellation);
        // A node that a kubelet has not reported is tainted as not ready by a real server; here it is about what it offers.
        await cluster.Client.PatchAsync(BuiltIn.Nodes, new NamespacedName("", name), Patch.Merge(new JsonObject { ["spec"] = new JsonObject { ["taints"] = null } }), null, Cancellation);
    }

    private static JsonObject Allocatable(string gpus)
    {
        JsonObject Amounts() => new() { ["cpu"] = "16", ["memory"] = "64Gi", ["pods"] = "110", ["nvidia.com/gpu"] = gpus };
        return new JsonObject { ["status"] = new JsonObject { ["capacity"] = Amounts(), ["allocatable"] = Amounts() } };
    }

    private async Task<Condition> UntilAsync(string place, HandNode node, Func<Condition, bool> holds)
    {
        Condition? ready = null;
        await PollAsync(async () =>
        {
            await node.StepAsync(Cancellation);
            var job = await cluster.Client.GetAsync(SlipwayKinds.TrainingJob, new NamespacedName(place, "click-model"), Cancellation);
            ready = job!.Status?.Conditions.Find("Ready");
            return ready is not null && holds(ready);
        });
        return ready!;
    }

    private static async Task PollAsync(Func<Task<bool>> condition)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(start) > TimeSpan.FromSeconds(120)) throw new TimeoutException("not within 120 s");
            await Task.Delay(10, Cancellation);
        }
    }

    /// <summary>Methods of the requests that write Jobs.</summary>
    private sealed class JobWrites
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<string> requests = new();

        public IReadOnlyList<string> Requests => [.. requests];

        public HttpMessageHandler Around(HttpMessageHandler inner) => new Handler(this, inner);

        private sealed class Handler(JobWrites writes, HttpMessageHandler inner) : DelegatingHandler(inner)
        {
            protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
            {
                if (request.Method != HttpMethod.Get && request.RequestUri!.AbsolutePath.Contains("/jobs", StringComparison.Ordinal)) writes.requests.Enqueue(request.Method.Method);
                return base.SendAsync(request, cancellationToken);
            }
        }
    }
}
