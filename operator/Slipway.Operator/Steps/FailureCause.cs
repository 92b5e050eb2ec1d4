using Slipway.Api;
using Slipway.Contracts.Steps;
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
        var disruption = Disruption.Of(pod);
        // A step that was told to end may say so itself; what is wrong with its input is wrong everywhere.
        if (StepMessage.Parse(end?.Message) is { Error: { } error } result && (disruption is null || result.Outcome is StepOutcome.Invalid or StepOutcome.Refused))
            return new StepState(StepPhase.Failed, error.Reason, $"{Sentence(error.Message)} {Sentence(error.Remedy)}", result);
        if (disruption is not null) return disruption;
        if (end is null) return WithoutContainer(pod);
        if (OutOfMemory.Of(pod, end) is { } memory) return memory;
        if (pod.Status?.Reason is { } reason) return TakenAway(pod, reason);
        if (end.Reason is "StartError" or "ContainerCannotRun") return NotStarted(end.Message ?? end.Reason);
        var signal = end.Signal is > 0 and var given ? given : end.ExitCode > 128 ? end.ExitCode - 128 : 0;
        return signal > 0 ? BySignal(pod, signal) : ByExitCode(pod, end);
    }

    private static StepState NotStarted(string why) => new(StepPhase.Failed, "CommandNotRun",
        $"The container's command cannot be run: {why.Trim().TrimEnd('.')}. Correct the command and args of the trainer, or its image.");

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
        var last = StepPulse.Parse(end.Message) is null ? end.Message?.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() : null;
        if (end.ExitCode is ShellExitCode.NotExecutable or ShellExitCode.NotFound) return NotStarted(last ?? $"it ended with code {end.ExitCode}");
        var (reason, meaning) = end.ExitCode switch
        {
            StepExitCode.Invalid => ("InvalidInput", ", which says that its specification or an input is wrong,"),
            StepExitCode.Refused => ("DataRefused", ", which says that it refuses its data,"),
            _ => ("StepFailed", ""),
        };
        var said = last is null ? "" : $" Its last line was: {last}.";
        return new StepState(StepPhase.Failed, reason,
            $"The step ended with code {end.ExitCode}{meaning} and wrote no result.{said} More: kubectl logs {pod.Metadata.Name} -n {pod.Metadata.Namespace}.");
    }

    private static string Sentence(string text) => text.TrimEnd() is { Length: > 0 } trimmed && trimmed[^1] is not ('.' or '!' or '?') ? trimmed + "." : text.TrimEnd();
}
