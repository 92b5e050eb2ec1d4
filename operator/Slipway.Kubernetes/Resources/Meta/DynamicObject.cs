using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Slipway.Kubernetes.Resources;

/// <summary>An object of any kind that loses no field, whoever defined it.</summary>
/// <remarks>Caveats: a JSON tree takes about ten times the memory of a typed object; do not cache many.</remarks>
[JsonConverter(typeof(DynamicObjectConverter))]
public sealed class DynamicObject : IKubernetesObject
{
    private ObjectMeta? metadata;

    /// <summary>Wraps a JSON object; later changes of <paramref name="content"/> show, but for <see cref="Metadata"/> once it was read.</summary>
    public DynamicObject(JsonObject content) => Content = content;

    /// <summary>The whole object.</summary>
    public JsonObject Content { get; }

    /// <inheritdoc/>
    public string ApiVersion => (string?)Content["apiVersion"] ?? "";

    /// <inheritdoc/>
    public string Kind => (string?)Content["kind"] ?? "";

    /// <inheritdoc/>
    public ObjectMeta Metadata => metadata ??= Content["metadata"] is JsonObject node
        ? node.Deserialize(KubernetesJson.Default.ObjectMeta) ?? ObjectMeta.Empty
        : ObjectMeta.Empty;

    /// <summary><c>spec</c>, or null.</summary>
    public JsonObject? Spec => Content["spec"] as JsonObject;

    /// <summary><c>status</c>, or null.</summary>
    public JsonObject? Status => Content["status"] as JsonObject;
}

/// <summary>Reads and writes a <see cref="DynamicObject"/> as the JSON object that it wraps.</summary>
public sealed class DynamicObjectConverter : JsonConverter<DynamicObject>
{
    /// <inheritdoc/>
    public override DynamicObject Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(JsonNode.Parse(ref reader) as JsonObject ?? throw new JsonException("an object of the Kubernetes API must be a JSON object"));

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DynamicObject value, JsonSerializerOptions options) => value.Content.WriteTo(writer, options);
}
