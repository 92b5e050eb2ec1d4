using System.Text.Json;
using Slipway.Api;
using Slipway.Api.TrainingJobs;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Steps.Scheduling;
using Slipway.Operator.Tests.Support;
using Slipway.Operator.Tests.TrainingJobs;
using Slipway.Operator.TrainingJobs.Scheduling;

namespace Slipway.Operator.Tests.Scheduling;

/// <summary>Workers that belong together: they start all or none where a scheduler sees to it, and are restarted as a whole.</summary>
[Trait("Capability", "T5"), Trait("Capability", "T7")]
public sealed class GangTests
{
    [Fact]
    public void A_try_of_all_workers_may_cost_one_failure_of_each()
    {
        var job = Scene(workers: 4, retries: 2).Settle().Jobs[0];
        job.Spec!.BackoffLimit.ShouldBe(11, "3 tries of 4 pods");
        job.Spec.PodReplacementPolicy.ShouldBe("Failed");
        job.Spec.Completions.ShouldBe(4);
        job.Annotation("slipway.dev/workers").ShouldBe("4");
    }

    [Fact, Trait("Capability", "T4")]
    public void Volcano_gets_the_group_before_the_job()
    {
        var scene = Scene(workers: 3, change: spec => spec with
        {
            PodGroupPolicy = new PodGroupPolicy { Volcano = new VolcanoPolicy { Queue = "research", NetworkTopology = new VolcanoTopology { HighestTierAllowed = 1 } } },
            Placement = new PodPlacement
            {
                PriorityClassName = "high", Gpu = new GpuRequest { Count = 2 },
                Resources = new ResourceRequirements { Requests = new Dictionary<string, string> { ["cpu"] = "500m" }, Limits = new Dictionary<string, string> { ["memory"] = "1Gi" } },
            },
        });
        scene.Step();
        scene.Step().Children.Select(child => child.Intent.Kind).ShouldBe(["ConfigMap", "Service", "PodGroup", "Job"]);
        scene.Settle();
        var group = scene.World.Children.PodGroups.ShouldHaveSingleItem();
        group.Metadata.Name.ShouldBe("click-model-v1");
        group.Metadata.OwnerReferences!.ShouldHaveSingleItem().Controller.ShouldBe(true);
        group.Spec!.MinMember.ShouldBe(3);
        group.Spec.Queue.ShouldBe("research");
        group.Spec.PriorityClassName.ShouldBe("high");
        group.Spec.MinResources.ShouldBe(new Dictionary<string, string> { ["cpu"] = "1500m", ["memory"] = "3221225472", ["nvidia.com/gpu"] = "6" });
        group.Spec.NetworkTopology!.ToJsonString().ShouldBe("""{"mode":"hard","highestTierAllowed":1}""");
        var template = scene.Template();
        template.GetProperty("spec").GetProperty("schedulerName").GetString().ShouldBe("volcano");
        template.GetProperty("metadata").GetProperty("annotations").GetProperty("scheduling.k8s.io/group-name").GetString().ShouldBe("click-model-v1");

        scene.World = scene.World with { Children = scene.World.Children with { PodGroups = [group with { Status = new PodGroupStatus
        {
            Phase = "Pending", Conditions = [new Condition { Type = "Unschedulable", Status = "True", Reason = "NotEnoughResources", Message = "3/3 tasks in gang unschedulable: pod group is not ready, 3 Pending, 3 minAvailable" }],
        } }] } };
        scene.Settle().Ready.Reason.ShouldBe("NotEnoughResources");
        scene.Ready.Message!.ShouldContain("Volcano starts none of its pods in queue 'research': 3/3 tasks in gang unschedulable");

        scene.Change(spec => spec with { Seed = 7 });
        scene.World.Children.PodGroups.ShouldHaveSingleItem().Metadata.Name.ShouldBe("click-model-v2", "the group of a run that was stopped holds room in the queue");
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void Workers_are_kept_close(bool isQueued, bool isRequired)
    {
        const string level = "cloud.example.com/rack";
        var scene = Scene(workers: 2, change: spec => spec with { Topology = isRequired ? new TopologyRequest { Required = level } : new TopologyRequest { Preferred = level } });
        if (isQueued) scene.World = scene.World with { Job = scene.World.Job with { Metadata = scene.World.Job.Metadata with { Labels = new Dictionary<string, string> { [QueueLabels.Queue] = "q" } } } };
        var template = scene.Settle().Template();
        if (isQueued)
        {
            template.GetProperty("metadata").GetProperty("annotations").GetProperty($"kueue.x-k8s.io/podset-{(isRequired ? "required" : "preferred")}-topology").GetString().ShouldBe(level);
            template.GetProperty("spec").TryGetProperty("affinity", out _).ShouldBeFalse();
            return;
        }

        var affinity = template.GetProperty("spec").GetProperty("affinity").GetProperty("podAffinity");
        var term = isRequired
            ? affinity.GetProperty("requiredDuringSchedulingIgnoredDuringExecution")[0]
            : affinity.GetProperty("preferredDuringSchedulingIgnoredDuringExecution")[0].GetProperty("podAffinityTerm");
        term.GetProperty("topologyKey").GetString().ShouldBe(level);
        term.GetProperty("labelSelector").GetProperty("matchLabels").GetProperty("batch.kubernetes.io/job-name").GetString().ShouldBe("click-model-v1");
    }

    [Fact]
    public void When_one_worker_fails_the_others_of_its_try_go()
    {
        var scene = Scene(workers: 3).Settle();
        var job = scene.Jobs[0];
        Put(scene, Worker(job, 0, 0, "Running"), Worker(job, 1, 0, "Failed", failedAt: 30), Worker(job, 2, 0, "Pending"));
        Removed(scene).ShouldBe(["click-model-v1-0-0", "click-model-v1-2-0"]);

        Put(scene, Worker(job, 1, 0, "Failed", failedAt: 30), Worker(job, 0, 40, "Running"), Worker(job, 1, 40, "Running"), Worker(job, 2, 41, "Running"));
        Removed(scene).ShouldBeEmpty("these are of the next try");
    }

    [Fact]
    public void A_worker_that_was_preempted_takes_the_others_along()
    {
        var scene = Scene(workers: 2).Settle();
        var job = scene.Jobs[0];
        var preempted = Worker(job, 0, 0, "Running");
        preempted = preempted with
        {
            Metadata = preempted.Metadata with { DeletionTimestamp = Samples.Now.AddSeconds(60) },
            Status = preempted.Status! with { Conditions = [new Condition { Type = "DisruptionTarget", Status = "True", Reason = "PreemptionByScheduler", LastTransitionTime = Samples.Now.AddSeconds(30) }] },
        };
        Put(scene, preempted, Worker(job, 1, 0, "Running"));
        Removed(scene).ShouldBe(["click-model-v1-1-0"]);
    }

    [Fact]
    public void A_worker_that_went_with_another_is_no_reason_for_the_next_restart()
    {
        var scene = Scene(workers: 2).Settle();
        var job = scene.Jobs[0];
        var gone = Worker(job, 1, 0, "Failed", failedAt: 60, code: 143);
        gone = gone with { Metadata = gone.Metadata with { DeletionTimestamp = Samples.Now.AddSeconds(60) } };
        Put(scene, Worker(job, 0, 0, "Failed", failedAt: 30), gone, Worker(job, 0, 45, "Running"));
        Removed(scene).ShouldBeEmpty();
        scene.Settle().Ready.Message!.ShouldContain("try 2 of 4; the last one failed: The step ended with code 1");
    }

    [Fact]
    public void One_worker_and_pods_that_only_share_work_are_left_alone()
    {
        var scene = new TrainingScene().Settle();
        Put(scene, Worker(scene.Jobs[0], 0, 0, "Failed", failedAt: 30), Worker(scene.Jobs[0], 1, 0, "Running"));
        Removed(scene).ShouldBeEmpty();
    }

    [Fact]
    public void A_suspended_job_is_kueues_to_stop()
    {
        var scene = Scene(workers: 2).Settle();
        var job = scene.Jobs[0];
        GangRestart.Leftovers(job with { Spec = job.Spec! with { Suspend = true } }, [Worker(job, 0, 0, "Running"), Worker(job, 1, 0, "Failed", failedAt: 9)]).ShouldBeEmpty();
        GangRestart.Leftovers(FakeRun.Failed(job), [Worker(job, 0, 0, "Running"), Worker(job, 1, 0, "Failed", failedAt: 9)]).ShouldBeEmpty("the Job controller ends them");
    }

    [Fact]
    public void A_part_that_runs_is_told_with_what_would_keep_it_from_starting()
    {
        var scene = Scene(workers: 2).Settle();
        var job = scene.Jobs[0];
        var stuck = Worker(job, 1, 0, "Pending");
        stuck = stuck with { Status = stuck.Status! with { Conditions = [new Condition { Type = "PodScheduled", Status = "False", Reason = "Unschedulable", Message = "1 Insufficient cpu" }] } };
        Put(scene, Worker(job, 0, 0, "Running"), stuck);
        scene.Settle().Ready.Reason.ShouldBe("Unschedulable");
        scene.Ready.Message!.ShouldContain("1 of 2 workers run and wait for the others: no node can take pod click-model-v1-1-0");
        scene.Ready.Message!.ShouldContain("label kueue.x-k8s.io/queue-name");
    }

    private static string[] Removed(TrainingScene scene) =>
        [.. Slipway.Operator.TrainingJobs.TrainingJobDecision.Decide(scene.World, scene.Now).Removals.Select(removal => removal.Live.Metadata.Name!).Order(StringComparer.Ordinal)];

    private static void Put(TrainingScene scene, params Pod[] pods) => scene.World = scene.World with { Children = scene.World.Children with { Pods = pods } };

    private static Pod Worker(Job job, int index, int madeAfter, string phase, int failedAt = 0, int code = 1)
    {
        var pod = phase == "Failed" ? FakeRun.Ended(job, code) : FakeRun.Running(job);
        return pod with
        {
            Metadata = pod.Metadata with
            {
                Name = $"{job.Metadata.Name}-{index}-{madeAfter}", Uid = $"uid-{index}-{madeAfter}", CreationTimestamp = Samples.Now.AddSeconds(madeAfter),
                Annotations = new Dictionary<string, string> { ["batch.kubernetes.io/job-completion-index"] = $"{index}" },
            },
            Status = phase != "Failed" ? new PodStatus { Phase = phase } : pod.Status! with
            {
                ContainerStatuses = [new ContainerStatus { Name = "trainer", State = new ContainerState { Terminated = new ContainerStateTerminated { ExitCode = code, FinishedAt = Samples.Now.AddSeconds(failedAt) } } }],
            },
        };
    }

    private static TrainingScene Scene(int workers, int retries = 3, Func<TrainingJobSpec, TrainingJobSpec>? change = null)
    {
        var job = Samples.Training();
        var spec = job.Spec with { Trainer = new Trainer { Image = "team/torch:1" }, Workers = workers, Retries = retries };
        return new TrainingScene(job with { Spec = change?.Invoke(spec) ?? spec });
    }
}
