using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;

namespace Slipway.Sandbox.ApiServer.Http;

/// <summary>Access reviews: whoever has the sandbox's token may do everything, and reviews say so. Tokens of service accounts are told apart.</summary>
internal static class ReviewHandler
{
    /// <summary>The one user that there is, or the one whom it speaks for.</summary>
    public static JsonObject User(string? impersonated = null) => new() { ["username"] = impersonated ?? "sandbox-admin", ["groups"] = new JsonArray("system:masters", "system:authenticated") };

    public static async Task HandleAsync(ApiRequest request, TokenHandler tokens)
    {
        var body = await RequestBody.ReadObjectAsync(request.Http, []);
        var review = new JsonObject { ["kind"] = request.Resource.Kind, ["apiVersion"] = request.Resource.ApiVersion, ["metadata"] = new JsonObject { ["creationTimestamp"] = null } };
        if (body.ObjectAt("spec") is { } spec)
        {
            review["spec"] = spec.DeepClone();
        }

        review["status"] = request.Resource.Kind switch
        {
            "SelfSubjectReview" => new JsonObject { ["userInfo"] = User() },
            "TokenReview" => tokens.Review(body.ObjectAt("spec")) ?? new JsonObject { ["authenticated"] = true, ["user"] = User() },
            "SelfSubjectRulesReview" => new JsonObject
            {
                ["resourceRules"] = new JsonArray(new JsonObject { ["verbs"] = new JsonArray("*"), ["apiGroups"] = new JsonArray("*"), ["resources"] = new JsonArray("*") }),
                ["nonResourceRules"] = new JsonArray(new JsonObject { ["verbs"] = new JsonArray("*"), ["nonResourceURLs"] = new JsonArray("*") }),
                ["incomplete"] = false,
            },
            _ => new JsonObject { ["allowed"] = true },
        };
        await Answer.Json(request.Http, 201, review);
    }
}
