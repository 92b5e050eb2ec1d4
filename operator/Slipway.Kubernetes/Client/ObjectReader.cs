using System.Buffers;
using System.Text.Json;
using Slipway.Kubernetes.Resources;

namespace Slipway.Kubernetes.Client;

internal static class ObjectReader
{
    public static T ReadSingle<T>(ReadOnlySequence<byte> body, ResourceType<T> type) where T : class, IKubernetesObject
    {
        var reader = new Utf8JsonReader(body);
        return Read(ref reader, type);
    }

    public static T Read<T>(ref Utf8JsonReader reader, ResourceType<T> type) where T : class, IKubernetesObject =>
        JsonSerializer.Deserialize(ref reader, type.Json) ?? throw new JsonException($"{type.Kind}: the server sent null for an object");
}
