using System.Text.Json.Nodes;

namespace Slipway.Kubernetes.Resources;

/// <summary>Changes the number of pods by load.</summary>
public sealed record HorizontalPodAutoscaler() : KubernetesObject("autoscaling/v2", "HorizontalPodAutoscaler")
{
    /// <summary>What is wanted.</summary>
    public HorizontalPodAutoscalerSpec? Spec { get; init; }
}

/// <summary>Specification of a <see cref="HorizontalPodAutoscaler"/>.</summary>
public sealed record HorizontalPodAutoscalerSpec
{
    /// <summary>What is scaled.</summary>
    public ScaleTargetReference? ScaleTargetRef { get; init; }

    /// <summary>Smallest number. Default 1.</summary>
    public int? MinReplicas { get; init; }

    /// <summary>Largest number.</summary>
    public int? MaxReplicas { get; init; }

    /// <summary>What is measured, as the API defines it.</summary>
    public JsonArray? Metrics { get; init; }

    /// <summary>How fast it scales, as the API defines it.</summary>
    public JsonObject? Behavior { get; init; }
}

/// <summary>What a <see cref="HorizontalPodAutoscaler"/> scales.</summary>
public sealed record ScaleTargetReference
{
    /// <summary><c>group/version</c>.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Kind.</summary>
    public required string Kind { get; init; }

    /// <summary>Name.</summary>
    public required string Name { get; init; }
}
