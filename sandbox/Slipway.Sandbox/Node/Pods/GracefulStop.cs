using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.Node.Probes;
using Slipway.Sandbox.Node.Processes;

namespace Slipway.Sandbox.Node.Pods;

/// <summary>Ends a container's process: the preStop hook, SIGTERM, and SIGKILL when the time is over.</summary>
internal sealed class GracefulStop(PodRuntime runtime, JsonObject spec, ProbeTarget target)
{
    /// <summary>Completes when the process has ended or was killed.</summary>
    /// <param name="process">The process.</param>
    /// <param name="grace">Time for hook and process together.</param>
    /// <param name="atOnce">Ends the time early.</param>
    public async Task RunAsync(ContainerProcess process, TimeSpan grace, CancellationToken atOnce)
    {
        using var clock = new CancellationTokenSource(grace, runtime.Time);
        using var timeOver = CancellationTokenSource.CreateLinkedTokenSource(clock.Token, atOnce);
        try
        {
            if (spec.ObjectAt("lifecycle", "preStop") is { } hook) await RunHookAsync(hook, process, grace, timeOver);
            process.Terminate();
            await process.Exit.WaitAsync(timeOver.Token);
        }
        catch (OperationCanceledException) when (timeOver.IsCancellationRequested)
        {
            process.Kill();
        }
    }

    private async Task RunHookAsync(JsonObject hook, ContainerProcess process, TimeSpan grace, CancellationTokenSource timeOver)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(timeOver.Token);
        var running = runtime.Probes.RunAsync(hook, target, grace, enough.Token);
        // A process that has ended has no use for the rest of its hook.
        if (await Task.WhenAny(running, process.Exit) == process.Exit) await enough.CancelAsync();
        try
        {
            var result = await running;
            if (!result.Succeeded) runtime.Events.Record(target.Pod, warning: true, "FailedPreStopHook", $"PreStopHook failed: {result.Message}", target.Container.Name);
        }
        catch (OperationCanceledException) when (enough.IsCancellationRequested && !timeOver.IsCancellationRequested)
        {
            // Broken off above.
        }
    }
}
