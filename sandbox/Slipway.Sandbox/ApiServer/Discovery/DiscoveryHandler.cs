using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Http;
using Slipway.Sandbox.ApiServer.Resources;
using Slipway.Sandbox.ApiServer.Storage;

namespace Slipway.Sandbox.ApiServer.Discovery;

/// <summary>Answers everything that is not about objects: discovery, OpenAPI, version, health.</summary>
internal sealed class DiscoveryHandler(ResourceRegistry registry, RevisionLog log)
{
    private const string AggregatedGroup = "apidiscovery.k8s.io";

    /// <summary>False when the path is none of these.</summary>
    public async Task<bool> TryHandleAsync(HttpContext http)
    {
        var path = http.Request.Path.Value ?? "/";
        var parts = path.Trim('/').Split('/', StringSplitOptions.RemoveEmptyEntries);
        switch (parts)
        {
            case ["healthz" or "livez" or "readyz", ..]:
                await Answer.Text(http, 200, "ok");
                return true;
            case ["version"]:
                await Answer.Json(http, 200, ServerVersion.Document());
                return true;
            case ["prometheus", "pods"]:
                await Answer.Json(http, 200, PrometheusTargets.OfPods(log.List("pods").Objects.Values));
                return true;
            case []:
                await Answer.Json(http, 200, new JsonObject { ["paths"] = new JsonArray("/api", "/apis", "/healthz", "/livez", "/openapi/v2", "/openapi/v3", "/readyz", "/version") });
                return true;
            case ["openapi", "v2"]:
                await OpenApiV2.AnswerAsync(http);
                return true;
            case ["openapi", "v3"]:
                await Answer.Json(http, 200, OpenApiDocuments.Index(registry.All));
                return true;
            case ["openapi", "v3", ..]:
                await OpenApiAsync(http, string.Join('/', parts[2..]));
                return true;
            case ["api"]:
                await RootAsync(http, core: true);
                return true;
            case ["apis"]:
                await RootAsync(http, core: false);
                return true;
            case ["apis", var group]:
                await OrNotFoundAsync(http, DiscoveryDocuments.Group(registry.All, group));
                return true;
            case ["api", var version]:
                await OrNotFoundAsync(http, DiscoveryDocuments.ResourceList(registry.All, "", version));
                return true;
            case ["apis", var group, var version]:
                await OrNotFoundAsync(http, DiscoveryDocuments.ResourceList(registry.All, group, version));
                return true;
            default:
                return false;
        }
    }

    private async Task RootAsync(HttpContext http, bool core)
    {
        var wanted = MediaType.ParseAll(http.Request.Headers.Accept.ToString()).FirstOrDefault(t => t.Name == "application/json" || t.Name == "*/*");
        if (wanted is { As: "APIGroupDiscoveryList", Group: AggregatedGroup, Version: "v2" or "v2beta1" })
        {
            var document = JsonTree.ToUtf8(DiscoveryDocuments.Aggregated(registry.All, core, wanted.Version));
            var tag = $"\"{Convert.ToHexString(SHA256.HashData(document))}\"";
            http.Response.Headers.ETag = tag;
            http.Response.Headers.Vary = "Accept";
            http.Response.Headers.CacheControl = "public";
            if (http.Request.Headers.IfNoneMatch.ToString() == tag)
            {
                http.Response.StatusCode = 304;
                return;
            }

            await Answer.Bytes(http, 200, document, $"application/json;g={AggregatedGroup};v={wanted.Version};as=APIGroupDiscoveryList");
            return;
        }

        await Answer.Json(http, 200, core ? DiscoveryDocuments.ApiVersions(http.Request.Host.Value ?? "") : DiscoveryDocuments.GroupList(registry.All));
    }

    private async Task OpenApiAsync(HttpContext http, string path)
    {
        var resources = registry.All.Where(r => OpenApiDocuments.PathOf(r.Group, r.Version) == path).ToList();
        await OrNotFoundAsync(http, resources.Count == 0 ? null : OpenApiDocuments.Document(resources));
    }

    private static Task OrNotFoundAsync(HttpContext http, JsonObject? document) =>
        document is null ? Answer.PageNotFound(http) : Answer.Json(http, 200, document);
}
