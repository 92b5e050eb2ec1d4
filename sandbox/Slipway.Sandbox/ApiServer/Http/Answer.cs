using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Errors;

namespace Slipway.Sandbox.ApiServer.Http;

/// <summary>Writes answers.</summary>
internal static class Answer
{
    private const string JsonType = "application/json";

    public static Task Json(HttpContext http, int code, JsonNode body, string contentType = JsonType) => Bytes(http, code, JsonTree.ToUtf8(body), contentType);

    public static async Task Bytes(HttpContext http, int code, ReadOnlyMemory<byte> body, string contentType = JsonType)
    {
        http.Response.StatusCode = code;
        http.Response.ContentType = contentType;
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body, http.RequestAborted);
    }

    public static Task Text(HttpContext http, int code, string text)
    {
        http.Response.StatusCode = code;
        http.Response.ContentType = "text/plain; charset=utf-8";
        return http.Response.WriteAsync(text, http.RequestAborted);
    }

    /// <summary>What is served by nobody, not even as an API.</summary>
    public static Task PageNotFound(HttpContext http) => Text(http, 404, "404 page not found\n");

    public static Task Failure(HttpContext http, ApiException e)
    {
        if (e.RetryAfterSeconds is { } seconds)
        {
            http.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return Json(http, e.Code, e.Status);
    }

    public static void Warn(HttpContext http, IEnumerable<string> warnings)
    {
        var values = warnings.Distinct().Select(w => $"299 - \"{w.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"").ToArray();
        if (values.Length > 0)
        {
            http.Response.Headers.Warning = new StringValues(values);
        }
    }
}
