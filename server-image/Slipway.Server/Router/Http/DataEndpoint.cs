using Microsoft.AspNetCore.Http;
using Slipway.Server.Hosting;
using Slipway.Server.Router.Forwarding;
using Slipway.Server.Router.Routes;

namespace Slipway.Server.Router.Http;

/// <summary>The port for requests to the model: everything below /v2 goes to the revision that is drawn for it, and events to the one that stands first.</summary>
internal sealed class DataEndpoint(RouteStore routes, RouterState state, RouterMetrics metrics, Forwarder forwarder, Random random)
{
    public Task HandleAsync(HttpContext context)
    {
        if (state.Draining) context.Response.Headers.Connection = "close";
        if (!context.Request.Path.StartsWithSegments("/v2", StringComparison.Ordinal))
            return Refuse(context, 404, $"there is nothing at {context.Request.Path}; the model answers below /v2");
        if (routes.Current is not { } route) return Refuse(context, 503, "no route has arrived yet");
        var forced = context.Request.Headers[RouterHeaders.Revision].ToString();
        var events = context.Request.Path.StartsWithSegments("/v2/events", StringComparison.Ordinal);
        if (forced.Length > 0)
        {
            return route.Find(forced) is { } named
                ? forwarder.ForwardAsync(context, route, named, events ? RequestKind.Events : RequestKind.Forced)
                : Refuse(context, 400, $"revision \"{forced}\" is not known here; known are {string.Join(", ", route.Table.Backends.Select(backend => $"\"{backend.Revision}\""))}");
        }

        // All revisions write into the same log; events are no load that revisions could be compared by.
        if (events && route.First is { } stable) return forwarder.ForwardAsync(context, route, stable, RequestKind.Events);
        return route.Choose(random) is { } destination
            ? forwarder.ForwardAsync(context, route, destination, RequestKind.Drawn)
            : Refuse(context, 503, $"no revision of \"{route.Table.Model}\" takes requests: every weight of generation {route.Table.Generation} is 0");
    }

    private Task Refuse(HttpContext context, int status, string message)
    {
        metrics.CountUnrouted(status);
        return JsonAnswer.WriteErrorAsync(context, status, message);
    }
}
