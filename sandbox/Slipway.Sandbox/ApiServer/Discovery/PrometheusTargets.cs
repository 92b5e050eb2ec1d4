using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Storage;

namespace Slipway.Sandbox.ApiServer.Discovery;

/// <summary>
/// The pods as targets for Prometheus' HTTP discovery, with the labels of its Kubernetes discovery (role pod), so that the same relabel
/// rules serve both. Builds of Prometheus without Kubernetes discovery, Debian's for one, find the sandbox's pods this way.
/// </summary>
internal static partial class PrometheusTargets
{
    private const string Prefix = "__meta_kubernetes_";

    public static JsonArray OfPods(IEnumerable<StoredObject> pods) =>
        new([.. pods.Where(p => p.Json.TextAt("status", "podIP") is { Length: > 0 }).SelectMany(p => Groups(p.Json))]);

    private static IEnumerable<JsonNode> Groups(JsonObject pod)
    {
        var ip = pod.TextAt("status", "podIP")!;
        foreach (var container in pod.ArrayAt("spec", "containers").Objects())
        {
            var ports = container.ArrayAt("ports").Objects().ToList();
            if (ports.Count == 0)
            {
                yield return Group(pod, container, null, ip);
            }

            foreach (var port in ports)
            {
                yield return Group(pod, container, port, string.Create(CultureInfo.InvariantCulture, $"{ip}:{port.IntegerAt("containerPort")}"));
            }
        }
    }

    private static JsonObject Group(JsonObject pod, JsonObject container, JsonObject? port, string address)
    {
        var labels = new JsonObject
        {
            [Prefix + "namespace"] = pod.TextAt("metadata", "namespace"),
            [Prefix + "pod_name"] = pod.TextAt("metadata", "name"),
            [Prefix + "pod_uid"] = pod.TextAt("metadata", "uid"),
            [Prefix + "pod_ip"] = pod.TextAt("status", "podIP"),
            [Prefix + "pod_host_ip"] = pod.TextAt("status", "hostIP") ?? "",
            [Prefix + "pod_node_name"] = pod.TextAt("spec", "nodeName") ?? "",
            [Prefix + "pod_phase"] = pod.TextAt("status", "phase") ?? "Unknown",
            [Prefix + "pod_ready"] = pod.ArrayAt("status", "conditions").Objects().FirstOrDefault(c => c.TextAt("type") == "Ready").TextAt("status")?.ToLowerInvariant() ?? "unknown",
            [Prefix + "pod_container_name"] = container.TextAt("name"),
            [Prefix + "pod_container_image"] = container.TextAt("image") ?? "",
        };
        if (port is not null)
        {
            labels[Prefix + "pod_container_port_name"] = port.TextAt("name") ?? "";
            labels[Prefix + "pod_container_port_number"] = JsonTree.Display(port["containerPort"]);
            labels[Prefix + "pod_container_port_protocol"] = port.TextAt("protocol") ?? "TCP";
        }

        if (pod.ArrayAt("metadata", "ownerReferences").Objects().FirstOrDefault(r => r.FlagAt("controller")) is { } controller)
        {
            labels[Prefix + "pod_controller_kind"] = controller.TextAt("kind");
            labels[Prefix + "pod_controller_name"] = controller.TextAt("name");
        }

        Copy(pod.ObjectAt("metadata", "labels"), "pod_label", labels);
        Copy(pod.ObjectAt("metadata", "annotations"), "pod_annotation", labels);
        return new JsonObject { ["targets"] = new JsonArray(address), ["labels"] = labels };
    }

    private static void Copy(JsonObject? source, string kind, JsonObject labels)
    {
        foreach (var (name, value) in source ?? [])
        {
            var safe = NotInLabelNames().Replace(name, "_");
            labels[$"{Prefix}{kind}_{safe}"] = JsonTree.Display(value);
            labels[$"{Prefix}{kind}present_{safe}"] = "true";
        }
    }

    [GeneratedRegex("[^a-zA-Z0-9_]")]
    private static partial Regex NotInLabelNames();
}
