using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Patching;
using Slipway.Kubernetes.Resources;
using Slipway.Sandbox.ApiServer.Documents;

namespace Slipway.Sandbox.Node.Pods;

/// <summary>Tells the API server what became of pods.</summary>
internal sealed partial class PodStatusWriter(IKubernetesClient client, TimeProvider time, ILogger<PodStatusWriter> logger)
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    /// <summary>Writes statuses as they are asked for until it is cancelled; it writes none twice and tries until it succeeds.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="status">Makes the status as it is now.</param>
    /// <param name="signal">Released whenever it may have changed.</param>
    /// <param name="cancellationToken">Ends it after what was asked for last is written.</param>
    public async Task RunAsync(PodView pod, Func<JsonObject> status, SemaphoreSlim signal, CancellationToken cancellationToken)
    {
        JsonObject? written = null;
        while (true)
        {
            var last = await WaitAsync(signal, cancellationToken);
            var now = status();
            if (!JsonTree.Equal(now, written) && !await WriteAsync(pod, now, cancellationToken)) return;
            written = now;
            if (last) return;
        }
    }

    /// <summary>Removes the pod from the API server: its processes are gone.</summary>
    public async Task ConfirmDeletionAsync(PodView pod, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await client.DeleteAsync(BuiltIn.Pods, pod.Key, new DeleteOptions { Uid = pod.Uid, GracePeriod = TimeSpan.Zero }, cancellationToken);
                return;
            }
            catch (KubernetesException other) when (other.IsConflict)
            {
                // A successor has the name already.
                return;
            }
            catch (Exception failure) when (IsTransient(failure) && !cancellationToken.IsCancellationRequested)
            {
                LogRetry(failure, "delete", pod.Key);
                await Task.Delay(Retry, time, cancellationToken);
            }
        }
    }

    private static async Task<bool> WaitAsync(SemaphoreSlim signal, CancellationToken cancellationToken)
    {
        try
        {
            await signal.WaitAsync(cancellationToken);
            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }

    private async Task<bool> WriteAsync(PodView pod, JsonObject status, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                // The UID is part of the patch, so that a successor of the same name is not touched.
                var patch = Patch.Merge(new JsonObject { ["metadata"] = new JsonObject { ["uid"] = pod.Uid }, ["status"] = status.DeepClone() });
                await client.PatchAsync(BuiltIn.Pods, pod.Key, patch, WriteOptions.Status, CancellationToken.None);
                return true;
            }
            catch (KubernetesException gone) when (gone.IsNotFound || gone.IsConflict)
            {
                return false;
            }
            catch (Exception failure) when (IsTransient(failure))
            {
                LogRetry(failure, "write the status of", pod.Key);
                if (cancellationToken.IsCancellationRequested) return false;
                await Task.Delay(Retry, time, CancellationToken.None);
            }
        }
    }

    private static bool IsTransient(Exception failure) => failure is KubernetesException or HttpRequestException or IOException or TimeoutException;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not {Action} pod {Pod}; trying again")]
    private partial void LogRetry(Exception failure, string action, NamespacedName pod);
}
