using Slipway.Contracts.Steps;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Steps;
using Slipway.Operator.Tests.Support;

namespace Slipway.Operator.Tests.Steps;

/// <summary>What the cluster does to a pod, told apart from what the step did; and failures that come again and again.</summary>
[Trait("Capability", "T7")]
public sealed class DisruptionTests
{
    private static readonly Job Job = FakeRun.Live(new Job { Metadata = new ObjectMeta { Name = "run-v1", Namespace = "shop" }, Spec = new JobSpec { BackoffLimit = 3 } });

    [Theory]
    [InlineData("PreemptionByScheduler", null, "Preempted", "a higher priority class")]
    [InlineData("DeletionByTaintManager", null, "NodeLost", "lost with its node")]
    [InlineData("DeletionByPodGC", null, "NodeLost", "lost with its node")]
    [InlineData("EvictionByEvictionAPI", null, "Evicted", "a node is drained")]
    [InlineData("TerminationByKubelet", "Evicted", "Evicted", "set resources.requests")]
    [InlineData("TerminationByKubelet", "Terminated", "NodeShutdown", "its node shuts down")]
    [InlineData("SomethingNew", null, "Disrupted", "taken away (SomethingNew)")]
    public void What_took_a_pod_away_is_told_apart(string condition, string? podReason, string reason, string text)
    {
        var state = FailureCause.Of(Disrupted(FakeRun.Ended(Job, 143), condition, podReason))!;
        state.Reason.ShouldBe(reason);
        state.Message.ShouldContain(text);
        state.Message.ShouldContain("not counted as a try");
    }

    [Fact]
    public void What_a_step_says_when_it_is_told_to_end_is_not_the_cause()
    {
        var said = Samples.Text(Samples.Error("train", StepOutcome.Temporary, "Cancelled", "it was told to end", "run it again"));
        FailureCause.Of(Disrupted(FakeRun.Ended(Job, 75, said), "PreemptionByScheduler"))!.Reason.ShouldBe("Preempted");
        var wrong = Samples.Text(Samples.Error("train", StepOutcome.Invalid, "UnknownParameter", "max_dpeth is no parameter", "write max_depth"));
        FailureCause.Of(Disrupted(FakeRun.Ended(Job, 2, wrong), "PreemptionByScheduler"))!.Reason.ShouldBe("UnknownParameter", "what is wrong stays wrong");
    }

    [Fact]
    public void A_pod_that_was_taken_away_starts_again_and_costs_no_try()
    {
        var once = StepReader.Read(Job, [Disrupted(Ended(1, 143), "PreemptionByScheduler")]);
        (once.Phase, once.Reason).ShouldBe((StepPhase.Running, "Preempted"));
        StepReader.Read(Job, [Disrupted(Ended(1, 143), "PreemptionByScheduler"), Disrupted(Ended(2, 143), "PreemptionByScheduler")]).Message.ShouldStartWith("the cluster took its pods away 2 times; the last time: ");
        StepReader.Read(Job, [Disrupted(Ended(1, 143), "PreemptionByScheduler"), Ended(2, 1)]).Message.ShouldStartWith("try 2 of 4; ");
    }

    [Fact]
    public void A_pod_on_a_lost_node_says_why_no_other_one_starts()
    {
        var running = FakeRun.Running(Job);
        var leaving = Disrupted(running with { Metadata = running.Metadata with { DeletionTimestamp = Samples.Now } }, "DeletionByTaintManager");
        var state = StepReader.Read(Job, [leaving]);
        (state.Phase, state.Reason).ShouldBe((StepPhase.Waiting, "NodeLost"));
        state.Message.ShouldContain("node.kubernetes.io/out-of-service");
    }

    [Theory]
    [InlineData(2, "InvalidInput")]
    [InlineData(3, "DataRefused")]
    [InlineData(126, "CommandNotRun")]
    [InlineData(127, "CommandNotRun")]
    [InlineData(75, "StepFailed")]
    [InlineData(1, "StepFailed")]
    public void Exit_codes_without_a_result_are_told_apart(int code, string reason)
    {
        var state = FailureCause.Of(FakeRun.Ended(Job, code, "sh: train: not found"))!;
        state.Reason.ShouldBe(reason);
        state.Message.ShouldContain("sh: train: not found");
    }

    [Fact]
    public void A_command_that_is_not_in_the_image_is_told() =>
        FailureCause.Of(FakeRun.Ended(Job, 128, "exec: \"torchrun\": executable file not found in $PATH", "StartError"))!.ShouldBe(new StepState(StepPhase.Failed, "CommandNotRun",
            "The container's command cannot be run: exec: \"torchrun\": executable file not found in $PATH. Correct the command and args of the trainer, or its image."));

    [Fact]
    public void Out_of_memory_is_told_with_the_peak_that_was_seen()
    {
        var pulse = """{"peakMemoryBytes":530000000}          """;
        FailureCause.Of(FakeRun.Ended(Job, 137, pulse, "OOMKilled"))!.Message.ShouldBe(
            "The step was killed because it needed more than its memory limit of 512Mi. It was last seen at 505.45Mi. Raise resources.limits.memory, or give it less data.");
        FailureCause.Of(FakeRun.Ended(Job, 137, pulse))!.Reason.ShouldBe("OutOfMemory", "a process at its limit that is killed ran out of memory, whatever the node says");
        FailureCause.Of(FakeRun.Ended(Job, 137, """{"peakMemoryBytes":1000}"""))!.Reason.ShouldBe("KilledBySignal");
        FailureCause.Of(FakeRun.Ended(Job, 1, pulse))!.Message.ShouldNotContain("peakMemoryBytes");
    }

    [Fact]
    public void The_second_failure_for_the_same_reason_is_a_crash_loop()
    {
        StepReader.Read(Job, [Ended(1, 1)]).Reason.ShouldBe("Retrying");
        var loop = StepReader.Read(Job, [Ended(1, 1), Ended(2, 1)]);
        (loop.Phase, loop.Reason).ShouldBe((StepPhase.Running, "CrashLoop"));
        loop.Message.ShouldStartWith("it failed 2 times in a row for the same reason, StepFailed; try 3 of 4; the last one failed: The step ended with code 1");
        StepReader.Read(Job, [Ended(1, 1), Ended(2, 139)]).Reason.ShouldBe("Retrying", "another reason");
        StepReader.Read(Job, [Ended(1, 1), Disrupted(Ended(2, 143), "PreemptionByScheduler"), Ended(3, 1)]).Reason.ShouldBe("CrashLoop", "what the cluster did lies between");
    }

    [Fact]
    public void A_crash_loop_is_a_warning_once()
    {
        var scene = new TrainingJobs.TrainingScene().Settle();
        var job = scene.Jobs[0];
        Pod[] pods = [Own(job, 1), Own(job, 2)];
        scene.World = scene.World with { Children = scene.World.Children with { Pods = pods } };
        scene.Step().Events.ShouldHaveSingleItem().ShouldSatisfyAllConditions(each => each.Reason.ShouldBe("CrashLoop"), each => each.Warning.ShouldBeTrue());
        scene.Step().Events.ShouldBeEmpty();
        scene.Ready.Reason.ShouldBe("CrashLoop");

        static Pod Own(Job job, int number)
        {
            var pod = FakeRun.Ended(job, 1);
            return pod with { Metadata = pod.Metadata with { Name = $"p{number}", CreationTimestamp = Samples.Now.AddMinutes(number) } };
        }
    }

    private static Pod Ended(int minute, int code)
    {
        var pod = FakeRun.Ended(Job, code);
        return pod with { Metadata = pod.Metadata with { Name = $"run-v1-{minute}", CreationTimestamp = Samples.Now.AddMinutes(minute) } };
    }

    private static Pod Disrupted(Pod pod, string reason, string? podReason = null) => pod with
    {
        Status = pod.Status! with { Reason = podReason, Conditions = [new Condition { Type = "DisruptionTarget", Status = "True", Reason = reason, Message = "the words of the cluster" }] },
    };
}
