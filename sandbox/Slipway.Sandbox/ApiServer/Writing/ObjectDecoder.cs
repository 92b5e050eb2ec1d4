using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.BuiltIns;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Errors;
using Slipway.Sandbox.ApiServer.Resources;
using Slipway.Sandbox.ApiServer.Schemas;

namespace Slipway.Sandbox.ApiServer.Writing;

/// <summary>Turns what a client sent into an object of the resource: unknown fields dropped, types and kind checked.</summary>
internal static class ObjectDecoder
{
    /// <summary>Checks kind and apiVersion; clients may leave them out where the path already says them.</summary>
    public static void CheckKind(JsonObject body, ResourceInfo resource)
    {
        var kind = body.TextAt("kind");
        var apiVersion = body.TextAt("apiVersion");
        if (resource.IsCustom && string.IsNullOrEmpty(kind))
        {
            throw ApiErrors.BadRequest($"Object 'Kind' is missing in '{JsonTree.ToText(body)}'");
        }

        if (!string.IsNullOrEmpty(apiVersion) && apiVersion != resource.ApiVersion)
        {
            throw ApiErrors.BadRequest($"the API version in the data ({apiVersion}) does not match the expected API version ({resource.ApiVersion})");
        }

        if (!string.IsNullOrEmpty(kind) && kind != resource.Kind)
        {
            throw ApiErrors.BadRequest($"{kind} in version \"{resource.Version}\" cannot be handled as a {resource.Kind}: converting ({kind}) to ({resource.Kind}): unknown conversion");
        }

        body["kind"] = resource.Kind;
        body["apiVersion"] = resource.ApiVersion;
    }

    /// <summary>Drops what the schema does not know and reports it as the request wishes.</summary>
    public static void Prune(JsonObject body, ResourceInfo resource, WriteOptions options, IReadOnlyCollection<string> duplicates, bool isPatch = false)
    {
        var unknown = new List<string>();
        SchemaPruning.Prune(body, resource.Schema, "", unknown);
        if (options.FieldValidation == "Ignore")
        {
            return;
        }

        var complaints = duplicates.Select(d => $"duplicate field \"{d}\"").Concat(unknown.Order(StringComparer.Ordinal).Select(u => $"unknown field \"{u}\"")).ToList();
        if (complaints.Count == 0)
        {
            return;
        }

        if (options.FieldValidation != "Strict")
        {
            options.Warnings.AddRange(complaints);
            return;
        }

        var text = $"strict decoding error: {string.Join(", ", complaints)}";
        if (isPatch)
        {
            // A real server names neither kind nor object here.
            throw ApiErrors.Invalid("", "", "", "", [FieldError.Invalid("patch", JsonValue.Create(JsonTree.ToText(body)), text)]);
        }

        throw Unreadable(resource, text);
    }

    /// <summary>What a typed object could not hold at all is a bad request, not an invalid object.</summary>
    public static void CheckTypes(JsonObject body, ResourceInfo resource)
    {
        var errors = new List<FieldError>();
        SchemaValidation.Validate(body, resource.IsCustom ? MetadataOnly : resource.Schema, "", errors);
        if (errors.Find(e => e.Reason == "FieldValueTypeInvalid" || e.Message.Contains("must be of type", StringComparison.Ordinal)) is { } error)
        {
            throw Unreadable(resource, Reason(error));
        }
    }

    /// <summary>Applied configurations are read field by field: what the schema does not know cannot be owned, whatever fieldValidation says.</summary>
    public static void CheckApplied(JsonObject config, ResourceInfo resource)
    {
        var subject = $"failed to create typed patch object ({config.TextAt("metadata", "namespace")}/{config.TextAt("metadata", "name")}; {resource.ApiVersion}, Kind={resource.Kind})";
        var unknown = new List<string>();
        SchemaPruning.Prune(config, resource.Schema, "", unknown);
        if (unknown.Count > 0)
        {
            throw ApiErrors.Internal($"{subject}: .{unknown[0]}: field not declared in schema");
        }

        if (AppliedLists.Problem(config, resource.Schema, "") is { } problem)
        {
            throw ApiErrors.Internal($"{subject}: {problem}");
        }

        CheckTypes(config, resource);
    }

    /// <summary>How a real server begins when a text cannot be read as what it should be.</summary>
    private static readonly (string Type, string Words)[] Unparsable =
    [
        ("byte", "illegal base64 data"), ("micro-time", "parsing time"), ("date-time", "parsing time"), ("quantity", "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"),
    ];

    private static readonly Schema MetadataOnly = MetadataSchema();

    private static Schema MetadataSchema()
    {
        var schema = new Schema { Type = "object" };
        schema.Properties["metadata"] = BuiltInSchemas.ObjectMeta;
        return schema;
    }

    private static string Reason(FieldError error)
    {
        foreach (var (type, words) in Unparsable)
        {
            if (error.Message.Contains($"must be of type {type}:", StringComparison.Ordinal))
            {
                return $"{words}: {error.Field}: {error.Message}";
            }
        }

        return $"json: cannot unmarshal field {error.Field}: {error.Message}";
    }

    private static ApiException Unreadable(ResourceInfo resource, string why) =>
        ApiErrors.BadRequest($"{resource.Kind} in version \"{resource.Version}\" cannot be handled as a {resource.Kind}: {why}");
}
