using System.Globalization;
using System.Text.Json.Nodes;
using Slipway.Kubernetes.Resources;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.Controllers.Common;

namespace Slipway.Sandbox.Controllers.Disruption;

/// <summary>Works out how many pods of a disruption budget may be taken away.</summary>
internal static class BudgetDecision
{
    /// <summary>The whole status. A percentage is of the pods that are there; a real cluster takes it of their owners' replicas.</summary>
    public static JsonObject Status(DynamicObject budget, IReadOnlyList<Pod> pods)
    {
        var expected = pods.Count;
        var healthy = pods.Count(pod => pod.IsReady() && !pod.IsBeingDeleted());
        var desired = budget.Spec?["minAvailable"] is { } least
            ? Resolve(least, expected)
            : Math.Max(0, expected - Resolve(budget.Spec?["maxUnavailable"], expected));
        return new JsonObject
        {
            ["observedGeneration"] = budget.Metadata.Generation,
            ["expectedPods"] = expected,
            ["currentHealthy"] = healthy,
            ["desiredHealthy"] = desired,
            ["disruptionsAllowed"] = Math.Max(0, healthy - desired),
        };
    }

    public static bool Selects(DynamicObject budget, Pod pod, JsonObject podLabels) =>
        budget.Metadata.Namespace == pod.Metadata.Namespace && budget.Spec.ObjectAt("selector") is { } selector && !pod.IsFinished()
        && ApiServer.Selectors.LabelSelector.FromObject(selector).Matches(podLabels);

    private static int Resolve(JsonNode? value, int total)
    {
        if (JsonTree.IsInteger(value, out var number)) return (int)number;
        if (!JsonTree.IsString(value, out var text) || !text.EndsWith('%')) return 0;
        return (int)Math.Ceiling(double.Parse(text[..^1], CultureInfo.InvariantCulture) / 100 * total);
    }
}
