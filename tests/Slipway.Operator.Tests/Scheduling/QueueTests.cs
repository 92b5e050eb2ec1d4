using Slipway.Api;
using Slipway.Api.TrainingJobs;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Steps.Scheduling;
using Slipway.Operator.Tests.Support;
using Slipway.Operator.Tests.TrainingJobs;
using Slipway.Operator.TrainingJobs.Scheduling;

namespace Slipway.Operator.Tests.Scheduling;

/// <summary>A run in a queue of Kueue: one suspended Job with the user's labels, and Kueue's reasons in our conditions.</summary>
[Trait("Capability", "T4")]
public sealed class QueueTests
{
    private static readonly Dictionary<string, string> Labels = new()
    {
        [QueueLabels.Queue] = "team-a", ["kueue.x-k8s.io/priority-class"] = "nightly", ["kueue.x-k8s.io/max-exec-time-seconds"] = "3600", ["mine"] = "yes",
    };

    [Fact]
    public void The_job_is_made_suspended_with_the_labels_of_the_queue()
    {
        var scene = new TrainingScene(Queued()).Settle();
        var job = scene.Jobs.ShouldHaveSingleItem();
        job.Spec!.Suspend.ShouldBe(true);
        job.Label(QueueLabels.Queue).ShouldBe("team-a");
        job.Label("kueue.x-k8s.io/priority-class").ShouldBe("nightly");
        job.Label("kueue.x-k8s.io/max-exec-time-seconds").ShouldBe("3600");
        job.Label("mine").ShouldBeNull();
        scene.Ready.Reason.ShouldBe("WaitingForKueue");
        scene.Ready.Message!.ShouldContain("LocalQueue 'team-a'");
        new TrainingScene().Settle().Jobs[^1].Spec!.Suspend.ShouldBeNull("without a queue it is the cluster's to start");
    }

    [Fact]
    public void Kueues_reason_for_waiting_is_ours()
    {
        var scene = Says(("QuotaReserved", "False", "WaitingForQuota", "couldn't assign flavors to pod set main: insufficient unused quota for nvidia.com/gpu in flavor a100, 2 more needed"));
        scene.Ready.Reason.ShouldBe("WaitingForQuota");
        scene.Ready.Message.ShouldBe(
            "run click-model-v1: it waits in queue 'team-a': couldn't assign flavors to pod set main: insufficient unused quota for nvidia.com/gpu in flavor a100, 2 more needed");
        scene.Status.Conditions.IsTrue("Reconciling").ShouldBeTrue();
        var shown = scene.Status.Conditions.Find("QuotaReserved")!;
        (shown.Status, shown.Reason).ShouldBe(("False", "WaitingForQuota"));
    }

    [Fact]
    public void An_eviction_is_told_with_what_it_waits_for_now()
    {
        var scene = Says(
            ("QuotaReserved", "False", "WaitingForQuota", "4 more needed"), ("Evicted", "True", "Preempted", "Preempted to accommodate a workload of higher priority"));
        scene.Ready.Message!.ShouldBe("run click-model-v1: it was evicted (Preempted): Preempted to accommodate a workload of higher priority; it waits in queue 'team-a': 4 more needed");
        scene.Status.Conditions.Find("Evicted")!.Reason.ShouldBe("Preempted");
    }

    [Fact]
    public void A_reservation_that_waits_for_checks_is_told()
    {
        var scene = Says(("QuotaReserved", "True", "QuotaReserved", "Quota reserved in ClusterQueue a"), ("Admitted", "False", "NoAllAdmissionChecks", "waiting for provisioning"));
        scene.Ready.Reason.ShouldBe("NoAllAdmissionChecks");
        scene.Ready.Message!.ShouldContain("has reserved its quota and not admitted it yet: waiting for provisioning");
    }

    [Fact]
    public void A_workload_that_was_deactivated_says_how_it_goes_on()
    {
        var scene = Says([("Evicted", "True", "DeactivatedDueToRequeuingLimitExceeded", "exceeded the maximum number of re-queuing retries")], active: false);
        scene.Ready.Reason.ShouldBe("DeactivatedDueToRequeuingLimitExceeded");
        scene.Ready.Message!.ShouldContain("set its spec.active to true");
    }

    [Fact]
    public void A_run_that_was_admitted_for_too_long_has_failed_and_its_job_goes()
    {
        var scene = Says([("Evicted", "True", "DeactivatedDueToMaximumExecutionTimeExceeded", "exceeding the maximum execution time")], active: false);
        scene.Status.Phase.ShouldBe(TrainingJobPhase.Failed);
        scene.Ready.Reason.ShouldBe("MaximumExecutionTimeExceeded");
        scene.Jobs.ShouldBeEmpty("Kueue could let it go on when nobody waits for it any more");
        scene.Status.Conditions.Find("Evicted").ShouldBeNull("no run is in a queue");
    }

    /// <summary>Kueue sets suspend, node selectors and tolerations of the Job; whatever it does, we write nothing to it.</summary>
    [Fact]
    public void What_kueue_does_to_the_job_is_left_alone()
    {
        var scene = new TrainingScene(Queued()).Settle();
        foreach (var suspended in new[] { false, true, false })
        {
            scene.World = scene.World with { Children = scene.World.Children with { Jobs = [.. scene.Jobs.Select(job => job with { Spec = job.Spec! with { Suspend = suspended, Template = null } })] } };
            var plan = scene.Step();
            plan.Children.ShouldNotContain(child => child.IsDue);
            plan.Removals.ShouldBeEmpty();
        }

        scene.Settle().Ready.Reason.ShouldBe("Starting", "admitted, it is a Job like any other");
    }

    [Fact]
    public void Another_queue_is_a_reason_to_queue_again_while_it_waits()
    {
        var scene = new TrainingScene(Queued()).Settle();
        var labels = new Dictionary<string, string>(Labels) { [QueueLabels.Queue] = "team-b" };
        scene.World = scene.World with { Job = scene.World.Job with { Metadata = scene.World.Job.Metadata with { Labels = labels } } };
        scene.Settle();
        scene.Jobs.ShouldHaveSingleItem().Label(QueueLabels.Queue).ShouldBe("team-b");
        scene.Jobs[0].Metadata.Name.ShouldBe("click-model-v2");
    }

    [Fact]
    public void Somebodys_own_suspension_is_told_with_the_remedy()
    {
        var scene = new TrainingScene().Settle();
        scene.Ends(job => job with { Spec = job.Spec! with { Suspend = true } }, _ => null);
        scene.Ready.Reason.ShouldBe("JobSuspended");
        scene.Ready.Message!.ShouldContain("kubectl patch job click-model-v1 -n shop");
    }

    [Fact]
    public void A_job_that_runs_in_another_cluster_is_told()
    {
        var scene = new TrainingScene(Queued()).Settle();
        scene.Ends(job => job with { Spec = job.Spec! with { ManagedBy = "kueue.x-k8s.io/multikueue" } }, _ => null);
        scene.Ready.Reason.ShouldBe("ManagedElsewhere");
        scene.Ready.Message!.ShouldContain("set spec.managedBy of the TrainingJob to kueue.x-k8s.io/multikueue");
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("slipway.dev/operator", true)]
    [InlineData("kueue.x-k8s.io/multikueue", false)]
    public void Who_manages_a_job_is_respected(string? manager, bool isOurs) =>
        SchedulingFaults.IsOurs(Queued() with { Spec = Samples.Training().Spec with { ManagedBy = manager } }).ShouldBe(isOurs);

    [Fact]
    public void Who_manages_a_job_does_not_change()
    {
        var spec = Samples.Training().Spec;
        SchedulingFaults.ManagerChanged(spec with { ManagedBy = "kueue.x-k8s.io/multikueue" }, spec)!.ToString()
            .ShouldBe("spec.managedBy: 'kueue.x-k8s.io/multikueue': cannot be changed from slipway.dev/operator; make another TrainingJob, and delete this one");
        SchedulingFaults.ManagerChanged(spec with { ManagedBy = SlipwayApi.ManagedBy }, spec).ShouldBeNull();
        TrainingJobValidation.Validate(spec with { ManagedBy = "me" }).ShouldHaveSingleItem().Field.ShouldBe("spec.managedBy");
    }

    [Fact]
    public void Two_gang_schedulers_are_refused()
    {
        var both = Queued() with { Spec = Samples.Training().Spec with { PodGroupPolicy = new PodGroupPolicy { Volcano = new VolcanoPolicy() } } };
        var scene = new TrainingScene(both).Settle();
        scene.Ready.Reason.ShouldBe("InvalidSpec");
        scene.Ready.Message!.ShouldContain("excludes a queue of Kueue");
    }

    [Fact, Trait("Capability", "T3")]
    public void Nodes_that_cannot_take_it_are_told_while_it_waits_in_the_queue()
    {
        var job = Queued() with { Spec = Samples.Training().Spec with { Placement = new PodPlacement { Gpu = new GpuRequest { Count = 4 } } } };
        var scene = new TrainingScene(job);
        scene.World = scene.World with { Cluster = new ClusterView([NodeFitTests.Node("n", 2, "P", 1)], []) };
        scene.Settle().Ready.Message!.ShouldContain("the largest offers 2 nvidia.com/gpu");
    }

    private static TrainingScene Says(params (string Type, string Status, string Reason, string Message)[] conditions) => Says(conditions, active: true);

    private static TrainingScene Says(IReadOnlyList<(string Type, string Status, string Reason, string Message)> conditions, bool active)
    {
        var scene = new TrainingScene(Queued()).Settle();
        var workload = new Workload
        {
            Metadata = new ObjectMeta { Name = "job-click-model-v1-1a2b3", Namespace = "shop", Uid = "uid-w", OwnerReferences = [OwnerReference.ToController(scene.Jobs[0])] },
            Spec = new WorkloadSpec { QueueName = "team-a", Active = active },
            Status = new WorkloadStatus { Conditions = [.. conditions.Select(each => new Condition { Type = each.Type, Status = each.Status, Reason = each.Reason, Message = each.Message })] },
        };
        scene.World = scene.World with { Children = scene.World.Children with { Workloads = [workload] } };
        return scene.Settle();
    }

    private static TrainingJob Queued()
    {
        var job = Samples.Training();
        return job with { Metadata = job.Metadata with { Labels = Labels } };
    }
}
