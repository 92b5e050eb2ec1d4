using System.Text.Json.Serialization;

namespace Slipway.Kubernetes.Resources;

/// <summary>Something that happened to an object.</summary>
public sealed record Event() : KubernetesObject("v1", "Event")
{
    /// <summary>The object.</summary>
    public ObjectReference? InvolvedObject { get; init; }

    /// <summary>One CamelCase word.</summary>
    public string? Reason { get; init; }

    /// <summary>A sentence for people.</summary>
    public string? Message { get; init; }

    /// <summary><c>Normal</c> or <c>Warning</c>.</summary>
    public string? Type { get; init; }

    /// <summary>How often it happened.</summary>
    public int? Count { get; init; }

    /// <summary>When it first happened.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? FirstTimestamp { get; init; }

    /// <summary>When it last happened.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? LastTimestamp { get; init; }

    /// <summary>When it happened, of events in the newer form.</summary>
    [JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset? EventTime { get; init; }

    /// <summary>Who reports it.</summary>
    public EventSource? Source { get; init; }

    /// <summary>What was done about it, of events in the newer form.</summary>
    public string? Action { get; init; }

    /// <summary>The controller that reports it, of events in the newer form.</summary>
    public string? ReportingComponent { get; init; }

    /// <summary>The instance of that controller.</summary>
    public string? ReportingInstance { get; init; }
}

/// <summary>Who reports an <see cref="Event"/>.</summary>
public sealed record EventSource
{
    /// <summary>Name of the component.</summary>
    public string? Component { get; init; }

    /// <summary>Node on which it runs.</summary>
    public string? Host { get; init; }
}

/// <summary>Names an object anywhere.</summary>
public sealed record ObjectReference
{
    /// <summary><c>group/version</c>.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Kind.</summary>
    public string? Kind { get; init; }

    /// <summary>Namespace.</summary>
    public string? Namespace { get; init; }

    /// <summary>Name.</summary>
    public string? Name { get; init; }

    /// <summary>UID.</summary>
    public string? Uid { get; init; }

    /// <summary>Revision.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>Part of the object: <c>spec.containers{main}</c>.</summary>
    public string? FieldPath { get; init; }
}
