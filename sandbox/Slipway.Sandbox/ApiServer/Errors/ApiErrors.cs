using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Resources;

namespace Slipway.Sandbox.ApiServer.Errors;

/// <summary>The failures that a Kubernetes API server answers with, in its words: clients and people match on them.</summary>
internal static class ApiErrors
{
    public const string Modified = "the object has been modified; please apply your changes to the latest version and try again";

    public static JsonObject Status(int code, string? reason, string message, JsonObject? details = null)
    {
        var status = new JsonObject { ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Failure", ["message"] = message };
        if (reason is not null)
        {
            status["reason"] = reason;
        }

        if (details is not null)
        {
            status["details"] = details;
        }

        status["code"] = (long)code;
        return status;
    }

    public static JsonObject Details(string name, string group, string kind)
    {
        var details = new JsonObject();
        if (name.Length > 0)
        {
            details["name"] = name;
        }

        if (group.Length > 0)
        {
            details["group"] = group;
        }

        if (kind.Length > 0)
        {
            details["kind"] = kind;
        }

        return details;
    }

    public static ApiException NotFound(ResourceInfo resource, string name) =>
        new(404, Status(404, "NotFound", $"{resource.QualifiedPlural} \"{name}\" not found", Details(name, resource.Group, resource.Plural)));

    public static ApiException NotFound(string plural, string name) =>
        new(404, Status(404, "NotFound", $"{plural} \"{name}\" not found", Details(name, "", plural)));

    public static ApiException UnknownResource() =>
        new(404, Status(404, "NotFound", "the server could not find the requested resource", []));

    public static ApiException AlreadyExists(ResourceInfo resource, string name, bool terminating) =>
        new(409, Status(409, "AlreadyExists", $"{(terminating ? "object is being deleted: " : "")}{resource.QualifiedPlural} \"{name}\" already exists", Details(name, resource.Group, resource.Plural)));

    public static ApiException Conflict(ResourceInfo resource, string name, string why = Modified) =>
        new(409, Status(409, "Conflict", $"Operation cannot be fulfilled on {resource.QualifiedPlural} \"{name}\": {why}", Details(name, resource.Group, resource.Plural)));

    public static ApiException Precondition(ResourceInfo resource, string name, string why) =>
        new(409, Status(409, "Conflict", $"Operation cannot be fulfilled on {resource.QualifiedKind} \"{name}\": {why}", Details(name, resource.Group, resource.Kind)));

    public static ApiException BadRequest(string message) => new(400, Status(400, "BadRequest", message));

    public static ApiException Internal(string message) => new(500, Status(500, null, message));

    public static ApiException Unauthorized() => new(401, Status(401, "Unauthorized", "Unauthorized"));

    public static ApiException Forbidden(ResourceInfo resource, string name, string why, JsonArray? causes = null)
    {
        var details = Details(name, resource.Group, resource.Plural);
        if (causes is not null)
        {
            details["causes"] = causes;
        }

        return new(403, Status(403, "Forbidden", $"{resource.QualifiedPlural} \"{name}\" is forbidden: {why}", details));
    }

    public static ApiException MethodNotAllowed() =>
        new(405, Status(405, "MethodNotAllowed", "the server does not allow this method on the requested resource", []));

    public static ApiException NotAcceptable(string accepted) =>
        new(406, Status(406, "NotAcceptable", $"only the following media types are accepted: {accepted}"));

    public static ApiException UnsupportedMediaType(string message) => new(415, Status(415, "UnsupportedMediaType", message));

    public static ApiException TooLarge(long limit) =>
        new(413, Status(413, "RequestEntityTooLarge", $"Request entity too large: limit is {limit}"));

    public static ApiException RejectedPatch() =>
        new(422, Status(422, "Invalid", "the server rejected our request due to an error in our request", []));

    public static ApiException Expired(string message) => new(410, Status(410, "Expired", message));

    public static ApiException TooLargeResourceVersion(long asked, long current)
    {
        var details = new JsonObject
        {
            ["causes"] = new JsonArray(new JsonObject { ["reason"] = "ResourceVersionTooLarge", ["message"] = "Too large resource version" }),
            ["retryAfterSeconds"] = 1L,
        };
        return new(504, Status(504, "Timeout", $"Timeout: Too large resource version: {asked}, current: {current}", details)) { RetryAfterSeconds = 1 };
    }

    public static ApiException Invalid(string qualifiedKind, string group, string kind, string name, IReadOnlyList<FieldError> errors)
    {
        var details = Details(name, group, kind);
        details["causes"] = new JsonArray([.. errors.Select(e => (JsonNode)new JsonObject { ["reason"] = e.Reason, ["message"] = e.Message, ["field"] = e.Field })]);
        // The text names equal errors once, the list of causes keeps them all.
        var texts = errors.Select(e => $"{e.Field}: {e.Message}").Distinct().ToList();
        var text = texts.Count == 1 ? texts[0] : $"[{string.Join(", ", texts)}]";
        return new(422, Status(422, "Invalid", $"{qualifiedKind} \"{name}\" is invalid: {text}", details));
    }

    public static ApiException Invalid(ResourceInfo resource, string name, IReadOnlyList<FieldError> errors) =>
        Invalid(resource.QualifiedKind, resource.Group, resource.Kind, name, errors);
}
