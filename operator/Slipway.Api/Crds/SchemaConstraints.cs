using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json.Nodes;

namespace Slipway.Api.Crds;

/// <summary>Turns the attributes of a member into constraints of its schema.</summary>
internal static class SchemaConstraints
{
    public static void Add(JsonObject schema, PropertyInfo member)
    {
        foreach (var attribute in member.GetCustomAttributes())
        {
            switch (attribute)
            {
                case RangeAttribute range: AddRange(schema, range); break;
                case RegularExpressionAttribute pattern: schema["pattern"] = pattern.Pattern; break;
                case StringLengthAttribute length: AddLength(schema, length); break;
                case MinLengthAttribute least: schema[IsList(schema) ? "minItems" : "minLength"] = least.Length; break;
                case MaxLengthAttribute most: schema[IsList(schema) ? "maxItems" : "maxLength"] = most.Length; break;
                case AllowedValuesAttribute allowed: schema["enum"] = new JsonArray([.. allowed.Values.Select(value => JsonValue.Create(value as string))]); break;
                case ListMapKeysAttribute keys: AddKeys(schema, keys); break;
                case FreeFormAttribute: AddFreeForm(schema); break;
            }
        }
    }

    private static bool IsList(JsonObject schema) => (string?)schema["type"] == "array";

    // The largest value of a .NET type says "no upper limit", which a schema says by silence.
    private static void AddRange(JsonObject schema, RangeAttribute range)
    {
        var (least, most) = (Number(range.Minimum), Number(range.Maximum));
        if (least > double.MinValue) schema["minimum"] = Literal(least);
        if (most < int.MaxValue) schema["maximum"] = Literal(most);
    }

    private static double Number(object value) => Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture);

    private static JsonValue Literal(double value) => double.IsInteger(value) ? JsonValue.Create((long)value) : JsonValue.Create(value);

    private static void AddLength(JsonObject schema, StringLengthAttribute length)
    {
        if (length.MinimumLength > 0) schema["minLength"] = length.MinimumLength;
        schema["maxLength"] = length.MaximumLength;
    }

    private static void AddKeys(JsonObject schema, ListMapKeysAttribute keys)
    {
        schema["x-kubernetes-list-type"] = "map";
        schema["x-kubernetes-list-map-keys"] = new JsonArray([.. keys.Keys.Select(key => JsonValue.Create(key))]);
    }

    private static void AddFreeForm(JsonObject schema)
    {
        if (IsList(schema)) schema["items"]!["x-kubernetes-preserve-unknown-fields"] = true;
        else schema["x-kubernetes-preserve-unknown-fields"] = true;
    }
}
