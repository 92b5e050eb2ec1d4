using Slipway.Kubernetes.Metrics;

namespace Slipway.Operator.Hosting;

/// <summary>What the operator answers over HTTP: whether it lives, whether it is ready, and its metrics.</summary>
internal static class HealthEndpoints
{
    // A watch is renewed every few minutes at the latest; one that was silent for so long hangs, and a restart mends it.
    private static readonly TimeSpan SilenceLimit = TimeSpan.FromMinutes(15);

    public static void Map(IEndpointRouteBuilder routes, OperatorRuntime runtime)
    {
        routes.MapGet("/healthz", (HttpContext context) => Live(context, runtime));
        routes.MapGet("/livez", (HttpContext context) => Live(context, runtime));
        routes.MapGet("/readyz", (HttpContext context) => runtime.IsReady
            ? AnswerAsync(context, StatusCodes.Status200OK, "ok")
            : AnswerAsync(context, StatusCodes.Status503ServiceUnavailable, "the caches are not filled yet"));
        routes.MapGet("/metrics", (HttpContext context) =>
        {
            context.Response.ContentType = MetricRegistry.ContentType;
            return context.Response.WriteAsync(runtime.Metrics.WriteText(), context.RequestAborted);
        });
    }

    private static Task Live(HttpContext context, OperatorRuntime runtime) => runtime.IsReady && runtime.LongestSilence > SilenceLimit
        ? AnswerAsync(context, StatusCodes.Status503ServiceUnavailable, $"no word from the API server for {runtime.LongestSilence}")
        : AnswerAsync(context, StatusCodes.Status200OK, "ok");

    private static Task AnswerAsync(HttpContext context, int code, string text)
    {
        context.Response.StatusCode = code;
        return context.Response.WriteAsync(text, context.RequestAborted);
    }
}
