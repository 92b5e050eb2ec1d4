using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Errors;

namespace Slipway.Sandbox.ApiServer.Schemas;

/// <summary>allOf, anyOf, oneOf and not: value validations that do not shape the object.</summary>
internal static class SchemaCombinations
{
    public static void Validate(JsonNode value, Schema schema, string path, ICollection<FieldError> errors)
    {
        foreach (var part in schema.AllOf)
        {
            SchemaValidation.Validate(value, part, path, errors);
        }

        if (schema.AnyOf.Count > 0 && !schema.AnyOf.Any(part => Holds(value, part, path)))
        {
            errors.Add(FieldError.Invalid(path, value, $"{path} in body must validate at least one schema (anyOf)"));
        }

        if (schema.OneOf.Count > 0 && schema.OneOf.Count(part => Holds(value, part, path)) != 1)
        {
            errors.Add(FieldError.Invalid(path, value, $"{path} in body must validate one and only one schema (oneOf)"));
        }

        if (schema.Not is { } not && Holds(value, not, path))
        {
            errors.Add(FieldError.Invalid(path, value, $"{path} in body must not validate the schema (not)"));
        }
    }

    private static bool Holds(JsonNode value, Schema schema, string path)
    {
        var errors = new List<FieldError>();
        SchemaValidation.Validate(value, schema, path, errors);
        return errors.Count == 0;
    }
}
