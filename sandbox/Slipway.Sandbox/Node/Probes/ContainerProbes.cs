using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;

namespace Slipway.Sandbox.Node.Probes;

/// <summary>Probes one run of a container: startup first, then liveness and readiness side by side.</summary>
/// <param name="spec">The container's spec as JSON.</param>
/// <param name="target">What is probed.</param>
/// <param name="actions">Runs the probes.</param>
/// <param name="observer">Hears of verdicts and failures.</param>
/// <param name="time">The clock.</param>
internal sealed class ContainerProbes(JsonObject spec, ProbeTarget target, ProbeActions actions, IProbeObserver observer, TimeProvider time)
{
    private static readonly TimeSpan EagerPeriod = TimeSpan.FromSeconds(1);

    /// <summary>Probes until it is cancelled, or until the container must be restarted.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (spec.ObjectAt("startupProbe") is { } startup && !await PassesStartupAsync(startup, cancellationToken)) return;
            observer.Started();
            if (spec.ObjectAt("readinessProbe") is null) observer.Ready(true);
            await Task.WhenAll(WatchReadinessAsync(cancellationToken), WatchLivenessAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The container has ended or is to end; nobody is interested any more.
        }
    }

    private async Task<bool> PassesStartupAsync(JsonObject probe, CancellationToken cancellationToken)
    {
        await foreach (var verdict in VerdictsAsync("Startup", probe, cancellationToken))
        {
            if (verdict) return true;
            observer.MustRestart("startup");
            return false;
        }

        return false;
    }

    private async Task WatchReadinessAsync(CancellationToken cancellationToken)
    {
        if (spec.ObjectAt("readinessProbe") is not { } probe) return;
        await foreach (var verdict in VerdictsAsync("Readiness", probe, cancellationToken)) observer.Ready(verdict);
    }

    private async Task WatchLivenessAsync(CancellationToken cancellationToken)
    {
        if (spec.ObjectAt("livenessProbe") is not { } probe) return;
        await foreach (var verdict in VerdictsAsync("Liveness", probe, cancellationToken))
        {
            if (verdict) continue;
            observer.MustRestart("liveness");
            return;
        }
    }

    private async IAsyncEnumerable<bool> VerdictsAsync(
        string kind, JsonObject probe, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var schedule = ProbeSchedule.Of(probe);
        var counter = new ProbeCounter(schedule);
        // Until a container is ready for the first time, failures have no effect, and looking more often only saves waiting.
        var period = kind == "Readiness" && schedule.Period > EagerPeriod ? EagerPeriod : schedule.Period;
        await Task.Delay(schedule.InitialDelay, time, cancellationToken);
        while (true)
        {
            var result = await actions.RunAsync(probe, target, schedule.Timeout, cancellationToken);
            if (!result.Succeeded) observer.Unhealthy($"{kind} probe failed: {result.Message}");
            if (counter.Count(result.Succeeded) is { } verdict) yield return verdict;
            if (result.Succeeded) period = schedule.Period;
            await Task.Delay(period, time, cancellationToken);
        }
    }
}
