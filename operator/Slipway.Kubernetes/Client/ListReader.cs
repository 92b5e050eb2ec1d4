using System.Buffers;
using System.Text.Json;
using Slipway.Kubernetes.Resources;

namespace Slipway.Kubernetes.Client;

/// <summary>Reads a list document, item by item from its UTF-8 bytes.</summary>
internal static class ListReader
{
    public static ResourceList<T> Read<T>(ReadOnlySequence<byte> body, ResourceType<T> type) where T : class, IKubernetesObject
    {
        var reader = new Utf8JsonReader(body);
        var items = new List<T>();
        ListMeta? metadata = null;

        Expect(ref reader, JsonTokenType.StartObject, type.Kind);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("items"u8)) ReadItems(ref reader, type, items);
            else if (reader.ValueTextEquals("metadata"u8))
            {
                reader.Read();
                metadata = JsonSerializer.Deserialize(ref reader, ClientJson.Default.ListMeta);
            }
            else
            {
                reader.Skip();
            }
        }

        var next = string.IsNullOrEmpty(metadata?.Continue) ? null : metadata.Continue;
        return new ResourceList<T>(items, metadata?.ResourceVersion ?? "", next, metadata?.RemainingItemCount);
    }

    private static void ReadItems<T>(ref Utf8JsonReader reader, ResourceType<T> type, List<T> items) where T : class, IKubernetesObject
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null) return;
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException($"list of {type.Plural}: items is a {reader.TokenType}, not an array");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var item = ObjectReader.Read(ref reader, type);
            // Items of built-in lists come without these two; a typed object knows them, a tree does not.
            if (item is DynamicObject tree)
            {
                tree.Content.TryAdd("apiVersion", type.ApiVersion);
                tree.Content.TryAdd("kind", type.Kind);
            }

            items.Add(item);
        }
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType token, string kind)
    {
        if (!reader.Read() || reader.TokenType != token) throw new JsonException($"list of {kind}: expected {token}, found {reader.TokenType}");
    }
}
