using System.Net;
using System.Text;
using Slipway.Faults.Tests.Plans;
using Slipway.Sandbox.ApiServer.Http;

namespace Slipway.Faults.Tests.World;

/// <summary>An API server that lags: it answers the lists that accept any version with a state of some changes ago, as the protocol allows.</summary>
internal sealed class LaggingLists(InlineServer server, Func<Fault?> lag, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var uri = request.RequestUri!;
        if (lag() is not { } fault || request.Method != HttpMethod.Get) return base.SendAsync(request, cancellationToken);
        if (uri.Query.Contains("sendInitialEvents=true", StringComparison.Ordinal)) return Task.FromResult(Refusal());
        if (uri.Query.Contains("watch=true", StringComparison.Ordinal)) return base.SendAsync(request, cancellationToken);
        var path = ApiPath.Parse(uri.AbsolutePath);
        if (path is not { Name.Length: 0 } || (fault.Resource is { } only && only != path.Resource)) return base.SendAsync(request, cancellationToken);
        var version = Math.Max(server.Log.CompactedRevision, server.Log.Revision - fault.Depth);
        var query = uri.Query.Contains("resourceVersion=0", StringComparison.Ordinal)
            ? uri.Query.Replace("resourceVersion=0", $"resourceVersion={version}&resourceVersionMatch=Exact", StringComparison.Ordinal)
            : uri.Query;
        request.RequestUri = new UriBuilder(uri) { Query = query }.Uri;
        return base.SendAsync(request, cancellationToken);
    }

    // What is streamed is the most recent state; only a list may be an old one. Servers of a few years ago only list.
    private static HttpResponseMessage Refusal() => new(HttpStatusCode.UnprocessableEntity)
    {
        Content = new StringContent(
            """{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"sendInitialEvents is forbidden","reason":"Invalid","code":422}""",
            Encoding.UTF8, "application/json"),
    };
}
