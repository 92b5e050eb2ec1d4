using Microsoft.AspNetCore.Http;
using Slipway.Sandbox.ApiServer.Resources;

namespace Slipway.Sandbox.ApiServer.Http;

/// <summary>A request whose path names a resource.</summary>
internal sealed record ApiRequest(HttpContext Http, ResourceInfo Resource, string Namespace, string Name, string Subresource)
{
    public string Method => Http.Request.Method;

    /// <summary>Aborted when the client goes away or the server stops.</summary>
    public CancellationToken Aborted => Http.RequestAborted;

    public string? Query(string name) => Http.Request.Query.TryGetValue(name, out var values) && values.Count > 0 ? values[0] : null;

    public bool Flag(string name) => Query(name) is "true" or "1" or "True";
}
