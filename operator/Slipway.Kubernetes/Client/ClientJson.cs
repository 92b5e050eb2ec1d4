using System.Text.Json.Serialization;
using Slipway.Kubernetes.Resources;

namespace Slipway.Kubernetes.Client;

internal sealed record ListMeta
{
    public string? ResourceVersion { get; init; }

    public string? Continue { get; init; }

    public long? RemainingItemCount { get; init; }
}

/// <summary>What a watch needs of an object before it knows what to make of it.</summary>
internal sealed record BookmarkObject
{
    public ObjectMeta? Metadata { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ListMeta))]
[JsonSerializable(typeof(BookmarkObject))]
internal sealed partial class ClientJson : JsonSerializerContext;
