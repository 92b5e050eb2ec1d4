using Slipway.Kubernetes.Cache;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Controllers;
using Slipway.Kubernetes.Resources;
using Slipway.Sandbox.Controllers.Common;
using Slipway.Sandbox.Node.Events;

namespace Slipway.Sandbox.Controllers.Jobs;

/// <summary>Does for jobs what was decided.</summary>
internal sealed class JobReconciler(
    IKubernetesClient client, ICache<DynamicObject> jobs, ICache<Pod> pods, PodWrites writes, IEventSink events, JobDecision decision, TimeProvider time)
    : IReconciler
{
    private static readonly ResourceType<DynamicObject> Jobs = BuiltIn.Jobs.AsDynamic();
    private readonly StatusWriter status = new(client);
    private readonly Dictionary<string, JobPodCount> counts = new(StringComparer.Ordinal);

    public async Task<ReconcileResult> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        if (jobs.Get(key) is not { } job || job.IsBeingDeleted()) return ReconcileResult.Done;
        var own = pods.OwnedBy(job.Metadata.Uid!).Where(pod => pod.IsControlledBy(job)).ToList();
        var plan = decision.Decide(job, own, CountOf(job), time.GetUtcNow());

        if (plan.DeleteJob)
        {
            await client.DeleteAsync(Jobs, key, DeleteOptions.Exactly(job), cancellationToken);
            counts.Remove(job.Metadata.Uid!);
            return ReconcileResult.Done;
        }

        // The status goes first: it is guarded by the version of the job, so a pass over an old job stops here and makes no pods.
        if (plan.Status is { } written) await status.WriteAsync(Jobs, job, written, cancellationToken);
        if (plan.News is { } news) events.Record(job, news.Warning, news.Reason, news.Message);
        foreach (var pod in plan.Delete) await writes.DeleteAsync(job, pod, cancellationToken);
        foreach (var index in plan.Create) await writes.CreateAsync(job, JobPods.New(job, index), cancellationToken);
        return plan.Again is { } again ? ReconcileResult.RequeueAfter(again) : ReconcileResult.Done;
    }

    private JobPodCount CountOf(DynamicObject job)
    {
        if (counts.TryGetValue(job.Metadata.Uid!, out var known)) return known;
        var stored = (int?)ApiServer.Documents.JsonTree.IntegerAt(job.Status, "succeeded") ?? 0;
        var failed = (int?)ApiServer.Documents.JsonTree.IntegerAt(job.Status, "failed") ?? 0;
        return counts[job.Metadata.Uid!] = new JobPodCount(stored, failed);
    }
}
