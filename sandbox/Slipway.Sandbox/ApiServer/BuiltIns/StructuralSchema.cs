using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Errors;
using Slipway.Sandbox.ApiServer.Schemas;

namespace Slipway.Sandbox.ApiServer.BuiltIns;

/// <summary>Checks that the schema of a definition is structural: every field has a type, and every default fits its field.</summary>
internal static class StructuralSchema
{
    public static void Validate(JsonObject schema, string path, ICollection<FieldError> errors)
    {
        var free = schema.FlagAt("x-kubernetes-preserve-unknown-fields") || schema.FlagAt("x-kubernetes-int-or-string");
        if (schema.TextAt("type") is null && !free)
        {
            errors.Add(FieldError.Required($"{path}.type", "must not be empty for specified object fields"));
        }

        if (schema.TryGetPropertyValue("default", out var value))
        {
            var found = new List<FieldError>();
            SchemaValidation.Validate(value, CrdSchemaReader.Read(schema), "", found);
            foreach (var error in found)
            {
                errors.Add(error with { Field = $"{path}.default{(error.Field.Length > 0 ? "." + error.Field : "")}" });
            }
        }

        if (schema.TextAt("x-kubernetes-list-type") == "map" && schema.ArrayAt("x-kubernetes-list-map-keys") is not { Count: > 0 })
        {
            errors.Add(FieldError.Required($"{path}.x-kubernetes-list-map-keys", "must not be empty if x-kubernetes-list-type is map"));
        }

        foreach (var (name, member) in schema.ObjectAt("properties") ?? [])
        {
            Validate((JsonObject)member!, $"{path}.properties[{name}]", errors);
        }

        if (schema.ObjectAt("items") is { } items)
        {
            Validate(items, $"{path}.items", errors);
        }

        if (schema.ObjectAt("additionalProperties") is { } additional)
        {
            Validate(additional, $"{path}.additionalProperties", errors);
        }
    }
}
