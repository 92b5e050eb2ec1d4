using Slipway.Contracts.Steps;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Steps;
using Slipway.Operator.Tests.Support;

namespace Slipway.Operator.Tests.Steps;

[Trait("Capability", "T7")]
public sealed class StepReaderTests
{
    private static readonly Job Job = FakeRun.Live(new Job
    {
        Metadata = new ObjectMeta { Name = "run-v1", Namespace = "shop" }, Spec = new JobSpec { BackoffLimit = 3, ActiveDeadlineSeconds = 60 },
    });

    [Fact]
    public void Out_of_memory_names_the_limit_and_the_remedy() =>
        Failure(FakeRun.Ended(Job, 137, reason: "OOMKilled")).ShouldBe(
            ("OutOfMemory", "The step was killed because it needed more than its memory limit of 512Mi. Raise resources.limits.memory, or give it less data."));

    [Theory]
    [InlineData(137, "SIGKILL (signal 9)")]
    [InlineData(139, "SIGSEGV (signal 11)")]
    [InlineData(143, "SIGTERM (signal 15)")]
    public void A_signal_is_named(int code, string text)
    {
        var (reason, message) = Failure(FakeRun.Ended(Job, code));
        reason.ShouldBe("KilledBySignal");
        message.ShouldContain(text);
    }

    [Fact]
    public void The_steps_own_words_go_before_all_else()
    {
        var said = Samples.Text(Samples.Error("train", StepOutcome.Invalid, "UnknownParameter", "max_dpeth is no parameter", "write max_depth"));
        Failure(FakeRun.Ended(Job, 2, said)).ShouldBe(("UnknownParameter", "max_dpeth is no parameter. write max_depth."));
    }

    [Fact]
    public void Without_a_result_the_last_line_of_the_log_is_told()
    {
        var (reason, message) = Failure(FakeRun.Ended(Job, 1, "Traceback\nImportError: no module named torch\n"));
        reason.ShouldBe("StepFailed");
        message.ShouldContain("code 1");
        message.ShouldContain("ImportError: no module named torch");
    }

    [Fact]
    public void An_eviction_is_told_as_the_clusters_doing()
    {
        var pod = FakeRun.Ended(Job, 137);
        var evicted = pod with { Status = pod.Status! with { Reason = "Evicted", Message = "The node was low on resource: memory" } };
        var (reason, message) = Failure(evicted);
        reason.ShouldBe("Evicted");
        message.ShouldContain("The node was low on resource: memory");
    }

    [Fact]
    public void A_deadline_is_told_with_its_length()
    {
        var state = StepReader.Read(FakeRun.Failed(Job, "DeadlineExceeded"), []);
        state.Reason.ShouldBe("DeadlineExceeded");
        state.Message.ShouldContain("60 s");
    }

    [Fact, Trait("Capability", "T3")]
    public void A_pod_that_fits_nowhere_is_told_in_the_schedulers_words()
    {
        var state = StepReader.Read(Job, [FakeRun.Unschedulable(Job, "0/3 nodes are available: 3 Insufficient nvidia.com/gpu.")]);
        state.Phase.ShouldBe(StepPhase.Waiting);
        state.Reason.ShouldBe("Unschedulable");
        state.Message.ShouldContain("0/3 nodes are available: 3 Insufficient nvidia.com/gpu");
    }

    [Fact]
    public void An_image_that_cannot_be_pulled_is_named()
    {
        var state = StepReader.Read(Job, [FakeRun.Waiting(Job, "ImagePullBackOff", "Back-off pulling image")]);
        state.Reason.ShouldBe("ImagePullBackOff");
        state.Message.ShouldContain("slipway/trainer:1");
    }

    [Fact]
    public void A_retry_tells_which_one_and_why()
    {
        var retrying = Job with { Status = new JobStatus { Failed = 1 } };
        var state = StepReader.Read(retrying, [FakeRun.Ended(retrying, 75)]);
        state.Phase.ShouldBe(StepPhase.Running);
        state.Message.ShouldStartWith("try 2 of 4; the last one failed: The step ended with code 75");
    }

    [Fact]
    public void A_result_is_lost_when_its_pod_is_known_to_be_gone()
    {
        var done = FakeRun.Complete(Job);
        StepReader.LacksItsEnd(done, []).ShouldBeTrue("the pods' watch may be behind, so the server is asked");
        StepReader.LacksItsEnd(done, [FakeRun.Running(done)]).ShouldBeTrue();
        StepReader.LacksItsEnd(done, [FakeRun.Succeeded(done, Samples.Trained())]).ShouldBeFalse();
        StepReader.LacksItsEnd(FakeRun.Failed(Job), [FakeRun.Ended(Job, 1)]).ShouldBeFalse();
        StepReader.LacksItsEnd(Job, []).ShouldBeFalse("it has not ended");
        StepReader.Read(done, []).Reason.ShouldBe("ResultLost");
    }

    [Fact, Trait("Capability", "D4")]
    public void Of_pods_that_share_a_step_the_one_that_ended_it_is_heard()
    {
        var done = FakeRun.Complete(Job with { Spec = Job.Spec! with { Completions = 2, CompletionMode = "Indexed" } });
        var part = FakeRun.Succeeded(done, new StepResult { Step = "snapshot", Outcome = StepOutcome.Succeeded, Worker = new WorkerResult { Index = 0, Partitions = 3 } });
        var whole = FakeRun.Succeeded(done, Samples.Trained());
        StepReader.LacksItsEnd(done, [part]).ShouldBeTrue("the pod that ended the step may be the one that the watch does not know yet");
        StepReader.LacksItsEnd(done, [part, whole]).ShouldBeFalse();
        StepReader.Read(done, [part, whole]).Result!.Worker.ShouldBeNull();
        StepReader.Read(done, [part]).Reason.ShouldBe("ResultLost");
        var going = Job with { Spec = done.Spec, Status = new JobStatus { Succeeded = 1 } };
        StepReader.Read(going, [part]).Message.ShouldBe("1 of 2 pods are done");
    }

    [Fact]
    public void Success_without_a_result_is_a_failure()
    {
        var done = FakeRun.Complete(Job);
        var silent = FakeRun.Ended(done, 0, "all good") with { Status = new PodStatus { Phase = "Succeeded" } };
        StepReader.Read(done, [silent]).Reason.ShouldBe("NoResult");
    }

    [Fact]
    public void A_pod_of_another_job_says_nothing() =>
        StepReader.Read(Job, [FakeRun.Ended(FakeRun.Live(Job with { Metadata = new ObjectMeta { Name = "other" } }), 2)]).Reason.ShouldBe("Starting");

    private static (string Reason, string Message) Failure(Pod pod)
    {
        var state = StepReader.Read(FakeRun.Failed(Job), [pod]);
        state.Phase.ShouldBe(StepPhase.Failed);
        return (state.Reason, state.Message);
    }
}
