using System.Globalization;
using System.Text.Json.Nodes;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Patching;
using Slipway.Kubernetes.Resources;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.Controllers.Common;
using Slipway.Sandbox.Node.Events;

namespace Slipway.Sandbox.Controllers.Deployments;

/// <summary>Creates, sizes and deletes the replica sets of deployments.</summary>
internal sealed class DeploymentSets(IKubernetesClient client, IEventSink events)
{
    public const string RevisionKey = "deployment.kubernetes.io/revision";
    private static readonly ResourceType<DynamicObject> Sets = BuiltIn.ReplicaSets.AsDynamic();

    /// <summary>Makes the set of the current template, with no pods yet.</summary>
    public async Task CreateAsync(DeploymentWorld world, long revision, CancellationToken cancellationToken)
    {
        var deployment = world.Deployment;
        var hash = TemplateHash.Make(deployment);
        var template = (JsonObject)deployment.Spec.ObjectAt("template")!.DeepClone();
        var metadata = template.Child("metadata");
        metadata["labels"] = TemplateHash.With(metadata["labels"] as JsonObject, hash);
        var selector = (JsonObject)deployment.Spec.ObjectAt("selector")!.DeepClone();
        selector["matchLabels"] = TemplateHash.With(selector["matchLabels"] as JsonObject, hash);
        var spec = new JsonObject { ["replicas"] = 0, ["selector"] = selector, ["template"] = template };
        if (deployment.Spec?["minReadySeconds"] is { } minReady) spec["minReadySeconds"] = minReady.DeepClone();

        await client.CreateAsync(Sets, new DynamicObject(new JsonObject
        {
            ["apiVersion"] = "apps/v1",
            ["kind"] = "ReplicaSet",
            ["metadata"] = new JsonObject
            {
                ["name"] = $"{deployment.Metadata.Name}-{hash}",
                ["namespace"] = deployment.Metadata.Namespace,
                ["labels"] = metadata["labels"]!.DeepClone(),
                ["annotations"] = new JsonObject { [RevisionKey] = revision.ToString(CultureInfo.InvariantCulture) },
                ["ownerReferences"] = new JsonArray(PodTemplates.OwnerReference(deployment)),
            },
            ["spec"] = spec,
        }), null, cancellationToken);
    }

    /// <summary>Sets the size of a set.</summary>
    public async Task ScaleAsync(DynamicObject deployment, DynamicObject set, int replicas, CancellationToken cancellationToken)
    {
        var before = DeploymentWorld.Count(set, "spec", "replicas");
        await PatchAsync(set, new JsonObject { ["spec"] = new JsonObject { ["replicas"] = replicas } }, cancellationToken);
        var direction = replicas > before ? "up" : "down";
        events.Record(deployment, warning: false, "ScalingReplicaSet", $"Scaled {direction} replica set {set.Metadata.Name} from {before} to {replicas}");
    }

    /// <summary>Notes the revision of a set whose template is current again.</summary>
    public Task ReviseAsync(DynamicObject set, long revision, CancellationToken cancellationToken) => PatchAsync(set, new JsonObject
    {
        ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [RevisionKey] = revision.ToString(CultureInfo.InvariantCulture) } },
    }, cancellationToken);

    /// <summary>Notes the revision on the deployment, where <c>kubectl rollout history</c> looks for it.</summary>
    public async Task NoteRevisionAsync(DynamicObject deployment, long revision, CancellationToken cancellationToken)
    {
        var text = revision.ToString(CultureInfo.InvariantCulture);
        if (deployment.Annotation(RevisionKey) == text) return;
        var patch = Patch.Merge(new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [RevisionKey] = text } } });
        await client.PatchAsync(BuiltIn.Deployments.AsDynamic(), deployment.Key(), patch, null, cancellationToken);
    }

    /// <summary>Deletes a set that nobody needs.</summary>
    public Task DeleteAsync(DynamicObject set, CancellationToken cancellationToken) =>
        client.DeleteAsync(Sets, set.Key(), DeleteOptions.Exactly(set), cancellationToken);

    private Task<DynamicObject> PatchAsync(DynamicObject set, JsonObject change, CancellationToken cancellationToken) =>
        client.PatchAsync(Sets, set.Key(), Patch.Merge(change), null, cancellationToken);
}
