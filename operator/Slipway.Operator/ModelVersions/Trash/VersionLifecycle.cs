using Slipway.Api;
using Slipway.Api.ModelVersions;
using Slipway.Api.TrainingJobs;
using Slipway.Kubernetes.Cache;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Controllers;
using Slipway.Kubernetes.Patching;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.ModelVersions.History;
using Slipway.Operator.ModelVersions.Protection;
using Slipway.Operator.Reconciling;

namespace Slipway.Operator.ModelVersions.Trash;

/// <summary>The beginning and the end of a ModelVersion around the passes over it: the finalizer first; once it is deleted, its record goes to the trash and the finalizer last.</summary>
/// <remarks>
/// Guarantees: a record is in the trash before it is gone; a version in use stays, however it came to be deleted, until its use has ended, and nothing is purged meanwhile. In a namespace that is
/// itself being deleted nothing can be kept, so that versions go at once and their files stay in the store; a legal hold keeps even such a namespace.
/// </remarks>
/// <param name="pass">The pass over a version that is there.</param>
/// <param name="world">What the caches know of uses.</param>
/// <param name="parts">Client, events, clock and trash retention.</param>
internal sealed class VersionLifecycle(IReconciler pass, VersionUses world, TrashParts parts) : IReconciler
{
    private static readonly TimeSpan Poll = TimeSpan.FromMinutes(1);

    public async Task<ReconcileResult> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        if (world.Versions.Get(key) is not { } version) return await pass.ReconcileAsync(key, cancellationToken);
        if (version.IsBeingDeleted()) return version.HasFinalizer(VersionFinalizer.Name) ? await EndAsync(version, cancellationToken) : ReconcileResult.Done;
        if (version.HasFinalizer(VersionFinalizer.Name)) return await pass.ReconcileAsync(key, cancellationToken);
        // The write is an event of its own, which brings the pass.
        await Finalizers.AddAsync(parts.Client, SlipwayKinds.ModelVersion, version, VersionFinalizer.Name, cancellationToken);
        return ReconcileResult.Done;
    }

    private async Task<ReconcileResult> EndAsync(ModelVersion version, CancellationToken cancellationToken)
    {
        var uses = world.Of(version);
        var record = TrashedVersion.MapOf(version, PlacementOf(version), version.Metadata.DeletionTimestamp!.Value + parts.Retention);
        if (uses.Count > 0 && (LegalHold.Written(version) is not null || !await IsPlaceEndingAsync(record, cancellationToken)))
        {
            parts.Events.Publish(version, new PlannedEvent("StillUsed", $"its deletion waits: {string.Join("; ", uses)}", Warning: true));
            return ReconcileResult.RequeueAfter(Poll);
        }

        try
        {
            await parts.Client.CreateAsync(BuiltIn.ConfigMaps, record, null, cancellationToken);
        }
        catch (KubernetesException there) when (there.IsAlreadyExists)
        {
            // A pass that was killed after this write did the same: the name has the identity of the version in it.
        }
        catch (KubernetesException ending) when (IsTerminating(ending))
        {
            parts.Events.Publish(version, new PlannedEvent("FilesLeft", $"the namespace is being deleted, so that {version.Metadata.Name} cannot be restored; its files stay at {version.Spec.Artifact.Uri}", Warning: true));
        }

        await Finalizers.RemoveAsync(parts.Client, SlipwayKinds.ModelVersion, version, VersionFinalizer.Name, cancellationToken);
        return ReconcileResult.Done;
    }

    private PodPlacement? PlacementOf(ModelVersion version) => version.Spec.Provenance?.TrainingJob is { } name
        ? world.TrainingJobs.Get(new NamespacedName(version.Metadata.Namespace!, name))?.Spec.Placement is { } placement ? new PodPlacement { Volumes = placement.Volumes, VolumeMounts = placement.VolumeMounts, NodeSelector = placement.NodeSelector, Tolerations = placement.Tolerations } : null
        : version.Spec.Imported?.Evaluation?.Placement;

    private async Task<bool> IsPlaceEndingAsync(ConfigMap record, CancellationToken cancellationToken)
    {
        try
        {
            await parts.Client.CreateAsync(BuiltIn.ConfigMaps, record, new WriteOptions { DryRun = true }, cancellationToken);
            return false;
        }
        catch (KubernetesException refused) when (refused.IsAlreadyExists)
        {
            return false;
        }
        catch (KubernetesException refused) when (IsTerminating(refused))
        {
            return true;
        }
    }

    private static bool IsTerminating(KubernetesException refused) => refused.IsForbidden && refused.Causes.Any(cause => cause.Reason == "NamespaceTerminating");
}

/// <summary>What the life of a version and of what the trash keeps of it needs.</summary>
/// <param name="Client">The server.</param>
/// <param name="Events">Where it tells of what happens.</param>
/// <param name="Retention">How long the trash keeps files.</param>
internal sealed record TrashParts(IKubernetesClient Client, IEventSink Events, TimeSpan Retention);
