using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Slipway.Sandbox.ApiServer.Http;

namespace Slipway.Sandbox.ApiServer.Discovery;

/// <summary>
/// OpenAPI v2 without a single definition. Old kubectls, and new ones that are given a <c>kind: List</c>, look there for what they should check
/// themselves, in protobuf; they give up when there is no document, and check nothing that is not in it.
/// </summary>
internal static class OpenApiV2
{
    private const string Version = "2.0";
    private const string Title = "Kubernetes";

    public static Task AnswerAsync(HttpContext http) => http.Request.Headers.Accept.ToString().Contains("protobuf", StringComparison.Ordinal)
        ? Answer.Bytes(http, 200, Protobuf(), "application/com.github.proto-openapi.spec.v2.v1.0+protobuf")
        : Answer.Json(http, 200, new JsonObject
        {
            ["swagger"] = Version,
            ["info"] = new JsonObject { ["title"] = Title, ["version"] = ServerVersion.GitVersion },
            ["paths"] = new JsonObject(),
        });

    // openapi.v2.Document: swagger = 1, info = 2 {title = 1, version = 2}, paths = 8 {}.
    private static byte[] Protobuf() => [.. Field(1, Text(Version)), .. Field(2, [.. Field(1, Text(Title)), .. Field(2, Text(ServerVersion.GitVersion))]), .. Field(8, [])];

    private static byte[] Text(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    // All lengths here fit into one byte.
    private static byte[] Field(int number, byte[] content) => [(byte)((number << 3) | 2), (byte)content.Length, .. content];
}
