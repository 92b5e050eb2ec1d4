using Slipway.Kubernetes.Resources;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.Node.Configuration;
using Slipway.Sandbox.Node.Images;
using Slipway.Sandbox.Node.Logs;
using Slipway.Sandbox.Node.Probes;
using Slipway.Sandbox.Node.Processes;
using Win32Exception = System.ComponentModel.Win32Exception;

namespace Slipway.Sandbox.Node.Pods;

/// <summary>Runs one container of a pod, again and again if its restart policy says so.</summary>
internal sealed class ContainerRunner : IProbeObserver
{
    private static readonly TimeSpan ConfigRetry = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PullRetry = TimeSpan.FromSeconds(10);

    private readonly PodRuntime runtime;
    private readonly PodView pod;
    private readonly Container container;
    private readonly ContainerSetup setup;
    private readonly string podIP;
    private readonly Action changed;
    private readonly Lock gate = new();
    private CancellationTokenSource? restart;
    private volatile TaskCompletionSource? running;
    private ContainerSnapshot snapshot;

    public ContainerRunner(
        PodRuntime runtime, PodView pod, Container container, ContainerSetup setup, string podIP, ContainerSnapshot before, Action changed)
    {
        (this.runtime, this.pod, this.container, this.setup, this.podIP, this.changed) = (runtime, pod, container, setup, podIP, changed);
        snapshot = before;
    }

    /// <summary>Name of the container.</summary>
    public string Name => container.Name;

    /// <summary>What is known now.</summary>
    public ContainerSnapshot Snapshot
    {
        get { lock (gate) return snapshot; }
    }

    /// <summary>Completes when the run that goes on now, if any, has ended.</summary>
    public Task CurrentRun => running?.Task ?? Task.CompletedTask;

    /// <summary>Runs until the container has ended for good, or is stopped.</summary>
    /// <param name="policy">When it is started again.</param>
    /// <param name="signal">Stops it; the task completes when the process is gone.</param>
    public async Task RunAsync(PodRestartPolicy policy, StopSignal signal)
    {
        var stop = signal.Requested;
        if (Snapshot.State.Terminated is { } ended)
        {
            // It ended before the node was started.
            if (!policy.Restarts(ended.ExitCode)) return;
            Change(now => now.Again());
        }

        var backoff = new CrashBackoff();
        while (!stop.IsCancellationRequested)
        {
            if (await StartAsync(stop) is not { } process) return;
            var exit = await SuperviseAsync(process, signal);
            if (stop.IsCancellationRequested || !policy.Restarts(exit.Code)) return;
            var wait = backoff.Next(exit.FinishedAt - exit.StartedAt);
            if (wait > TimeSpan.Zero && !await BackOffAsync(wait, stop)) return;
            Change(now => now.Again());
        }
    }

    void IProbeObserver.Started() => Change(now => now.State.Running is null ? now : now with { Started = true });

    void IProbeObserver.Ready(bool ready) => Change(now => now.State.Running is null ? now : now with { Ready = ready });

    void IProbeObserver.Unhealthy(string message) => Event(warning: true, "Unhealthy", message);

    void IProbeObserver.MustRestart(string probe)
    {
        Event(warning: false, "Killing", $"Container {container.Name} failed {probe} probe, will be restarted");
        lock (gate) restart?.Cancel();
    }

    /// <summary>Starts the process, waiting for what it lacks; null if it is stopped before.</summary>
    private async Task<ContainerProcess?> StartAsync(CancellationToken stop)
    {
        var pulled = false;
        while (!stop.IsCancellationRequested)
        {
            if (runtime.Images.Find(container.Image ?? "") is not { } image)
            {
                await RefuseImageAsync(stop);
                continue;
            }

            if (!pulled) Event(warning: false, "Pulled", $"Container image \"{container.Image}\" already present on machine");
            pulled = true;
            if (await TryStartAsync(image, stop) is { } process) return process;
            await Wait(ConfigRetry, stop);
        }

        return null;
    }

    private async Task<ContainerProcess?> TryStartAsync(ImageCommand image, CancellationToken stop)
    {
        try
        {
            var launch = await setup.PrepareAsync(container, image, stop);
            Event(warning: false, "Created", $"Created container: {container.Name}");
            var log = new ContainerLogWriter(LogPath, runtime.Time);
            try
            {
                var process = await ContainerProcess.StartAsync(launch, runtime.Isolation, runtime.Starter, runtime.Memory, log, runtime.Time);
                // Before anybody hears that it runs: whoever follows the log then must find a run that has not ended.
                running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                Change(now => now.Running(process.StartedAt));
                Event(warning: false, "Started", $"Started container {container.Name}");
                return process;
            }
            catch
            {
                await log.DisposeAsync();
                throw;
            }
        }
        catch (ConfigurationException failure)
        {
            Report("CreateContainerConfigError", failure.Message);
        }
        catch (Exception failure) when (failure is Win32Exception or IOException)
        {
            Report("CreateContainerError", failure.Message);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped while the configuration was read: nothing runs.
        }

        return null;
    }

    private async Task<ProcessExit> SuperviseAsync(ContainerProcess process, StopSignal signal)
    {
        using var demanded = new CancellationTokenSource();
        lock (gate) restart = demanded;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(signal.Requested, demanded.Token);
        using var probing = CancellationTokenSource.CreateLinkedTokenSource(ending.Token);
        var probes = new ContainerProbes(pod.ContainerSpec(container.Name), Target(), runtime.Probes, this, runtime.Time).RunAsync(probing.Token);

        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (ending.Token.Register(() => stopped.TrySetResult()))
        {
            await Task.WhenAny(process.Exit, stopped.Task);
        }

        if (!process.Exit.IsCompleted) await EndAsync(process, signal);
        var exit = await process.Exit;
        await probing.CancelAsync();
        await probes;
        lock (gate) restart = null;
        await RecordAsync(exit);
        running!.SetResult();
        return exit;
    }

    private async Task EndAsync(ContainerProcess process, StopSignal signal)
    {
        var stopped = signal.Requested.IsCancellationRequested;
        if (stopped) Event(warning: false, "Killing", $"Stopping container {container.Name}");
        var grace = stopped ? signal.Grace : TimeSpan.FromSeconds(pod.Pod.Spec?.TerminationGracePeriodSeconds ?? 30);
        await new GracefulStop(runtime, pod.ContainerSpec(container.Name), Target()).RunAsync(process, grace, signal.AtOnce);
    }

    private async Task RecordAsync(ProcessExit exit)
    {
        var message = await setup.TerminationMessageAsync(container, LogPath, exit.Code, CancellationToken.None);
        Change(now => now.Terminated(new ContainerStateTerminated
        {
            ExitCode = exit.OutOfMemory ? 128 + PosixSignal.Kill : exit.Code,
            Reason = exit.OutOfMemory ? "OOMKilled" : exit.Code == 0 ? "Completed" : "Error",
            Message = message,
            StartedAt = exit.StartedAt,
            FinishedAt = exit.FinishedAt,
        }));
    }

    private async Task RefuseImageAsync(CancellationToken stop)
    {
        var refusal = runtime.Images.Refusal(container.Image ?? "");
        Event(warning: true, "Failed", $"Failed to pull image \"{container.Image}\": {refusal}");
        Change(now => now.Waiting("ErrImagePull", refusal));
        await Wait(ConfigRetry, stop);
        Event(warning: false, "BackOff", $"Back-off pulling image \"{container.Image}\"");
        Change(now => now.Waiting("ImagePullBackOff", $"Back-off pulling image \"{container.Image}\": {refusal}"));
        await Wait(PullRetry, stop);
    }

    private async Task<bool> BackOffAsync(TimeSpan wait, CancellationToken stop)
    {
        var name = $"{pod.Key.Name}_{pod.Key.Namespace}({pod.Uid})";
        Event(warning: true, "BackOff", $"Back-off restarting failed container {container.Name} in pod {name}");
        Change(now => now.Waiting("CrashLoopBackOff", $"back-off {Words(wait)} restarting failed container={container.Name} pod={name}"));
        return await Wait(wait, stop);
    }

    private static string Words(TimeSpan wait) => wait < TimeSpan.FromMinutes(1) ? $"{wait.TotalSeconds:0}s" : $"{(int)wait.TotalMinutes}m{wait.Seconds}s";

    private async Task<bool> Wait(TimeSpan time, CancellationToken stop)
    {
        await Task.Delay(time, runtime.Time, stop).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        return !stop.IsCancellationRequested;
    }

    private ProbeTarget Target() => new(pod.Pod, container, podIP, async (command, cancellationToken) =>
    {
        var image = runtime.Images.Find(container.Image ?? "") ?? throw new ConfigurationException(runtime.Images.Refusal(container.Image ?? ""));
        var launch = await setup.PrepareExecAsync(container, image, command, cancellationToken);
        return await CommandRunner.RunAsync(launch, runtime.Isolation, runtime.Starter, cancellationToken);
    });

    private string LogPath => runtime.Folders.Log(pod.Uid, container.Name, Snapshot.RestartCount);

    private void Report(string reason, string message)
    {
        Event(warning: true, "Failed", $"Error: {message}");
        Change(now => now.Waiting(reason, message));
    }

    private void Event(bool warning, string reason, string message) => runtime.Events.Record(pod.Pod, warning, reason, message, container.Name);

    private void Change(Func<ContainerSnapshot, ContainerSnapshot> change)
    {
        lock (gate)
        {
            var next = change(snapshot);
            if (next == snapshot) return;
            snapshot = next;
        }

        changed();
    }
}
