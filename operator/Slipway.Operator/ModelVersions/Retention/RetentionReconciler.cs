using Slipway.Api;
using Slipway.Api.TrainingJobs;
using Slipway.Kubernetes.Cache;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Controllers;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.ModelVersions.Protection;
using Slipway.Operator.ModelVersions.Trash;
using Slipway.Operator.Reconciling;

namespace Slipway.Operator.ModelVersions.Retention;

/// <summary>Deletes versions of a family that are neither among the newest nor young enough, and that nothing uses. They go to the trash like any other.</summary>
internal sealed class RetentionReconciler(ICache<TrainingJob> trainings, VersionUses world, TrashParts parts, TimeProvider time) : IReconciler
{
    private const int AtOnce = 20;

    public async Task<ReconcileResult> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        if (trainings.Get(key) is not { } job || job.IsBeingDeleted() || VersionUse.Keeper(trainings.WithModel(key.Namespace, job.Spec.Model))?.Metadata.Name != job.Metadata.Name) return ReconcileResult.Done;
        var (retention, family, now) = (job.Spec.Registry!.Retention!, world.Versions.WithModel(key.Namespace, job.Spec.Model), time.GetUtcNow());
        var expired = ExpiredVersions.Of(family, retention, now).Where(version => world.Of(version).Count == 0).ToList();
        foreach (var version in expired.Take(AtOnce))
        {
            parts.Events.Publish(job, new PlannedEvent("VersionExpired", $"ModelVersion {version.Metadata.Name} is neither among the newest {retention.Versions} nor younger than {retention.Months} months, and nothing uses it: it goes to the trash"));
            await parts.Client.DeleteAsync(SlipwayKinds.ModelVersion, version.Key(), DeleteOptions.Exactly(version), cancellationToken);
        }

        if (expired.Count > AtOnce) return ReconcileResult.Requeue;
        return ExpiredVersions.Next(family, retention, now) is { } next ? ReconcileResult.RequeueAfter(next - now) : ReconcileResult.Done;
    }
}
