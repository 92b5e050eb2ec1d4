using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Slipway.Kubernetes.Resources;

namespace Slipway.Kubernetes.Patching;

/// <summary>A change of an object: the body of a PATCH request with its type.</summary>
/// <param name="ContentType">Media type that tells the server how to apply it.</param>
/// <param name="Body">UTF-8 JSON.</param>
public sealed record Patch(string ContentType, ReadOnlyMemory<byte> Body)
{
    internal const string ApplyType = "application/apply-patch+yaml";
    internal const string MergeType = "application/merge-patch+json";
    internal const string JsonType = "application/json-patch+json";
    internal const string StrategicType = "application/strategic-merge-patch+json";

    /// <summary>RFC 7386: members replace members, null removes, lists are replaced whole.</summary>
    public static Patch Merge(JsonObject change) => new(MergeType, Bytes(change));

    /// <summary>RFC 6902: operations in order; build them with <see cref="JsonPatchBuilder"/>.</summary>
    public static Patch Json(JsonArray operations) => new(JsonType, Bytes(operations));

    /// <summary>Kubernetes' own: lists merge by their key. Built-in kinds only; custom resources answer 415.</summary>
    public static Patch Strategic(JsonObject change) => new(StrategicType, Bytes(change));

    /// <summary>Server-side apply: the fields that the manager wants, all of them each time.</summary>
    public static Patch Apply<T>(T intent, JsonTypeInfo<T> json) where T : class, IKubernetesObject
    {
        if (intent.Metadata.ResourceVersion is not null)
        {
            throw new ArgumentException(
                $"{intent.Kind} {intent.Key()} carries metadata.resourceVersion {intent.Metadata.ResourceVersion}: apply takes the fields that are wanted, "
                + "not an object as the server returned it", nameof(intent));
        }

        return new(ApplyType, JsonSerializer.SerializeToUtf8Bytes(intent, json));
    }

    private static byte[] Bytes(JsonNode node)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer)) node.WriteTo(writer);
        return buffer.ToArray();
    }
}
