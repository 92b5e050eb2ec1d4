using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Errors;

namespace Slipway.Sandbox.ApiServer.BuiltIns;

/// <summary>What ConfigMaps and Secrets have in common.</summary>
internal static partial class KeyedData
{
    public static void Validate(JsonObject obj, JsonObject? old, ICollection<FieldError> errors, params string[] fields)
    {
        if (old.FlagAt("immutable"))
        {
            if (!obj.FlagAt("immutable"))
            {
                errors.Add(FieldError.Forbidden("immutable", "field is immutable when `immutable` is set"));
            }

            foreach (var field in fields.Where(f => !JsonTree.Equal(old.At(f), obj[f])))
            {
                errors.Add(FieldError.Forbidden(field, "field is immutable when `immutable` is set"));
            }
        }

        foreach (var field in fields)
        {
            foreach (var (key, _) in obj.ObjectAt(field) ?? [])
            {
                if (field == "data" && obj.ObjectAt("binaryData")?.ContainsKey(key) == true)
                {
                    errors.Add(FieldError.Invalid($"data[{key}]", JsonValue.Create(key), "duplicate of key present in binaryData"));
                }

                if (!KeyPattern().IsMatch(key))
                {
                    errors.Add(FieldError.Invalid($"{field}[{key}]", JsonValue.Create(key), "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')"));
                }
            }
        }
    }

    [GeneratedRegex("^[-._a-zA-Z0-9]+$")]
    private static partial Regex KeyPattern();
}
