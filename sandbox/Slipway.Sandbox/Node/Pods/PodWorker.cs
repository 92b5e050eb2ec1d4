using System.Text.Json.Nodes;
using Slipway.Kubernetes.Resources;
using Slipway.Sandbox.Node.Configuration;
using Slipway.Sandbox.Node.Network;
using Slipway.Sandbox.Node.Processes;
using Slipway.Sandbox.Node.Volumes;

namespace Slipway.Sandbox.Node.Pods;

/// <summary>Leads one pod through its life on the node: volumes, init containers, containers, end, deletion.</summary>
internal sealed class PodWorker : IDisposable
{
    private static readonly TimeSpan MountRetry = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan DefaultGrace = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan NodeStopGrace = TimeSpan.FromSeconds(5);

    private readonly PodRuntime runtime;
    private readonly PodStatusWriter writer;
    private readonly PodAddresses addresses;
    private readonly PodView pod;
    private readonly StopSignal stop = new();
    private readonly SemaphoreSlim statusChanged = new(0);
    private readonly SemaphoreSlim volumesChanged = new(0);
    private readonly TaskCompletionSource deletionAsked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile PodView observed;
    private volatile PodOutcome? outcome;
    private IReadOnlyList<ContainerRunner> init = [];
    private IReadOnlyList<ContainerRunner> containers = [];

    public PodWorker(PodRuntime runtime, PodStatusWriter writer, PodAddresses addresses, PodView pod)
    {
        (this.runtime, this.writer, this.addresses, this.pod) = (runtime, writer, addresses, pod);
        observed = pod;
    }

    public string Uid => pod.Uid;

    /// <summary>Namespace and name.</summary>
    public NamespacedName Key => pod.Key;

    /// <summary>The runners of all containers; empty until the pod has started.</summary>
    public IReadOnlyList<ContainerRunner> Runners => [.. init, .. containers];

    /// <summary>Takes note of the pod as the API server has it now.</summary>
    public void Observe(PodView now)
    {
        observed = now;
        if (!now.Pod.IsBeingDeleted()) return;
        stop.Request(now.Pod.Metadata.DeletionGracePeriodSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : Grace);
        deletionAsked.TrySetResult();
    }

    /// <summary>The pod is no longer in the API server: what is left ends at once.</summary>
    public void Vanish()
    {
        stop.Request(TimeSpan.Zero);
        deletionAsked.TrySetResult();
    }

    /// <summary>A config map or secret of the namespace has changed.</summary>
    public void RefreshVolumes() => volumesChanged.Release();

    /// <summary>Runs until the pod is deleted, or the node stops.</summary>
    public async Task RunAsync(CancellationToken nodeStops)
    {
        await using var stopping = nodeStops.Register(() => stop.Request(Grace < NodeStopGrace ? Grace : NodeStopGrace));
        if (!PodPhase.IsTerminal(pod.Pod.Status?.Phase)) await LiveAsync(nodeStops);
        await deletionAsked.Task.WaitAsync(nodeStops);
        await writer.ConfirmDeletionAsync(pod, nodeStops);
        var folder = runtime.Folders.Pod(pod.Uid);
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    /// <summary>Ends what is left of a pod that the node failed on, and lets it be deleted.</summary>
    public async Task AbandonAsync(CancellationToken nodeStops)
    {
        stop.Request(TimeSpan.Zero);
        foreach (var runner in Runners) OrphanSweep.EndContainer(pod.Uid, runner.Name);
        await deletionAsked.Task.WaitAsync(nodeStops);
        await writer.ConfirmDeletionAsync(pod, nodeStops);
    }

    public void Dispose()
    {
        stop.Dispose();
        statusChanged.Dispose();
        volumesChanged.Dispose();
    }

    private TimeSpan Grace => pod.Pod.Spec?.TerminationGracePeriodSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : DefaultGrace;

    private async Task LiveAsync(CancellationToken nodeStops)
    {
        var address = addresses.Take(pod.Pod.Status?.PodIP);
        try
        {
            var startTime = pod.Pod.Status?.StartTime ?? runtime.Time.GetUtcNow();
            var volumes = Volumes(address);
            MakeRunners(address, volumes);
            var status = new PodStatusBuilder(pod.Pod, address, runtime.HostIP, startTime);
            using var ended = new CancellationTokenSource();
            // When the node stops, the last word is not its own: the next node finds the pod running and says what became of it.
            using var publishing = CancellationTokenSource.CreateLinkedTokenSource(ended.Token, nodeStops);
            statusChanged.Release();
            var publisher = writer.RunAsync(pod, () => Status(status), statusChanged, publishing.Token);
            try
            {
                using var deadline = Deadline(startTime);
                await RunContainersAsync(volumes);
            }
            finally
            {
                await ended.CancelAsync();
                await publisher;
            }
        }
        finally
        {
            addresses.Release(address);
        }
    }

    private async Task RunContainersAsync(PodVolumes volumes)
    {
        if (!await MountAsync(volumes)) return;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop.Requested);
        var refreshing = RefreshVolumesAsync(volumes, ended.Token);
        var policy = PodRestartPolicies.Parse(pod.Pod.Spec?.RestartPolicy);
        foreach (var container in init)
        {
            await container.RunAsync(policy.ForInit(), stop);
            if (!container.Snapshot.HasSucceeded) break;
        }

        if (init.All(container => container.Snapshot.HasSucceeded)) await Task.WhenAll(containers.Select(container => container.RunAsync(policy, stop)));
        await ended.CancelAsync();
        await refreshing;
    }

    private async Task<bool> MountAsync(PodVolumes volumes)
    {
        while (!stop.Requested.IsCancellationRequested)
        {
            try
            {
                await volumes.MaterializeAsync(stop.Requested);
                return true;
            }
            catch (Exception failure) when (failure is ConfigurationException or IOException or UnauthorizedAccessException)
            {
                runtime.Events.Record(pod.Pod, warning: true, "FailedMount", failure.Message);
                await WaitAsync(MountRetry);
            }
            catch (OperationCanceledException) when (stop.Requested.IsCancellationRequested)
            {
                return false;
            }
        }

        return false;
    }

    private async Task RefreshVolumesAsync(PodVolumes volumes, CancellationToken ended)
    {
        try
        {
            while (true)
            {
                await volumesChanged.WaitAsync(ended);
                try
                {
                    await volumes.MaterializeAsync(ended);
                }
                catch (Exception failure) when (failure is ConfigurationException or IOException or UnauthorizedAccessException)
                {
                    // The files stay as they were, as on a real node.
                    runtime.Events.Record(pod.Pod, warning: true, "FailedMount", failure.Message);
                }
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The containers have ended; nobody reads the files any more.
        }
    }

    private async Task WaitAsync(TimeSpan time)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop.Requested);
        var retry = Task.Delay(time, runtime.Time, either.Token);
        var changed = volumesChanged.WaitAsync(either.Token);
        await Task.WhenAny(retry, changed);
        await either.CancelAsync();
    }

    private PodVolumes Volumes(string address)
    {
        var downward = new DownwardFields(pod.Pod, address, runtime.HostIP);
        var folder = runtime.Folders.Pod(pod.Uid);
        Directory.CreateDirectory(folder);
        return new PodVolumes(pod, folder, runtime.Folders.Claims, runtime.Config, new VolumeContents(runtime.Config, downward));
    }

    private void MakeRunners(string address, PodVolumes volumes)
    {
        var setup = new ContainerSetup(runtime, pod, address, volumes);
        init = Runners(pod.Pod.Spec?.InitContainers, pod.Pod.Status?.InitContainerStatuses);
        containers = Runners(pod.Pod.Spec?.Containers, pod.Pod.Status?.ContainerStatuses);

        List<ContainerRunner> Runners(IReadOnlyList<Container>? specs, IReadOnlyList<ContainerStatus>? stored) =>
        [
            .. (specs ?? []).Select(spec => new ContainerRunner(
                runtime, pod, spec, setup, address,
                ContainerHistory.Resume(spec, stored?.FirstOrDefault(status => status.Name == spec.Name), runtime.Time.GetUtcNow()),
                () => statusChanged.Release())),
        ];
    }

    private ITimer? Deadline(DateTimeOffset startTime)
    {
        if (pod.Pod.Spec?.ActiveDeadlineSeconds is not { } seconds) return null;
        var left = startTime + TimeSpan.FromSeconds(seconds) - runtime.Time.GetUtcNow();
        return runtime.Time.CreateTimer(_ =>
        {
            outcome = new PodOutcome("DeadlineExceeded", "Pod was active on the node longer than the specified deadline");
            stop.Request(Grace);
        }, null, left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private JsonObject Status(PodStatusBuilder status)
    {
        var initialized = init.All(container => container.Snapshot.HasSucceeded);
        return status.Build(
            observed.Pod.Status?.Conditions,
            [.. init.Select(container => container.Snapshot)],
            [.. containers.Select(container => initialized ? container.Snapshot : container.Snapshot.Waiting("PodInitializing"))],
            outcome, runtime.Time.GetUtcNow());
    }
}
