using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Api;
using Slipway.Api.ModelVersions;
using Slipway.Kubernetes.Cache;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Controllers;
using Slipway.Kubernetes.Patching;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Reconciling;
using Slipway.Operator.Steps;

namespace Slipway.Operator.ModelVersions.Trash;

/// <summary>Looks after the records of deleted versions: makes a version again when somebody asks, and deletes the files when their time has come.</summary>
/// <remarks>
/// Guarantees: which Job purges is on record before it is made, and from then on nothing is restored; it is made after the server was asked whether another version has the same files. A record goes
/// when the step said that nothing is left, or when the restored version has taken over its history. Files of imported models are their owner's and are never deleted.
/// </remarks>
internal sealed class TrashReconciler(ICache<ConfigMap> maps, ICache<ModelVersion> versions, StepCaches steps, OperatorSettings settings, TrashParts parts, TimeProvider time) : IReconciler
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromHours(1);

    public async Task<ReconcileResult> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        if (maps.Get(key) is not { } map || map.IsBeingDeleted() || TrashedVersion.NameIn(map) is null) return ReconcileResult.Done;
        TrashedVersion trashed;
        try
        {
            trashed = TrashedVersion.Of(map);
        }
        catch (JsonException broken)
        {
            parts.Events.Publish(map, new PlannedEvent("UnreadableRecord", $"the record of the deleted ModelVersion cannot be read, so that its files stay: {broken.Message}; restore it, or delete this ConfigMap", Warning: true));
            return ReconcileResult.Done;
        }

        if (trashed.IsToBeRestored) return await RestoreAsync(trashed, cancellationToken);
        if (trashed.PurgeJob is { } job) return await PurgeAsync(trashed, job, cancellationToken);
        var now = time.GetUtcNow();
        if (trashed.PurgeAfter is not { } due)
        {
            parts.Events.Publish(map, new PlannedEvent("UnreadableRecord", $"annotation {SlipwayApi.PurgeAfterAnnotation} is no time, so that the files stay; write one such as {TrashedVersion.Text(now)}", Warning: true));
            return ReconcileResult.Done;
        }

        if (due > now) return ReconcileResult.RequeueAfter(due - now);
        return await BeginAsync(trashed, cancellationToken);
    }

    private async Task<ReconcileResult> RestoreAsync(TrashedVersion trashed, CancellationToken cancellationToken)
    {
        var restored = trashed.ToRestore();
        var live = versions.Get(restored.Key());
        if (live is null)
        {
            try
            {
                await parts.Client.CreateAsync(SlipwayKinds.ModelVersion, restored, null, cancellationToken);
                parts.Events.Publish(trashed.Map, new PlannedEvent("Restored", $"ModelVersion {restored.Metadata.Name} is there again"));
            }
            catch (KubernetesException taken) when (taken.IsAlreadyExists)
            {
                // The watch will tell which one it is.
            }

            return ReconcileResult.Done;
        }

        if (live.Metadata.Uid == trashed.Record.Metadata.Uid) return ReconcileResult.Done; // it is still on its way out
        if (SpecDigest.Of(live.Spec) != SpecDigest.Of(restored.Spec))
        {
            parts.Events.Publish(trashed.Map, new PlannedEvent("NameTaken", $"there is another ModelVersion {restored.Metadata.Name} by now; delete it, or give up the deleted one", Warning: true));
            return ReconcileResult.Done;
        }

        // Its first pass takes the history over from here; only then is this record needed no longer.
        if (live.Status?.SpecDigest is null) return ReconcileResult.Done;
        await parts.Client.DeleteAsync(BuiltIn.ConfigMaps, trashed.Map.Key(), DeleteOptions.Exactly(trashed.Map), cancellationToken);
        return ReconcileResult.Done;
    }

    private async Task<ReconcileResult> BeginAsync(TrashedVersion trashed, CancellationToken cancellationToken)
    {
        if (PurgeStep.Files(trashed) is null || await OtherOwnerAsync(trashed, cancellationToken))
        {
            await parts.Client.DeleteAsync(BuiltIn.ConfigMaps, trashed.Map.Key(), DeleteOptions.Exactly(trashed.Map), cancellationToken);
            return ReconcileResult.Done;
        }

        var number = trashed.Purges + 1;
        await AnnotateAsync(trashed, new JsonObject
        {
            [TrashedVersion.PurgesAnnotation] = number.ToString(CultureInfo.InvariantCulture), [TrashedVersion.PurgeJobAnnotation] = PurgeStep.NameOf(trashed, number),
        }, cancellationToken);
        return ReconcileResult.Done;
    }

    // Asked of the server, since what is deleted does not come back.
    private async Task<bool> OtherOwnerAsync(TrashedVersion trashed, CancellationToken cancellationToken) =>
        (await parts.Client.ListAsync(SlipwayKinds.ModelVersion, trashed.Map.Metadata.Namespace, ListOptions.All, cancellationToken)).Items
            .Any(version => PurgeStep.FolderOf(version.Spec) == PurgeStep.FolderOf(trashed.Record.Spec));

    private async Task<ReconcileResult> PurgeAsync(TrashedVersion trashed, string job, CancellationToken cancellationToken)
    {
        var children = await steps.OfAsync(trashed.Map, [job], cancellationToken);
        var state = children.State(job);
        switch (state.Phase)
        {
            case StepPhase.Succeeded when state.Result?.Collect?.Models?.Contains(trashed.Record.Spec.Artifact.Digest) == true:
                parts.Events.Publish(trashed.Map, new PlannedEvent("Purged", $"the files of ModelVersion {trashed.Record.Metadata.Name} are gone"));
                await parts.Client.DeleteAsync(BuiltIn.ConfigMaps, trashed.Map.Key(), DeleteOptions.Exactly(trashed.Map), cancellationToken);
                return ReconcileResult.Done;
            case StepPhase.Succeeded or StepPhase.Failed:
                var why = state.Phase == StepPhase.Failed ? state.Message : "the step ended well and did not say that the files are gone; the image must follow docs/trainer-contract.md";
                parts.Events.Publish(trashed.Map, new PlannedEvent(state.Phase == StepPhase.Failed ? state.Reason : "NoResult", $"the files of {trashed.Record.Metadata.Name} could not be deleted and are tried again in {RetryAfter.TotalHours:0} h: {why}", Warning: true));
                await AnnotateAsync(trashed, new JsonObject
                {
                    [TrashedVersion.PurgeJobAnnotation] = null, [TrashedVersion.MessageAnnotation] = why, [SlipwayApi.PurgeAfterAnnotation] = TrashedVersion.Text(time.GetUtcNow() + RetryAfter),
                }, cancellationToken);
                return ReconcileResult.Done;
            default:
                foreach (var child in PurgeStep.Children(trashed, job, settings, children).Where(child => child.IsDue)) await child.WriteAsync(parts.Client, cancellationToken);
                return ReconcileResult.Done;
        }
    }

    private Task<ConfigMap> AnnotateAsync(TrashedVersion trashed, JsonObject annotations, CancellationToken cancellationToken) => parts.Client.PatchAsync(
        BuiltIn.ConfigMaps, trashed.Map.Key(),
        Patch.Merge(new JsonObject { ["metadata"] = new JsonObject { ["uid"] = trashed.Map.Metadata.Uid, ["resourceVersion"] = trashed.Map.Metadata.ResourceVersion, ["annotations"] = annotations } }),
        null, cancellationToken);
}
