using System.Globalization;
using System.Text.Json.Nodes;
using Slipway.Kubernetes.Resources;

namespace Slipway.Bench.Cluster;

/// <summary>What a kubelet reports of a pod, with all that it reports.</summary>
internal static class PlayedPod
{
    private const string ImageDigest = "sha256:4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945";

    private static int addresses;

    public static JsonObject Ended(Pod pod, string message)
    {
        var now = Time(DateTimeOffset.UtcNow);
        return Status(pod, "Succeeded", ready: false, new JsonObject
        {
            ["terminated"] = new JsonObject
            {
                ["exitCode"] = 0, ["reason"] = "Completed", ["message"] = message, ["startedAt"] = now, ["finishedAt"] = now, ["containerID"] = Id(pod),
            },
        });
    }

    public static JsonObject Running(Pod pod) =>
        Status(pod, "Running", ready: true, new JsonObject { ["running"] = new JsonObject { ["startedAt"] = Time(DateTimeOffset.UtcNow) } });

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static JsonObject Status(Pod pod, string phase, bool ready, JsonObject state)
    {
        var container = pod.Spec!.Containers![0];
        var address = $"10.{Interlocked.Increment(ref addresses) / 62500}.{addresses / 250 % 250}.{(addresses % 250) + 1}";
        return new JsonObject
        {
            ["phase"] = phase, ["qosClass"] = "Burstable", ["hostIP"] = "10.0.17.4", ["hostIPs"] = new JsonArray(new JsonObject { ["ip"] = "10.0.17.4" }),
            ["podIP"] = address, ["podIPs"] = new JsonArray(new JsonObject { ["ip"] = address }), ["startTime"] = Time(DateTimeOffset.UtcNow),
            ["conditions"] = new JsonArray(
            [
                .. new[] { "PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled" }.Select(type => new JsonObject
                {
                    ["type"] = type, ["status"] = ready || type is "Initialized" or "PodScheduled" ? "True" : "False", ["lastProbeTime"] = null,
                    ["lastTransitionTime"] = Time(DateTimeOffset.UtcNow), ["reason"] = ready || type is "Initialized" or "PodScheduled" ? null : "PodCompleted",
                }),
            ]),
            ["containerStatuses"] = new JsonArray(new JsonObject
            {
                ["name"] = container.Name, ["image"] = container.Image, ["imageID"] = $"registry.example.com/{container.Image}@{ImageDigest}", ["containerID"] = Id(pod),
                ["ready"] = ready, ["started"] = ready, ["restartCount"] = 0, ["state"] = state, ["lastState"] = new JsonObject(),
            }),
        };
    }

    // Sixty-four digits that differ from pod to pod, as a container runtime gives them.
    private static string Id(Pod pod) => "containerd://" + string.Concat(Enumerable.Repeat(pod.Metadata.Uid!.Replace("-", "", StringComparison.Ordinal), 2));
}
