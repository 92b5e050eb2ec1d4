using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Patching;
using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Tests.Rollouts.Shell;

/// <summary>Plays Deployment controller and node: every Deployment is ready at once, routers get pods with addresses.</summary>
internal sealed class RolloutNode(IKubernetesClient client, string place, RolloutNetwork network)
{
    public async Task StepAsync(CancellationToken cancellationToken)
    {
        var deployments = (await client.ListAsync(BuiltIn.Deployments, place, ListOptions.All, cancellationToken)).Items;

        // Tables are read after the Deployments: a router that still knows a revision which had gone by then would lose requests.
        foreach (var backend in network.Tables().SelectMany(table => table.Backends))
            deployments.ShouldContain(deployment => deployment.Metadata.Name == backend.Revision, "a router sends requests to a revision that is gone");
        foreach (var deployment in deployments)
        {
            if (deployment.Label("app.kubernetes.io/component") == "router") await PodsAsync(deployment, cancellationToken);
            if (deployment.Status?.ObservedGeneration == deployment.Metadata.Generation) continue;
            var replicas = deployment.Spec!.Replicas;
            await StatusAsync(BuiltIn.Deployments, deployment.Key(), new JsonObject
            {
                ["observedGeneration"] = deployment.Metadata.Generation, ["replicas"] = replicas, ["updatedReplicas"] = replicas, ["readyReplicas"] = replicas,
            }, cancellationToken);
        }
    }

    private async Task PodsAsync(Deployment deployment, CancellationToken cancellationToken)
    {
        var template = deployment.Spec!.Template!.Deserialize(KubernetesJson.Default.PodTemplateSpec)!;
        for (var number = 1; number <= deployment.Spec.Replicas; number++)
        {
            var key = new NamespacedName(place, $"{deployment.Metadata.Name}-{number}");
            if (await client.GetAsync(BuiltIn.Pods, key, cancellationToken) is not null) continue;
            var metadata = new ObjectMeta { Name = key.Name, Namespace = place, Labels = template.Metadata!.Labels };
            await client.CreateAsync(BuiltIn.Pods, new Pod { Metadata = metadata, Spec = template.Spec }, null, cancellationToken);
            network.AddRouter($"10.0.0.{number}");
            await StatusAsync(BuiltIn.Pods, key, new JsonObject { ["phase"] = "Running", ["podIP"] = $"10.0.0.{number}" }, cancellationToken);
        }
    }

    private async Task StatusAsync<T>(ResourceType<T> type, NamespacedName key, JsonObject status, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        try
        {
            await client.PatchAsync(type, key, Patch.Merge(new JsonObject { ["status"] = status }), WriteOptions.Status, cancellationToken);
        }
        catch (KubernetesException gone) when (gone.IsNotFound)
        {
            // The operator removed it after the list; there is nothing to report on.
        }
    }
}
