using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Slipway.Contracts;
using Slipway.Server.Hosting;
using Slipway.Server.Metrics;
using Slipway.Server.Router.Routes;

namespace Slipway.Server.Router.Http;

/// <summary>The port for the operator, probes and Prometheus.</summary>
internal sealed partial class AdminEndpoint(RouteStore routes, RouterState state, RouterMetrics metrics, ILogger<AdminEndpoint> log)
{
    private const int LargestTable = 1 << 20;

    public Task HandleAsync(HttpContext context) => (context.Request.Method, context.Request.Path.Value) switch
    {
        ("GET", "/healthz") => JsonAnswer.WriteAsync(context, 200, writer => writer.WriteBoolean("live", true)),
        ("GET", "/readyz") => WriteReady(context),
        ("GET", "/metrics") => JsonAnswer.WriteAsync(context, 200, PrometheusText.ContentType, metrics.Write()),
        ("GET", "/admin/routes") => WriteRoutes(context),
        ("PUT", "/admin/routes") => PutRoutesAsync(context),
        (_, "/admin/routes") => JsonAnswer.WriteErrorAsync(context, 405, $"/admin/routes takes GET and PUT, not {context.Request.Method}"),
        _ => JsonAnswer.WriteErrorAsync(
            context, 404, $"there is no {context.Request.Method} {context.Request.Path}; there are GET /healthz, /readyz, /metrics, /admin/routes and PUT /admin/routes"),
    };

    private Task WriteReady(HttpContext context)
    {
        var reason = state.Draining ? "the router is stopping" : routes.Current is null ? "no route has arrived yet" : "";
        return JsonAnswer.WriteAsync(context, reason.Length == 0 ? 200 : 503, writer =>
        {
            writer.WriteBoolean("ready", reason.Length == 0);
            if (reason.Length > 0) writer.WriteString("error", reason);
        });
    }

    private Task WriteRoutes(HttpContext context, int status = 200) =>
        routes.Current is { } route
            ? JsonAnswer.WriteAsync(context, status, "application/json", JsonSerializer.SerializeToUtf8Bytes(route.Table, ContractsJson.Default.RouteTable))
            : JsonAnswer.WriteErrorAsync(context, 404, "no route has arrived yet");

    private async Task PutRoutesAsync(HttpContext context)
    {
        if (context.Request.ContentLength > LargestTable)
        {
            await JsonAnswer.WriteErrorAsync(context, 413, $"a route table has at most {LargestTable} bytes");
            return;
        }

        try
        {
            var table = await JsonSerializer.DeserializeAsync(context.Request.Body, ContractsJson.Default.RouteTable, context.RequestAborted)
                ?? throw new JsonException("the document is null");
            var change = routes.Offer(table);
            if (change.Outcome == RouteOutcome.Applied) LogApplied(table.Generation, string.Join(", ", table.Backends.Select(backend => $"{backend.Revision}={backend.Weight}")));
            await (change.Outcome switch
            {
                RouteOutcome.Stale => JsonAnswer.WriteErrorAsync(context, 409, change.Reason),
                RouteOutcome.Invalid => JsonAnswer.WriteErrorAsync(context, 400, change.Reason),
                _ => WriteRoutes(context),
            });
        }
        catch (JsonException wrong)
        {
            await JsonAnswer.WriteErrorAsync(context, 400, $"the body is no route table: {wrong.Message}");
        }
    }

    [LoggerMessage(LogLevel.Information, "Route table of generation {Generation} is in force: {Weights}")]
    private partial void LogApplied(long generation, string weights);
}
