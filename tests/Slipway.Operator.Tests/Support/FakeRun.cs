using Slipway.Contracts.Steps;
using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Tests.Support;

/// <summary>Jobs with their pods in the states that a cluster brings about.</summary>
internal static class FakeRun
{
    public static Job Live(Job intent) => intent with { Metadata = intent.Metadata with { Uid = $"uid-{intent.Metadata.Name}", ResourceVersion = "1", CreationTimestamp = Samples.Now } };

    public static Job Complete(Job job) => job with { Status = new JobStatus { Succeeded = 1, CompletionTime = Samples.Now, Conditions = [Is("Complete")] } };

    public static Job Failed(Job job, string reason = "BackoffLimitExceeded", string message = "Job has reached the specified backoff limit") =>
        job with { Status = new JobStatus { Failed = 1, Conditions = [Is("Failed") with { Reason = reason, Message = message }] } };

    public static Pod Succeeded(Job job, StepResult result) => Pod(job, "Succeeded", new ContainerStateTerminated { ExitCode = 0, Message = Samples.Text(result) });

    public static Pod Ended(Job job, int code, string? message = null, string? reason = null) =>
        Pod(job, "Failed", new ContainerStateTerminated { ExitCode = code, Message = message, Reason = reason ?? "Error" });

    public static Pod Unschedulable(Job job, string message) => Pod(job, "Pending", null) with
    {
        Status = new PodStatus { Phase = "Pending", Conditions = [new Condition { Type = "PodScheduled", Status = "False", Reason = "Unschedulable", Message = message }] },
    };

    public static Pod Waiting(Job job, string reason, string message) => Pod(job, "Pending", null) with
    {
        Status = new PodStatus
        {
            Phase = "Pending",
            ContainerStatuses = [new ContainerStatus { Name = "trainer", State = new ContainerState { Waiting = new ContainerStateWaiting { Reason = reason, Message = message } } }],
        },
    };

    public static Pod Running(Job job) => Pod(job, "Running", null);

    private static Pod Pod(Job job, string phase, ContainerStateTerminated? end) => new()
    {
        Metadata = new ObjectMeta
        {
            Name = $"{job.Metadata.Name}-x7k2p", Namespace = job.Metadata.Namespace, Uid = $"uid-pod-{job.Metadata.Name}", CreationTimestamp = Samples.Now,
            Labels = job.Metadata.Labels, OwnerReferences = [OwnerReference.ToController(job)],
        },
        Spec = new PodSpec
        {
            Containers =
            [
                new Container
                {
                    Name = "trainer", Image = "slipway/trainer:1",
                    Resources = new ResourceRequirements { Limits = new Dictionary<string, string> { ["memory"] = "512Mi" } },
                },
            ],
        },
        Status = new PodStatus
        {
            Phase = phase,
            ContainerStatuses = end is null ? null : [new ContainerStatus { Name = "trainer", State = new ContainerState { Terminated = end } }],
        },
    };

    private static Condition Is(string type) => new() { Type = type, Status = Condition.True, Reason = type, LastTransitionTime = Samples.Now };
}
