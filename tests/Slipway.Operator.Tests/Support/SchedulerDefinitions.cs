using System.Text.Json.Nodes;
using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Tests.Support;

/// <summary>Definitions of the kinds of Kueue and Volcano that the operator reads, with any fields in them.</summary>
internal static class SchedulerDefinitions
{
    /// <summary>Kueue's workloads, as from 0.15 on in both versions.</summary>
    public static DynamicObject Kueue => Of("kueue.x-k8s.io", "workloads", "Workload", "v1beta1", "v1beta2");

    /// <summary>Volcano's pod groups.</summary>
    public static DynamicObject Volcano => Of("scheduling.volcano.sh", "podgroups", "PodGroup", "v1beta1");

    private static DynamicObject Of(string group, string plural, string kind, params string[] versions) => new(new JsonObject
    {
        ["apiVersion"] = "apiextensions.k8s.io/v1", ["kind"] = "CustomResourceDefinition",
        // Groups below k8s.io are protected.
        ["metadata"] = new JsonObject { ["name"] = $"{plural}.{group}", ["annotations"] = new JsonObject { ["api-approved.kubernetes.io"] = "unapproved, a test's own" } },
        ["spec"] = new JsonObject
        {
            ["group"] = group, ["scope"] = "Namespaced",
            ["names"] = new JsonObject { ["plural"] = plural, ["singular"] = kind.ToLowerInvariant(), ["kind"] = kind, ["listKind"] = $"{kind}List" },
            ["versions"] = new JsonArray([.. versions.Select(version => new JsonObject
            {
                ["name"] = version, ["served"] = true, ["storage"] = version == versions[^1], ["subresources"] = new JsonObject { ["status"] = new JsonObject() },
                ["schema"] = new JsonObject { ["openAPIV3Schema"] = new JsonObject { ["type"] = "object", ["x-kubernetes-preserve-unknown-fields"] = true } },
            })]),
        },
    });
}
