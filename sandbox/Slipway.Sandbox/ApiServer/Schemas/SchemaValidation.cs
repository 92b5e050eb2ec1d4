using System.Globalization;
using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Errors;

namespace Slipway.Sandbox.ApiServer.Schemas;

/// <summary>Checks a value against a schema, with the causes and texts that a real server gives.</summary>
internal static class SchemaValidation
{
    public static void Validate(JsonNode? value, Schema schema, string path, ICollection<FieldError> errors)
    {
        if (value is null)
        {
            if (!schema.Nullable && schema.Type.Length > 0)
            {
                errors.Add(FieldError.TypeInvalid(path, "null", $"{path} in body must be of type {schema.Type}: \"null\""));
            }

            return;
        }

        if (!HasType(value, schema, out var actual))
        {
            var wanted = schema.IntOrString ? "integer,string" : schema.Type;
            errors.Add(FieldError.TypeInvalid(path, actual, $"{path} in body must be of type {wanted}: \"{actual}\""));
            return;
        }

        if (schema.Enum is { } allowed && !allowed.Any(a => JsonTree.Equal(a, value)))
        {
            errors.Add(FieldError.NotSupported(path, value, allowed));
        }

        switch (value)
        {
            case JsonObject members:
                ValidateObject(members, schema, path, errors);
                break;
            case JsonArray items:
                ValidateArray(items, schema, path, errors);
                break;
            default:
                ValidateScalar(value, schema, path, errors);
                break;
        }

        SchemaCombinations.Validate(value, schema, path, errors);
    }

    private static bool HasType(JsonNode value, Schema schema, out string actual)
    {
        actual = value switch
        {
            JsonObject => "object",
            JsonArray => "array",
            _ when JsonTree.IsString(value, out _) => "string",
            _ when JsonTree.IsBoolean(value, out _) => "boolean",
            _ when JsonTree.IsInteger(value, out _) => "integer",
            _ => "number",
        };
        if (schema.IntOrString)
        {
            return actual is "integer" or "string";
        }

        return schema.Type.Length == 0 || schema.Type == actual || (schema.Type == "number" && actual == "integer") || (schema.Quantity && actual is "integer" or "number");
    }

    private static void ValidateObject(JsonObject members, Schema schema, string path, ICollection<FieldError> errors)
    {
        foreach (var name in schema.Required.Where(name => !members.ContainsKey(name)))
        {
            errors.Add(FieldError.Required(Join(path, name)));
        }

        if (schema.MinProperties > members.Count)
        {
            errors.Add(FieldError.Invalid(path, members, $"{path} in body should have at least {schema.MinProperties} properties"));
        }

        if (schema.MaxProperties < members.Count)
        {
            errors.Add(FieldError.TooMany(path, members.Count, schema.MaxProperties.Value));
        }

        foreach (var (name, value) in members)
        {
            if (schema.Properties.TryGetValue(name, out var known))
            {
                Validate(value, known, Join(path, name), errors);
            }
            else if (schema.AdditionalProperties is { } additional)
            {
                Validate(value, additional, Join(path, name), errors);
            }
        }
    }

    private static void ValidateArray(JsonArray items, Schema schema, string path, ICollection<FieldError> errors)
    {
        if (schema.MinItems > items.Count)
        {
            errors.Add(FieldError.Invalid(path, JsonValue.Create((long)items.Count), $"{path} in body should have at least {schema.MinItems} items"));
        }

        if (schema.MaxItems < items.Count)
        {
            errors.Add(FieldError.TooMany(path, items.Count, schema.MaxItems.Value));
        }

        if (schema.Items is { } itemSchema)
        {
            for (var i = 0; i < items.Count; i++)
            {
                Validate(items[i], itemSchema, $"{path}[{i}]", errors);
            }
        }

        if (schema.UniqueItems && items.Where((item, i) => items.Take(i).Any(before => JsonTree.Equal(before, item))).Any())
        {
            errors.Add(FieldError.Invalid(path, items, $"{path} in body shouldn't contain duplicates"));
        }

        ValidateKeys(items, schema, path, errors);
    }

    private static void ValidateKeys(JsonArray items, Schema schema, string path, ICollection<FieldError> errors)
    {
        // Built-in kinds refuse duplicates where their own rules say so only: two environment variables of one name are fine.
        if (schema.ListType is not ("set" or "map") || schema.Source is null)
        {
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < items.Count; i++)
        {
            var key = schema.ListType == "set" ? items[i] : KeyOf(items[i] as JsonObject, schema);
            if (!seen.Add(JsonTree.ToText(key)))
            {
                errors.Add(FieldError.Duplicate($"{path}[{i}]", key));
            }
        }
    }

    private static JsonObject KeyOf(JsonObject? item, Schema schema)
    {
        var key = new JsonObject();
        foreach (var name in schema.ListMapKeys)
        {
            if (item?[name] is { } part)
            {
                key[name] = part.DeepClone();
            }
        }

        return key;
    }

    private static void ValidateScalar(JsonNode value, Schema schema, string path, ICollection<FieldError> errors)
    {
        if (JsonTree.IsString(value, out var text))
        {
            ValidateText(text, value, schema, path, errors);
        }
        else if (JsonTree.IsNumber(value, out var number))
        {
            ValidateNumber(number, value, schema, path, errors);
        }
    }

    private static void ValidateText(string text, JsonNode value, Schema schema, string path, ICollection<FieldError> errors)
    {
        var length = text.EnumerateRunes().Count();
        if (length < schema.MinLength)
        {
            errors.Add(FieldError.Invalid(path, value, $"{path} in body should be at least {schema.MinLength} chars long"));
        }

        if (length > schema.MaxLength)
        {
            errors.Add(FieldError.TooLong(path, schema.MaxLength.Value));
        }

        if (schema.Pattern is { } pattern && !pattern.IsMatch(text))
        {
            errors.Add(FieldError.Invalid(path, value, $"{path} in body should match '{pattern}'"));
        }

        if (schema.Quantity && BuiltIns.Quantity.Parse(text) is null)
        {
            errors.Add(FieldError.TypeInvalid(path, text, $"{path} in body must be of type quantity: \"{text}\""));
        }

        if (!StringFormats.IsValid(text, schema.Format))
        {
            errors.Add(FieldError.TypeInvalid(path, text, $"{path} in body must be of type {schema.Format}: \"{text}\""));
        }
    }

    private static void ValidateNumber(double number, JsonNode value, Schema schema, string path, ICollection<FieldError> errors)
    {
        if (schema.Source is null)
        {
            // Built-in kinds are checked by code in a real server, and it speaks shorter.
            if (number < schema.Minimum || number > schema.Maximum)
            {
                errors.Add(FieldError.Invalid(path, value, schema.Maximum is null ? $"must be greater than or equal to {Text(schema.Minimum)}" : $"must be between {Text(schema.Minimum)} and {Text(schema.Maximum)}, inclusive"));
            }

            return;
        }

        if (number < schema.Minimum || (schema.ExclusiveMinimum && number <= schema.Minimum))
        {
            errors.Add(FieldError.Invalid(path, value, $"{path} in body should be greater than {(schema.ExclusiveMinimum ? "" : "or equal to ")}{Text(schema.Minimum)}"));
        }

        if (number > schema.Maximum || (schema.ExclusiveMaximum && number >= schema.Maximum))
        {
            errors.Add(FieldError.Invalid(path, value, $"{path} in body should be less than {(schema.ExclusiveMaximum ? "" : "or equal to ")}{Text(schema.Maximum)}"));
        }

        if (schema.MultipleOf is { } factor && number / factor != Math.Floor(number / factor))
        {
            errors.Add(FieldError.Invalid(path, value, $"{path} in body should be a multiple of {Text(factor)}"));
        }

        if (schema.Format == "int32" && number is > int.MaxValue or < int.MinValue)
        {
            errors.Add(FieldError.Invalid(path, value, $"{path} in body must be of type int32: \"{Text(number)}\""));
        }
    }

    private static string Text(double? number) => number?.ToString("R", CultureInfo.InvariantCulture) ?? "";

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
