using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Slipway.Server.Hosting;
using Slipway.Server.Router.Routes;

namespace Slipway.Server.Router.Forwarding;

/// <summary>Carries one request to a revision and its answer back, both as streams.</summary>
internal sealed partial class Forwarder(RouterOptions options, TimeProvider clock, ILogger<Forwarder> log) : IDisposable
{
    /// <summary>Status that is written down for a client that left; it is nobody's failure.</summary>
    private const int ClientClosed = 499;

    private readonly HttpMessageInvoker client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = System.Net.DecompressionMethods.None,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
        ConnectTimeout = options.ConnectTimeout,
        // A Service's name leads to other pods after a while; connections that never end would never notice.
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
    });

    public async Task ForwardAsync(HttpContext context, ActiveRoute route, Destination destination, RequestKind kind)
    {
        var started = clock.GetTimestamp();
        destination.Metrics.InFlight.Add(1);
        var code = 502;
        try
        {
            code = await TryForwardAsync(context, route, destination);
        }
        finally
        {
            destination.Metrics.InFlight.Add(-1);
            destination.Metrics.Count(code, clock.GetElapsedTime(started), kind);
        }
    }

    public void Dispose() => client.Dispose();

    private async Task<int> TryForwardAsync(HttpContext context, ActiveRoute route, Destination destination)
    {
        context.Response.Headers[RouterHeaders.Revision] = destination.Revision;
        context.Response.Headers[RouterHeaders.ModelVersion] = destination.ModelVersion;
        using var deadline = new CancellationTokenSource(options.Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, context.RequestAborted);
        try
        {
            using var response = await SendAsync(context, route, destination, either.Token);
            context.Response.StatusCode = (int)response.StatusCode;
            ForwardedHeaders.CopyResponse(response, context.Response);
            // What the revision says about itself would be one more name for the same thing; the router's word stands.
            context.Response.Headers[RouterHeaders.Revision] = destination.Revision;
            context.Response.Headers[RouterHeaders.ModelVersion] = destination.ModelVersion;
            await CopyBodyAsync(response, context, either.Token);
            return (int)response.StatusCode;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return ClientClosed;
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return await FailAsync(context, destination, 504, $"revision \"{destination.Revision}\" did not answer within {options.Timeout.TotalSeconds:0.###} s");
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException)
        {
            if (context.RequestAborted.IsCancellationRequested) return ClientClosed;
            LogFailed(destination.Revision, destination.BaseUri, failed.Message);
            return await FailAsync(context, destination, 502, $"revision \"{destination.Revision}\" at {destination.BaseUri.Authority} failed: {failed.Message}");
        }
    }

    /// <summary>Sends the request; when no connection could be made, once more at the same revision. Another revision never stands in.</summary>
    private async Task<HttpResponseMessage> SendAsync(HttpContext context, ActiveRoute route, Destination destination, CancellationToken cancellationToken)
    {
        var first = Request(context, destination);
        try
        {
            return await client.SendAsync(first, cancellationToken);
        }
        catch (HttpRequestException failed) when (NothingWasSent(failed, first))
        {
            first.Dispose();
            destination.Metrics.Retries.Add();
            return await client.SendAsync(Request(context, route.Alternative(destination)), cancellationToken);
        }
    }

    private static bool NothingWasSent(HttpRequestException failed, HttpRequestMessage request) =>
        failed.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
        && request.Content is not RequestBody { Started: true };

    private static HttpRequestMessage Request(HttpContext context, Destination destination)
    {
        var incoming = context.Request;
        var target = new Uri(destination.BaseUri, incoming.Path.ToUriComponent() + incoming.QueryString.ToUriComponent());
        var request = new HttpRequestMessage(HttpMethod.Parse(incoming.Method), target);
        var hasBody = context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody ?? incoming.ContentLength > 0;
        if (hasBody) request.Content = new RequestBody(incoming.Body, incoming.ContentLength, context.RequestAborted);
        ForwardedHeaders.CopyRequest(incoming, request);
        return request;
    }

    private static async Task CopyBodyAsync(HttpResponseMessage response, HttpContext context, CancellationToken cancellationToken)
    {
        if (HttpMethods.IsHead(context.Request.Method)) return;
        await using var source = await response.Content.ReadAsStreamAsync(cancellationToken);
        var target = context.Response.BodyWriter;
        while (true)
        {
            var read = await source.ReadAsync(target.GetMemory(4096), cancellationToken);
            if (read == 0) break;
            target.Advance(read);
            await target.FlushAsync(cancellationToken);
        }
    }

    private static async Task<int> FailAsync(HttpContext context, Destination destination, int status, string message)
    {
        if (context.Response.HasStarted)
        {
            // The client holds half an answer; only a broken connection tells it so.
            context.Abort();
            return status;
        }

        context.Response.Clear();
        context.Response.Headers[RouterHeaders.Revision] = destination.Revision;
        context.Response.Headers[RouterHeaders.ModelVersion] = destination.ModelVersion;
        await JsonAnswer.WriteErrorAsync(context, status, message);
        return status;
    }

    [LoggerMessage(LogLevel.Warning, "Revision {Revision} at {Url} failed: {Reason}")]
    private partial void LogFailed(string revision, Uri url, string reason);
}
