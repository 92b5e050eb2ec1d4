using System.Text.Json.Serialization;

namespace Slipway.Kubernetes.Resources;

/// <summary>The metadata of an object. <c>managedFields</c> has no place here: it is skipped while reading, so that it costs no memory.</summary>
public sealed record ObjectMeta
{
    /// <summary>Metadata in which nothing is set.</summary>
    public static ObjectMeta Empty { get; } = new();

    /// <summary>Name, unique per kind and namespace.</summary>
    public string? Name { get; init; }

    /// <summary>Prefix from which the server makes a name when <see cref="Name"/> is not set.</summary>
    public string? GenerateName { get; init; }

    /// <summary>Namespace; not set on cluster-scoped objects.</summary>
    public string? Namespace { get; init; }

    /// <summary>Identity over time: a recreated object of the same name has another one. Set by the server.</summary>
    public string? Uid { get; init; }

    /// <summary>Revision of the object, set by the server. Compare with <see cref="ResourceVersions"/>.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>Counts the changes of the desired state. Set by the server.</summary>
    public long? Generation { get; init; }

    /// <summary>When the object was created. Set by the server.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? CreationTimestamp { get; init; }

    /// <summary>When the deletion of the object was asked for; set while finalizers hold it.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? DeletionTimestamp { get; init; }

    /// <summary>Seconds that the object may take to end gracefully once its deletion was asked for.</summary>
    public long? DeletionGracePeriodSeconds { get; init; }

    /// <summary>Labels, by which objects are selected.</summary>
    [JsonConverter(typeof(TextMapConverter))]
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Annotations: data for tools and people, not for selection.</summary>
    [JsonConverter(typeof(TextMapConverter))]
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>Objects without which this one is garbage.</summary>
    public IReadOnlyList<OwnerReference>? OwnerReferences { get; init; }

    /// <summary>Names of those that must agree before the object goes away.</summary>
    public IReadOnlyList<string>? Finalizers { get; init; }
}
