using System.Collections.Concurrent;
using System.Net;

namespace Slipway.Bench.Cluster;

/// <summary>Router pods as the operator reaches them: each takes the table that it is sent, and says it again.</summary>
internal sealed class PlayedRouters : HttpMessageHandler
{
    private readonly ConcurrentDictionary<string, byte[]> tables = [];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var router = request.RequestUri!.Host;
        if (request.Content is { } table) tables[router] = await table.ReadAsByteArrayAsync(cancellationToken);
        return tables.TryGetValue(router, out var inForce)
            ? new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(inForce) }
            : new HttpResponseMessage(HttpStatusCode.NotFound);
    }
}
