using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Slipway.Kubernetes.Resources;

/// <summary>Limits what the objects of a namespace may take together.</summary>
public sealed record ResourceQuota() : KubernetesObject("v1", "ResourceQuota")
{
    /// <summary>What is wanted.</summary>
    public ResourceQuotaSpec? Spec { get; init; }

    /// <summary>What is enforced and used.</summary>
    public ResourceQuotaStatus? Status { get; init; }
}

/// <summary>Specification of a <see cref="ResourceQuota"/>.</summary>
public sealed record ResourceQuotaSpec
{
    /// <summary>Limits by resource name.</summary>
    [JsonConverter(typeof(QuantitiesConverter))]
    public IReadOnlyDictionary<string, string>? Hard { get; init; }

    /// <summary>What it counts; not set: all.</summary>
    public IReadOnlyList<string>? Scopes { get; init; }

    /// <summary>What it counts, by expressions as the API defines them.</summary>
    public JsonObject? ScopeSelector { get; init; }
}

/// <summary>Status of a <see cref="ResourceQuota"/>.</summary>
public sealed record ResourceQuotaStatus
{
    /// <summary>Limits that are enforced.</summary>
    [JsonConverter(typeof(QuantitiesConverter))]
    public IReadOnlyDictionary<string, string>? Hard { get; init; }

    /// <summary>What is taken.</summary>
    [JsonConverter(typeof(QuantitiesConverter))]
    public IReadOnlyDictionary<string, string>? Used { get; init; }
}
