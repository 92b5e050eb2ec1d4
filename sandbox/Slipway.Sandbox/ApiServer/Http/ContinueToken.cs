using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Errors;

namespace Slipway.Sandbox.ApiServer.Http;

/// <summary>Where the next chunk of a list begins, in the snapshot of the first one.</summary>
internal sealed record ContinueToken(long Revision, string After)
{
    private const string FormatVersion = "meta.k8s.io/v1";

    public static ContinueToken Parse(string token)
    {
        try
        {
            var json = JsonTree.Parse(Base64Url.DecodeFromChars(token));
            if (json.TextAt("v") == FormatVersion && json.IntegerAt("rv") is { } revision && json.TextAt("start") is { } after)
            {
                return new ContinueToken(revision, after);
            }
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            throw ApiErrors.BadRequest($"invalid continue token: continue key is not valid: {e.Message}");
        }

        throw ApiErrors.BadRequest("invalid continue token: continue key is not valid: it has another format");
    }

    public override string ToString() =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(JsonTree.ToText(new JsonObject { ["v"] = FormatVersion, ["rv"] = Revision, ["start"] = After })));
}
