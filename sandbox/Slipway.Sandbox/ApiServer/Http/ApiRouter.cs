using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Slipway.Sandbox.ApiServer.Discovery;
using Slipway.Sandbox.ApiServer.Errors;
using Slipway.Sandbox.ApiServer.Resources;

namespace Slipway.Sandbox.ApiServer.Http;

/// <summary>The entrance: who asks, for what, and who answers.</summary>
internal sealed partial class ApiRouter(
    ResourceRegistry registry, DiscoveryHandler discovery, ObjectHandlers objects, PatchHandler patches, WatchHandler watches, ScaleHandler scales,
    PodHandlers pods, NamespaceHandlers namespaces, TokenHandler tokens, string token, ILogger<ApiRouter> logger)
{
    private readonly byte[] _authorization = Encoding.UTF8.GetBytes("Bearer " + token);

    public async Task HandleAsync(HttpContext http)
    {
        try
        {
            CheckToken(http);
            if (!await discovery.TryHandleAsync(http))
            {
                await RouteAsync(http);
            }
        }
        catch (ApiException e) when (!http.Response.HasStarted)
        {
            await Answer.Failure(http, e);
        }
        catch (Exception e) when (http.RequestAborted.IsCancellationRequested)
        {
            LogAborted(logger, e);
        }
        catch (Exception e) when (!http.Response.HasStarted)
        {
            LogFailed(logger, e, http.Request.Method, http.Request.Path);
            await Answer.Failure(http, ApiErrors.Internal($"Internal error occurred: {e.GetType().Name}: {e.Message}"));
        }
    }

    private async Task RouteAsync(HttpContext http)
    {
        if (ApiPath.Parse(http.Request.Path.Value ?? "") is not { } path)
        {
            await Answer.PageNotFound(http);
            return;
        }

        if (registry.Find(path.Group, path.Version, path.Resource) is not { } resource || (!resource.Namespaced && path.Namespace.Length > 0))
        {
            if (!registry.IsBuiltInGroup(path.Group, path.Version))
            {
                await Answer.PageNotFound(http);
                return;
            }

            throw ApiErrors.UnknownResource();
        }

        await DispatchAsync(new ApiRequest(http, resource, path.Namespace, path.Name, path.Subresource));
    }

    private Task DispatchAsync(ApiRequest request) => (request.Subresource, request.Name) switch
    {
        ("", "") => CollectionAsync(request),
        ("", _) => ObjectAsync(request),
        ("status", _) when request.Resource.HasStatus => StatusAsync(request),
        ("scale", _) when request.Resource.Scale is not null && request.Method is "GET" or "PUT" or "PATCH" => scales.HandleAsync(request),
        ("binding", _) when request is { Resource: { Plural: "pods", Group: "" }, Method: "POST" } => pods.BindAsync(request),
        ("eviction", _) when request is { Resource: { Plural: "pods", Group: "" }, Method: "POST" } => pods.EvictAsync(request),
        ("token", _) when request is { Resource: { Plural: "serviceaccounts", Group: "" }, Method: "POST" } => tokens.IssueAsync(request),
        ("log", _) when request is { Resource: { Plural: "pods", Group: "" }, Method: "GET" } => pods.LogAsync(request),
        ("finalize", _) when request is { Resource: { Plural: "namespaces", Group: "" }, Method: "PUT" } => namespaces.FinalizeAsync(request),
        _ when request.Resource.IsCustom => throw ApiErrors.NotFound(request.Resource, request.Name),
        _ => throw ApiErrors.UnknownResource(),
    };

    private Task CollectionAsync(ApiRequest request)
    {
        if (request.Resource.IsReview)
        {
            return request.Method == "POST" ? ReviewHandler.HandleAsync(request, tokens) : throw ApiErrors.MethodNotAllowed();
        }

        var everywhere = request.Resource.Namespaced && request.Namespace.Length == 0;
        return request.Method switch
        {
            "GET" when request.Flag("watch") => watches.HandleAsync(request),
            "GET" => objects.ListAsync(request),
            "POST" when !everywhere => objects.CreateAsync(request),
            "DELETE" when !everywhere && request.Resource.SupportsDeleteCollection => objects.DeleteCollectionAsync(request),
            _ => throw ApiErrors.MethodNotAllowed(),
        };
    }

    private Task ObjectAsync(ApiRequest request) => request.Method switch
    {
        "GET" when request.Flag("watch") => watches.HandleAsync(request),
        "GET" => objects.GetAsync(request),
        "PUT" => objects.ReplaceAsync(request),
        "PATCH" => patches.HandleAsync(request),
        "DELETE" => objects.DeleteAsync(request),
        _ => throw ApiErrors.MethodNotAllowed(),
    };

    private Task StatusAsync(ApiRequest request) => request.Method switch
    {
        "GET" => objects.GetAsync(request),
        "PUT" => objects.ReplaceAsync(request),
        "PATCH" => patches.HandleAsync(request),
        _ => throw ApiErrors.MethodNotAllowed(),
    };

    private void CheckToken(HttpContext http)
    {
        var path = http.Request.Path.Value;
        var isProbe = path is "/healthz" or "/livez" or "/readyz" or "/version";
        if (!isProbe && !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(http.Request.Headers.Authorization.ToString()), _authorization))
        {
            throw ApiErrors.Unauthorized();
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    private static partial void LogFailed(ILogger logger, Exception e, string method, string? path);

    [LoggerMessage(Level = LogLevel.Debug, Message = "a request was aborted by its client")]
    private static partial void LogAborted(ILogger logger, Exception e);
}
