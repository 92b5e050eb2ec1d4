using System.Globalization;
using System.Text.Json.Nodes;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Patching;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Tests.Rollouts.Shell;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Storage;

namespace Slipway.Faults.Tests.World;

/// <summary>Plays the Deployment controller and the node under it: pods start with addresses, and routers answer at theirs.</summary>
internal sealed class DeploymentNode(InlineServer server, RolloutNetwork network)
{
    private readonly KubernetesClient client = server.ClientOf("kubelet");
    private int pods;

    public IEnumerable<Action> Choices()
    {
        var all = server.Log.List("pods").Objects.Values.ToList();
        foreach (var gone in network.Addresses.Where(address => all.TrueForAll(pod => pod.Json.TextAt("status", "podIP") != address)).ToList())
            yield return () => network.RemoveRouter(gone);
        foreach (var deployment in server.Log.List("deployments.apps").Objects.Values.Where(each => !each.IsTerminating))
        {
            var own = all.Where(pod => pod.Json.ArrayAt("metadata", "ownerReferences").Objects().Any(owner => owner.TextAt("uid") == deployment.Uid)).ToList();
            var wanted = (int)(deployment.Json.IntegerAt("spec", "replicas") ?? 1);
            if (own.Count < wanted) yield return () => Start(deployment);
            else if (own.Count > wanted) yield return () => AtOnce.Do(client.DeleteAsync(BuiltIn.Pods, new NamespacedName(own[0].Namespace, own[0].Name), new DeleteOptions(), CancellationToken.None));
            else if (IsBehind(deployment, wanted)) yield return () => Report(deployment, wanted);
        }
    }

    private static bool IsBehind(StoredObject deployment, int wanted) =>
        deployment.Json.IntegerAt("status", "observedGeneration") != deployment.Json.IntegerAt("metadata", "generation")
        || deployment.Json.IntegerAt("status", "readyReplicas") != wanted;

    private void Start(StoredObject deployment)
    {
        var template = deployment.Json.ObjectAt("spec", "template")!;
        var number = (++pods).ToString(CultureInfo.InvariantCulture);
        var pod = new JsonObject
        {
            ["apiVersion"] = "v1", ["kind"] = "Pod",
            ["metadata"] = new JsonObject
            {
                ["name"] = $"{deployment.Name}-{number}", ["namespace"] = deployment.Namespace, ["labels"] = template.ObjectAt("metadata", "labels")!.DeepClone(),
                ["ownerReferences"] = new JsonArray(new JsonObject
                {
                    ["apiVersion"] = "apps/v1", ["kind"] = "Deployment", ["name"] = deployment.Name, ["uid"] = deployment.Uid, ["controller"] = true,
                }),
            },
            ["spec"] = template.ObjectAt("spec")!.DeepClone(),
        };
        AtOnce.Do(client.CreateAsync(BuiltIn.Pods.AsDynamic(), new DynamicObject(pod), null, CancellationToken.None));
        if (deployment.Json.TextAt("metadata", "labels", "app.kubernetes.io/component") == "router") network.AddRouter($"10.0.0.{number}");
        AtOnce.Do(client.PatchAsync(BuiltIn.Pods, new NamespacedName(deployment.Namespace, $"{deployment.Name}-{number}"),
            Patch.Merge(new JsonObject { ["status"] = new JsonObject { ["phase"] = "Running", ["podIP"] = $"10.0.0.{number}" } }), WriteOptions.Status, CancellationToken.None));
    }

    private void Report(StoredObject deployment, int ready)
    {
        var status = new JsonObject
        {
            ["observedGeneration"] = deployment.Json.IntegerAt("metadata", "generation"), ["replicas"] = ready, ["updatedReplicas"] = ready, ["readyReplicas"] = ready,
        };
        AtOnce.Do(client.PatchAsync(BuiltIn.Deployments, new NamespacedName(deployment.Namespace, deployment.Name),
            Patch.Merge(new JsonObject { ["status"] = status }), WriteOptions.Status, CancellationToken.None));
    }
}
