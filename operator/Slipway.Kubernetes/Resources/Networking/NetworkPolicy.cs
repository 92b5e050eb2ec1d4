using System.Text.Json.Nodes;

namespace Slipway.Kubernetes.Resources;

/// <summary>Says who may talk to whom.</summary>
public sealed record NetworkPolicy() : KubernetesObject("networking.k8s.io/v1", "NetworkPolicy")
{
    /// <summary>What is wanted.</summary>
    public NetworkPolicySpec? Spec { get; init; }
}

/// <summary>Specification of a <see cref="NetworkPolicy"/>.</summary>
public sealed record NetworkPolicySpec
{
    /// <summary>Pods to which it applies; empty: all of the namespace.</summary>
    public LabelSelector? PodSelector { get; init; }

    /// <summary><c>Ingress</c>, <c>Egress</c> or both.</summary>
    public IReadOnlyList<string>? PolicyTypes { get; init; }

    /// <summary>Rules for what comes in, as the API defines them.</summary>
    public JsonArray? Ingress { get; init; }

    /// <summary>Rules for what goes out, as the API defines them.</summary>
    public JsonArray? Egress { get; init; }
}
