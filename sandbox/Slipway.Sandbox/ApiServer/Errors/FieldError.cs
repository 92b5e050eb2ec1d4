using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;

namespace Slipway.Sandbox.ApiServer.Errors;

/// <summary>One cause of a 422: which field, why (a machine-readable reason), and the text that people read.</summary>
internal sealed record FieldError(string Field, string Reason, string Message)
{
    public static FieldError Required(string field, string detail = "") =>
        new(field, "FieldValueRequired", detail.Length == 0 ? "Required value" : $"Required value: {detail}");

    public static FieldError Invalid(string field, JsonNode? value, string detail) =>
        new(field, "FieldValueInvalid", $"Invalid value: {JsonTree.ToText(value)}: {detail}");

    public static FieldError TypeInvalid(string field, string actual, string detail) =>
        new(field, "FieldValueTypeInvalid", $"Invalid value: \"{actual}\": {detail}");

    public static FieldError Forbidden(string field, string detail) => new(field, "FieldValueForbidden", $"Forbidden: {detail}");

    public static FieldError Duplicate(string field, JsonNode? value) =>
        new(field, "FieldValueDuplicate", $"Duplicate value: {JsonTree.ToText(value)}");

    public static FieldError NotSupported(string field, JsonNode? value, IEnumerable<JsonNode?> supported) =>
        new(field, "FieldValueNotSupported", $"Unsupported value: {JsonTree.ToText(value)}: supported values: {string.Join(", ", supported.Select(s => $"\"{JsonTree.Display(s)}\""))}");

    public static FieldError NotSupported(string field, string value, params string[] supported) =>
        NotSupported(field, JsonValue.Create(value), supported.Select(s => (JsonNode?)JsonValue.Create(s)));

    public static FieldError NotFound(string field, JsonNode? value) => new(field, "FieldValueNotFound", $"Not found: {JsonTree.ToText(value)}");

    public static FieldError TooLong(string field, long maximum) =>
        new(field, "FieldValueTooLong", $"Too long: may not be more than {maximum} bytes");

    public static FieldError TooMany(string field, int actual, long maximum) =>
        new(field, "FieldValueTooMany", $"Too many: {actual}: must have at most {maximum} items");
}
