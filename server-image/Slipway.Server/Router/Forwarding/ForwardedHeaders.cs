using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Slipway.Server.Router.Forwarding;

/// <summary>Which headers go through: all but those that belong to one connection (RFC 9110, 7.6.1).</summary>
internal static class ForwardedHeaders
{
    private static readonly HashSet<string> HopByHop = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "Proxy-Authorization", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
    };

    /// <summary>Copies a client's headers to the request that goes to a backend.</summary>
    public static void CopyRequest(HttpRequest from, HttpRequestMessage to)
    {
        var named = NamedByConnection(from.Headers.Connection);
        foreach (var (name, values) in from.Headers)
        {
            if (HopByHop.Contains(name) || named.Contains(name) || name.Equals("Host", StringComparison.OrdinalIgnoreCase)
                || name.Equals(RouterHeaders.Revision, StringComparison.OrdinalIgnoreCase)) continue;
            if (!to.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values)) to.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
        }

        if (from.HttpContext.Connection.RemoteIpAddress is { } client) to.Headers.TryAddWithoutValidation("X-Forwarded-For", client.ToString());
    }

    /// <summary>Copies a backend's headers to the answer that goes to the client.</summary>
    public static void CopyResponse(HttpResponseMessage from, HttpResponse to)
    {
        var named = NamedByConnection(from.Headers.NonValidated.TryGetValues("Connection", out var connection) ? new StringValues([.. connection]) : default);
        Copy(from.Headers.NonValidated);
        Copy(from.Content.Headers.NonValidated);

        void Copy(System.Net.Http.Headers.HttpHeadersNonValidated headers)
        {
            foreach (var (name, values) in headers)
                if (!HopByHop.Contains(name) && !named.Contains(name))
                    to.Headers[name] = values.Count == 1 ? new StringValues(values.ToString()) : new StringValues([.. values]);
        }
    }

    private static HashSet<string> NamedByConnection(StringValues connection) =>
        connection.Count == 0
            ? []
            : new(connection.SelectMany(value => value?.Split(',', StringSplitOptions.TrimEntries) ?? []), StringComparer.OrdinalIgnoreCase);
}
