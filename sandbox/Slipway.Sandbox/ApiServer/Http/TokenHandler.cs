using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.BuiltIns;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Errors;

namespace Slipway.Sandbox.ApiServer.Http;

/// <summary>Tokens of service accounts: the subresource <c>token</c>, and the reviews of what it gave out.</summary>
internal sealed class TokenHandler(ServiceAccountTokens tokens)
{
    private const string DefaultAudience = "https://kubernetes.default.svc";
    private const long DefaultSeconds = 3600;

    public async Task IssueAsync(ApiRequest request)
    {
        var body = await RequestBody.ReadObjectAsync(request.Http, []);
        var bound = body.ObjectAt("spec")?.ObjectAt("boundObjectRef");
        if (bound is not null && bound.TextAt("kind") != "Pod") throw ApiErrors.BadRequest("the sandbox binds tokens to pods alone");
        var audiences = Texts(body.ObjectAt("spec")?.ArrayAt("audiences"));
        var seconds = body.ObjectAt("spec")?.IntegerAt("expirationSeconds") ?? DefaultSeconds;
        var (token, expires) = tokens.Issue(request.Namespace, request.Name, audiences.Count == 0 ? [DefaultAudience] : audiences, seconds, bound?.TextAt("name"), bound?.TextAt("uid"));
        var answer = body.DeepClone().AsObject();
        (answer["kind"], answer["apiVersion"]) = ("TokenRequest", "authentication.k8s.io/v1");
        answer["status"] = new JsonObject { ["token"] = token, ["expirationTimestamp"] = expires.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture) };
        await Answer.Json(request.Http, 201, answer);
    }

    /// <summary>What a TokenReview says of a token that this handler gave out; null for any other.</summary>
    public JsonObject? Review(JsonObject? spec) => tokens.Review(spec?.TextAt("token") ?? "", Texts(spec?.ArrayAt("audiences")) is { Count: > 0 } audiences ? audiences : [DefaultAudience]);

    private static List<string> Texts(JsonArray? array) => [.. (array ?? []).Select(each => (string?)each).OfType<string>()];
}
