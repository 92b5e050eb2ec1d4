using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;

namespace Slipway.Sandbox.ApiServer.BuiltIns;

/// <summary>Tokens of service accounts: signed, for some audiences, until a time, and bound to a pod. They open nothing in the sandbox; only a TokenReview knows them.</summary>
/// <remarks>Caveats: the key lives as long as the process; a token does not end with its pod, as those of Kubernetes do.</remarks>
internal sealed class ServiceAccountTokens(TimeProvider time)
{
    // Within such a time an account gets the same token again, so that volumes are not rewritten for nothing.
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    private readonly byte[] key = RandomNumberGenerator.GetBytes(32);

    /// <summary>A token.</summary>
    /// <param name="place">Namespace of the account.</param>
    /// <param name="account">Its name.</param>
    /// <param name="audiences">Who may accept it.</param>
    /// <param name="seconds">How long it holds.</param>
    /// <param name="podName">Pod that it is bound to; null for none.</param>
    /// <param name="podUid">The pod's UID.</param>
    /// <returns>The token, and when it ends.</returns>
    public (string Token, DateTimeOffset Expires) Issue(string place, string account, IReadOnlyList<string> audiences, long seconds, string? podName, string? podUid)
    {
        var now = time.GetUtcNow();
        var expires = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % Window.Ticks), TimeSpan.Zero).Add(Window).AddSeconds(seconds);
        var claims = new JsonObject
        {
            ["place"] = place, ["account"] = account, ["aud"] = new JsonArray([.. audiences.Select(each => JsonValue.Create(each))]), ["exp"] = expires.ToUnixTimeSeconds(), ["pod"] = podName, ["uid"] = podUid,
        };
        var body = Convert.ToBase64String(Encoding.UTF8.GetBytes(claims.ToJsonString()));
        return ($"{body}.{Sign(body)}", expires);
    }

    /// <summary>Status of a TokenReview; null when the text is no token of this kind.</summary>
    public JsonObject? Review(string token, IReadOnlyList<string> audiences)
    {
        if (token.Split('.') is not [var body, var signature] || !CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Sign(body)), Encoding.ASCII.GetBytes(signature))) return null;
        var claims = JsonNode.Parse(Convert.FromBase64String(body))!.AsObject();
        var accepted = audiences.Intersect(claims["aud"]!.AsArray().Select(each => (string)each!)).ToList();
        if ((long)claims["exp"]! < time.GetUtcNow().ToUnixTimeSeconds() || accepted.Count == 0)
            return new JsonObject { ["authenticated"] = false, ["error"] = accepted.Count == 0 ? "token audiences do not match" : "token has expired" };
        var (place, account) = ((string)claims["place"]!, (string)claims["account"]!);
        var user = new JsonObject
        {
            ["username"] = $"system:serviceaccount:{place}:{account}",
            ["groups"] = new JsonArray("system:serviceaccounts", $"system:serviceaccounts:{place}", "system:authenticated"),
        };
        if (claims.TextAt("pod") is { } pod)
            user["extra"] = new JsonObject { ["authentication.kubernetes.io/pod-name"] = new JsonArray(pod), ["authentication.kubernetes.io/pod-uid"] = new JsonArray(claims.TextAt("uid")) };
        return new JsonObject { ["authenticated"] = true, ["user"] = user, ["audiences"] = new JsonArray([.. accepted.Select(each => JsonValue.Create(each))]) };
    }

    private string Sign(string body) => Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(body)));
}
