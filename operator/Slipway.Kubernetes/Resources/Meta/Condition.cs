using System.Text.Json.Serialization;

namespace Slipway.Kubernetes.Resources;

/// <summary>A condition as <c>metav1.Condition</c> defines it. Set with <see cref="Conditions.Set"/>.</summary>
public sealed record Condition
{
    /// <summary><see cref="Status"/> of a condition that holds.</summary>
    public const string True = "True";

    /// <summary><see cref="Status"/> of a condition that does not hold.</summary>
    public const string False = "False";

    /// <summary><see cref="Status"/> of a condition of which nothing is known.</summary>
    public const string Unknown = "Unknown";

    /// <summary>What the condition is about, CamelCase: <c>Ready</c>.</summary>
    public required string Type { get; init; }

    /// <summary><c>True</c>, <c>False</c> or <c>Unknown</c>.</summary>
    public required string Status { get; init; }

    /// <summary><c>metadata.generation</c> that the condition speaks of.</summary>
    public long? ObservedGeneration { get; init; }

    /// <summary>When <see cref="Status"/> last changed; other changes leave it alone.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? LastTransitionTime { get; init; }

    /// <summary>One CamelCase word for programs.</summary>
    public string? Reason { get; init; }

    /// <summary>A sentence for people.</summary>
    public string? Message { get; init; }
}
