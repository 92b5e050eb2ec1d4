using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Slipway.Sandbox.ApiServer.Documents;

namespace Slipway.Sandbox.ApiServer.Schemas;

/// <summary>Reads the openAPIV3Schema of a CustomResourceDefinition.</summary>
internal static class CrdSchemaReader
{
    public static Schema Read(JsonObject source)
    {
        var schema = new Schema
        {
            Type = source.TextAt("type") ?? "",
            Format = source.TextAt("format") ?? "",
            Description = source.TextAt("description") ?? "",
            Nullable = source.FlagAt("nullable"),
            PreserveUnknown = source.FlagAt("x-kubernetes-preserve-unknown-fields"),
            IntOrString = source.FlagAt("x-kubernetes-int-or-string"),
            EmbeddedResource = source.FlagAt("x-kubernetes-embedded-resource"),
            Enum = source.ArrayAt("enum"),
            Pattern = source.TextAt("pattern") is { } pattern ? new Regex(pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(30)) : null,
            Minimum = Number(source, "minimum"),
            Maximum = Number(source, "maximum"),
            ExclusiveMinimum = source.FlagAt("exclusiveMinimum"),
            ExclusiveMaximum = source.FlagAt("exclusiveMaximum"),
            MultipleOf = Number(source, "multipleOf"),
            MinLength = source.IntegerAt("minLength"),
            MaxLength = source.IntegerAt("maxLength"),
            MinItems = source.IntegerAt("minItems"),
            MaxItems = source.IntegerAt("maxItems"),
            MinProperties = source.IntegerAt("minProperties"),
            MaxProperties = source.IntegerAt("maxProperties"),
            UniqueItems = source.FlagAt("uniqueItems"),
            ListType = source.TextAt("x-kubernetes-list-type") ?? "atomic",
            ListMapKeys = [.. source.ArrayAt("x-kubernetes-list-map-keys").Strings()],
            MapIsAtomic = source.TextAt("x-kubernetes-map-type") == "atomic",
            Not = source.ObjectAt("not") is { } not ? Read(not) : null,
            AllOf = Several(source, "allOf"),
            AnyOf = Several(source, "anyOf"),
            OneOf = Several(source, "oneOf"),
            Source = source,
        };
        if (source.TryGetPropertyValue("default", out var value))
        {
            schema.HasDefault = true;
            schema.Default = value;
        }

        foreach (var (name, member) in source.ObjectAt("properties") ?? [])
        {
            schema.Properties[name] = Read((JsonObject)member!);
        }

        schema.Required.UnionWith(source.ArrayAt("required").Strings());
        schema.Items = source.ObjectAt("items") is { } items ? Read(items) : null;
        schema.AdditionalProperties = source["additionalProperties"] switch
        {
            JsonObject additional => Read(additional),
            JsonValue flag when JsonTree.IsBoolean(flag, out var allowed) && allowed => Schema.Anything,
            _ => null,
        };
        return schema;
    }

    private static double? Number(JsonObject source, string name) => JsonTree.IsNumber(source[name], out var value) ? value : null;

    private static List<Schema> Several(JsonObject source, string name) => [.. source.ArrayAt(name).Objects().Select(Read)];
}
