using Slipway.Api;
using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Steps;

/// <summary>Says why the pod of a step failed: in the step's own words, or from what the node saw.</summary>
internal static class FailureCause
{
    private static readonly Dictionary<int, string> SignalNames = new()
    {
        [1] = "SIGHUP", [2] = "SIGINT", [3] = "SIGQUIT", [4] = "SIGILL", [6] = "SIGABRT", [7] = "SIGBUS", [8] = "SIGFPE", [9] = "SIGKILL", [11] = "SIGSEGV", [15] = "SIGTERM",
    };

    /// <summary>The cause; null without a failed pod.</summary>
    public static StepState? Of(Pod? pod)
    {
        if (pod is null) return null;
        var end = PodEnd.Of(pod);
        if (StepMessage.Parse(end?.Message) is { Error: { } error } result)
            return new StepState(StepPhase.Failed, error.Reason, $"{Sentence(error.Message)} {Sentence(error.Remedy)}", result);
        if (end is null) return WithoutContainer(pod);
        if (end.Reason == "OOMKilled") return OutOfMemory(pod);
        if (pod.Status?.Reason is { } reason) return TakenAway(pod, reason);
        var signal = end.Signal is > 0 and var given ? given : end.ExitCode > 128 ? end.ExitCode - 128 : 0;
        return signal > 0 ? BySignal(pod, signal) : ByExitCode(pod, end);
    }

    private static StepState OutOfMemory(Pod pod) => new(StepPhase.Failed, "OutOfMemory",
        PodEnd.MemoryLimit(pod) is { } limit
            ? $"The step was killed because it needed more than its memory limit of {limit}. Raise resources.limits.memory, or give it less data."
            : "The step was killed because its node ran out of memory. Set resources.limits.memory to what it needs, so that it gets a node with room.");

    private static StepState TakenAway(Pod pod, string reason) => new(StepPhase.Failed, reason,
        $"Pod {pod.Metadata.Name} was taken away by the cluster: {pod.Status!.Message ?? reason}. Give it a priority class or another node, then annotate with {SlipwayApi.RefreshAnnotation} to run it again.");

    private static StepState WithoutContainer(Pod pod) => new(StepPhase.Failed, pod.Status?.Reason ?? "PodFailed",
        $"Pod {pod.Metadata.Name} failed before the step began: {pod.Status?.Message ?? pod.Status?.Reason ?? "the node gave no reason"}.");

    private static StepState BySignal(Pod pod, int signal)
    {
        var name = SignalNames.GetValueOrDefault(signal, $"signal {signal}");
        var hint = signal == 9
            ? "This is often the system that ran out of memory: raise resources.limits.memory, or look for who killed it"
            : $"Its last lines: kubectl logs {pod.Metadata.Name} -n {pod.Metadata.Namespace}";
        return new StepState(StepPhase.Failed, "KilledBySignal", $"The step was ended by {name} (signal {signal}). {hint}.");
    }

    private static StepState ByExitCode(Pod pod, ContainerStateTerminated end)
    {
        var last = end.Message?.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault();
        var said = last is null ? "" : $" Its last line was: {last}.";
        return new StepState(StepPhase.Failed, "StepFailed",
            $"The step ended with code {end.ExitCode} and wrote no result.{said} More: kubectl logs {pod.Metadata.Name} -n {pod.Metadata.Namespace}.");
    }

    private static string Sentence(string text) => text.TrimEnd() is { Length: > 0 } trimmed && trimmed[^1] is not ('.' or '!' or '?') ? trimmed + "." : text.TrimEnd();
}
