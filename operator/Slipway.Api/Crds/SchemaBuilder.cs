using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Slipway.Contracts;
using Slipway.Kubernetes.Resources;

namespace Slipway.Api.Crds;

/// <summary>Makes the structural schema of a type from what System.Text.Json knows of it, so that schema and reader cannot disagree.</summary>
/// <param name="json">The JSON of the types.</param>
/// <param name="withDefaults">Whether absent fields get their defaults from the API server; never in a status, which the operator alone writes.</param>
internal sealed class SchemaBuilder(JsonSerializerContext json, bool withDefaults)
{
    public JsonObject Build(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (Scalar(type) is { } scalar) return scalar;
        if (type.IsEnum) return Enumeration(type);
        var info = TypeInfo(type);
        return info.Kind switch
        {
            JsonTypeInfoKind.Enumerable => new JsonObject { ["type"] = "array", ["items"] = Build(info.ElementType!) },
            JsonTypeInfoKind.Dictionary => new JsonObject { ["type"] = "object", ["additionalProperties"] = Build(info.ElementType!) },
            JsonTypeInfoKind.Object => Record(info),
            _ => throw new NotSupportedException($"{type} has no form in a structural schema; give it a case in {nameof(SchemaBuilder)}."),
        };
    }

    private static JsonObject? Scalar(Type type)
    {
        if (type == typeof(string)) return new JsonObject { ["type"] = "string" };
        if (type == typeof(bool)) return new JsonObject { ["type"] = "boolean" };
        if (type == typeof(int)) return new JsonObject { ["type"] = "integer", ["format"] = "int32" };
        if (type == typeof(long)) return new JsonObject { ["type"] = "integer", ["format"] = "int64" };
        if (type == typeof(double)) return new JsonObject { ["type"] = "number", ["format"] = "double" };
        if (type == typeof(DateTimeOffset)) return new JsonObject { ["type"] = "string", ["format"] = "date-time" };
        if (type == typeof(DateOnly)) return new JsonObject { ["type"] = "string", ["format"] = "date" };
        if (type == typeof(Duration)) return new JsonObject { ["type"] = "string", ["pattern"] = Duration.Pattern };
        if (type == typeof(IntOrString)) return IntegerOrString();
        if (type == typeof(JsonElement)) return new JsonObject { ["x-kubernetes-preserve-unknown-fields"] = true };
        return type == typeof(JsonObject) ? FreeForm() : null;
    }

    private static JsonObject IntegerOrString() => new() { ["x-kubernetes-int-or-string"] = true };

    private static JsonObject FreeForm() => new() { ["type"] = "object", ["x-kubernetes-preserve-unknown-fields"] = true };

    private static JsonObject Enumeration(Type type) => new()
    {
        ["type"] = "string",
        ["enum"] = new JsonArray([.. Enum.GetNames(type).Select(name => JsonValue.Create(name))]),
    };

    private JsonObject Record(JsonTypeInfo info)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (var property in info.Properties)
        {
            if (property.IsExtensionData) continue;
            properties[property.Name] = Field(info.Type, property);
            if (property.IsRequired) required.Add(property.Name);
        }

        var schema = new JsonObject { ["type"] = "object", ["properties"] = properties };
        if (required.Count > 0) schema["required"] = required;
        return schema;
    }

    private JsonObject Field(Type owner, JsonPropertyInfo property)
    {
        var member = property.AttributeProvider as PropertyInfo
            ?? throw new InvalidOperationException($"{owner}.{property.Name} has no .NET property behind it.");
        var schema = member.GetCustomAttribute<JsonConverterAttribute>()?.ConverterType == typeof(QuantitiesConverter)
            ? new JsonObject { ["type"] = "object", ["additionalProperties"] = IntegerOrString() }
            : Build(property.PropertyType);
        SchemaConstraints.Add(schema, member);
        if (Description(member) is { } description) schema.Insert(0, "description", description);
        if (withDefaults && !property.IsRequired && Default(owner, member) is { } value) schema["default"] = value;
        return schema;
    }

    private static string? Description(PropertyInfo member)
    {
        var type = Nullable.GetUnderlyingType(member.PropertyType) ?? member.PropertyType;
        var summary = XmlDocumentation.Of(member);
        if (!type.IsEnum) return summary;
        var values = Enum.GetNames(type).Select(name => $"{name}: {XmlDocumentation.OfValue(type, name)}");
        return $"{summary} {string.Join(' ', values)}";
    }

    // An initialiser survives reading only on a settable member (docs/decisions/json-defaults.md); an absent enum reads as its first value.
    private JsonNode? Default(Type owner, PropertyInfo member)
    {
        if (member.PropertyType.IsEnum || IsSettable(member))
        {
            var value = member.GetValue(Activator.CreateInstance(owner));
            var info = TypeInfo(member.PropertyType);

            // An empty text means the same as none; servers before 1.22 read it as null in an applied schema and refuse the whole definition.
            if (value is null or "") return null;
            return info.Kind == JsonTypeInfoKind.Object ? new JsonObject() : JsonSerializer.SerializeToNode(value, info);
        }

        return null;
    }

    private static bool IsSettable(PropertyInfo member) =>
        member.SetMethod is { } set && !set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));

    private JsonTypeInfo TypeInfo(Type type) => json.GetTypeInfo(type) ?? throw new NotSupportedException($"{json.GetType().Name} does not know {type}.");
}
