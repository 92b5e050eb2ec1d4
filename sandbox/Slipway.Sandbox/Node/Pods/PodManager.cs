using Microsoft.Extensions.Logging;
using Slipway.Kubernetes.Cache;
using Slipway.Kubernetes.Resources;
using Slipway.Sandbox.Node.Network;

namespace Slipway.Sandbox.Node.Pods;

/// <summary>Has a worker for each pod that is bound to the node.</summary>
internal sealed partial class PodManager(PodRuntime runtime, PodStatusWriter writer, PodAddresses addresses, ILogger<PodManager> logger)
    : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, (PodWorker Worker, Task Life)> workers = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource stopping = new();

    /// <summary>Takes note of a change of a pod of this node.</summary>
    public void Handle(InformerEvent<DynamicObject> change)
    {
        var pod = new PodView(change.Object);
        lock (gate)
        {
            if (stopping.IsCancellationRequested) return;
            if (change.Type == InformerEventType.Deleted)
            {
                if (workers.TryGetValue(pod.Uid, out var known)) known.Worker.Vanish();
                return;
            }

            if (!workers.ContainsKey(pod.Uid)) Begin(pod);
            workers[pod.Uid].Worker.Observe(pod);
        }
    }

    /// <summary>Brings the files of a namespace's pods up to date.</summary>
    public void RefreshVolumes(string @namespace)
    {
        lock (gate)
        {
            foreach (var (worker, _) in workers.Values.Where(entry => entry.Worker.Key.Namespace == @namespace)) worker.RefreshVolumes();
        }
    }

    /// <summary>The worker of the newest pod of the name, or null.</summary>
    public PodWorker? FindByName(string @namespace, string name)
    {
        var key = new NamespacedName(@namespace, name);
        lock (gate) return workers.Values.Select(entry => entry.Worker).LastOrDefault(worker => worker.Key == key);
    }

    /// <summary>Removes the folders of pods that are gone; call it once all pods were told of.</summary>
    public void RemoveLeftFolders()
    {
        if (!Directory.Exists(runtime.Folders.Pods)) return;
        lock (gate)
        {
            foreach (var folder in Directory.EnumerateDirectories(runtime.Folders.Pods).Where(folder => !workers.ContainsKey(Path.GetFileName(folder))))
                Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Ends all processes; the pods themselves stay in the API server.</summary>
    public async ValueTask DisposeAsync()
    {
        List<Task> lives;
        lock (gate) lives = [.. workers.Values.Select(entry => entry.Life)];
        await stopping.CancelAsync();
        await Task.WhenAll(lives);
        stopping.Dispose();
    }

    private void Begin(PodView pod)
    {
        var worker = new PodWorker(runtime, writer, addresses, pod);
        workers[pod.Uid] = (worker, Task.Run(() => LiveAsync(worker, pod)));
    }

    private async Task LiveAsync(PodWorker worker, PodView pod)
    {
        try
        {
            await worker.RunAsync(stopping.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The node stops.
        }
        catch (Exception failure)
        {
            // One pod must not take the node with it.
            LogFailed(failure, pod.Key);
            runtime.Events.Record(pod.Pod, warning: true, "FailedSync", $"the sandbox's node failed on this pod: {failure.Message}; delete it");
            await AbandonAsync(worker);
        }

        lock (gate) workers.Remove(pod.Uid);
        worker.Dispose();
    }

    private async Task AbandonAsync(PodWorker worker)
    {
        try
        {
            await worker.AbandonAsync(stopping.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The node stops.
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The node failed on pod {Pod}; delete the pod to get rid of it")]
    private partial void LogFailed(Exception failure, NamespacedName pod);
}
