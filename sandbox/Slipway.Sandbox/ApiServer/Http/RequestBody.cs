using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Errors;

namespace Slipway.Sandbox.ApiServer.Http;

/// <summary>Reads what a client sent, in JSON, YAML or (some kinds) protobuf.</summary>
internal static class RequestBody
{
    private const int LargestBody = 3 * 1024 * 1024;

    public static async Task<byte[]> ReadAsync(HttpContext http)
    {
        using var buffer = new MemoryStream();
        var chunk = new byte[16 * 1024];
        int read;
        while ((read = await http.Request.Body.ReadAsync(chunk, http.RequestAborted)) > 0)
        {
            if (buffer.Length + read > LargestBody)
            {
                throw ApiErrors.TooLarge(LargestBody);
            }

            buffer.Write(chunk, 0, read);
        }

        return buffer.ToArray();
    }

    /// <summary>The object in the body; duplicate keys are noted.</summary>
    public static async Task<JsonObject> ReadObjectAsync(HttpContext http, ICollection<string> duplicates)
    {
        var bytes = await ReadAsync(http);
        var type = MediaType.Parse(http.Request.ContentType ?? "application/json").Name;
        switch (type)
        {
            case "application/json" or "" or "*/*":
                return Object(() => JsonTree.Parse(bytes, duplicates));
            case "application/yaml":
                return Object(() => YamlDocument.ToJson(Encoding.UTF8.GetString(bytes)));
            case Protobuf.KubernetesProtobuf.ContentType:
                return Protobuf.KubernetesProtobuf.Decode(bytes);
            default:
                throw ApiErrors.UnsupportedMediaType($"the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, {Protobuf.KubernetesProtobuf.ContentType}");
        }
    }

    /// <summary>DeleteOptions, which may be missing altogether.</summary>
    public static async Task<JsonObject?> ReadOptionsAsync(HttpContext http)
    {
        var bytes = await ReadAsync(http);
        if (bytes.Length == 0)
        {
            return null;
        }

        var type = MediaType.Parse(http.Request.ContentType ?? "application/json").Name;
        return type == Protobuf.KubernetesProtobuf.ContentType ? Protobuf.KubernetesProtobuf.Decode(bytes) : Object(() => JsonTree.Parse(bytes));
    }

    public static JsonObject Object(Func<JsonNode?> parse)
    {
        try
        {
            return parse() as JsonObject ?? throw ApiErrors.BadRequest("the object provided is unrecognized (must be of type Object): the body is not a JSON object");
        }
        catch (JsonException e)
        {
            throw ApiErrors.BadRequest($"the object provided is unrecognized (must be of type Object): {e.Message}");
        }
    }
}
