using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Errors;
using Slipway.Sandbox.ApiServer.Http;

namespace Slipway.Sandbox.ApiServer.Admission;

/// <summary>The questions and answers of admission.k8s.io/v1.</summary>
internal static class AdmissionReviews
{
    private const string Version = "admission.k8s.io/v1";

    public static JsonObject Request(AdmissionAttempt attempt, string uid)
    {
        var resource = attempt.Resource;
        var request = new JsonObject
        {
            ["uid"] = uid,
            ["kind"] = new JsonObject { ["group"] = resource.Group, ["version"] = resource.Version, ["kind"] = resource.Kind },
            ["resource"] = new JsonObject { ["group"] = resource.Group, ["version"] = resource.Version, ["resource"] = resource.Plural },
            ["requestKind"] = new JsonObject { ["group"] = resource.Group, ["version"] = resource.Version, ["kind"] = resource.Kind },
            ["requestResource"] = new JsonObject { ["group"] = resource.Group, ["version"] = resource.Version, ["resource"] = resource.Plural },
            ["name"] = attempt.Name,
            ["operation"] = attempt.Operation,
            ["userInfo"] = ReviewHandler.User(attempt.User),
            ["object"] = Typed(attempt, attempt.Object),
            ["oldObject"] = Typed(attempt, attempt.OldObject),
            ["dryRun"] = attempt.DryRun,
        };
        if (attempt.Namespace.Length > 0)
        {
            request["namespace"] = attempt.Namespace;
        }

        if (attempt.Subresource.Length > 0)
        {
            request["subResource"] = attempt.Subresource;
            request["requestSubResource"] = attempt.Subresource;
        }

        return new JsonObject { ["kind"] = "AdmissionReview", ["apiVersion"] = Version, ["request"] = request };
    }

    /// <summary>The verdict in a webhook's answer.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static JsonObject Response(JsonNode? answer, string uid)
    {
        if (answer.TextAt("kind") != "AdmissionReview" || answer.TextAt("apiVersion") != Version)
        {
            throw new FormatException($"expected webhook response of {Version}, Kind=AdmissionReview, got {answer.TextAt("apiVersion")}, Kind={answer.TextAt("kind")}");
        }

        var response = answer.ObjectAt("response") ?? throw new FormatException("webhook response was absent");
        return response.TextAt("uid") == uid ? response : throw new FormatException($"expected response.uid=\"{uid}\", got \"{response.TextAt("uid")}\"");
    }

    /// <summary>The refusal that the client gets: the webhook's own status, with its name in front of the message.</summary>
    public static ApiException Denial(string webhook, JsonObject? result)
    {
        var status = (JsonObject?)result?.DeepClone() ?? [];
        var code = (int)Math.Max(400, status.IntegerAt("code") ?? 0);
        var because = status.TextAt("message") is { Length: > 0 } message ? message : status.TextAt("reason");
        status["kind"] = "Status";
        status["apiVersion"] = "v1";
        status["metadata"] = new JsonObject();
        status["status"] = "Failure";
        status["message"] = $"admission webhook \"{webhook}\" denied the request{(string.IsNullOrEmpty(because) ? " without explanation" : $": {because}")}";
        status["code"] = (long)code;
        return new ApiException(code, status);
    }

    public static ApiException Unreachable(string webhook, string why)
    {
        var text = $"failed calling webhook \"{webhook}\": failed to call webhook: {why}";
        var details = new JsonObject { ["causes"] = new JsonArray(new JsonObject { ["message"] = text }) };
        return new ApiException(500, ApiErrors.Status(500, "InternalError", $"Internal error occurred: {text}", details));
    }

    private static JsonObject? Typed(AdmissionAttempt attempt, JsonObject? obj)
    {
        if (obj is null)
        {
            return null;
        }

        var typed = (JsonObject)obj.DeepClone();
        typed["kind"] = attempt.Resource.Kind;
        typed["apiVersion"] = attempt.Resource.ApiVersion;
        return typed;
    }
}
