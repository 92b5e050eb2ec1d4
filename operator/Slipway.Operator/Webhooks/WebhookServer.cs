using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Metrics;
using Slipway.Operator.TrainingJobs.Progress;

namespace Slipway.Operator.Webhooks;

/// <summary>The HTTPS endpoint <c>/validate</c>, and the one where runs tell their progress, with their certificates. All replicas serve them, whoever leads.</summary>
internal sealed class WebhookServer : IAsyncDisposable
{
    private const string Path = "/validate";
    private static readonly double[] Bounds = Histogram.Exponential(0.0005, 2, 14);

    private readonly WebApplication web;
    private readonly CancellationTokenSource stop = new();
    private readonly Task keeping;

    private WebhookServer(WebApplication web, WebhookCertificates certificates)
    {
        this.web = web;
        Certificates = certificates;
        Address = new Uri(web.Urls.First());
        keeping = Task.Run(() => certificates.RunAsync(stop.Token));
    }

    public WebhookCertificates Certificates { get; }

    public Uri Address { get; }

    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<WebhookServer> StartAsync(
        IKubernetesClient client, WebhookOptions options, AdmissionRules rules, ProgressReceiver progress, ILoggerFactory loggers, TimeProvider time, MetricRegistry metrics, CancellationToken cancellationToken)
    {
        var certificates = new WebhookCertificates(client, options, time, loggers.CreateLogger<WebhookCertificates>());
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddSingleton(loggers);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(options.Address, options.Port, listen => listen.UseHttps(https => https.ServerCertificateSelector = (_, _) => certificates.Current));
        });
        var web = builder.Build();
        Map(web, rules, metrics);
        ProgressHandler.Map(web, progress);
        await web.StartAsync(cancellationToken);
        return new WebhookServer(web, certificates);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await keeping;
        await web.DisposeAsync();
        stop.Dispose();
    }

    private static void Map(WebApplication web, AdmissionRules rules, MetricRegistry metrics)
    {
        var requests = metrics.Counter("controller_runtime_webhook_requests_total", "Admission requests by HTTP status", "webhook", "code");
        var latency = metrics.Histogram("controller_runtime_webhook_latency_seconds", "Time to answer an admission request", Bounds, "webhook");
        requests.With(Path, "200").Add(0);
        web.MapPost(Path, async (HttpContext context) =>
        {
            var start = Stopwatch.GetTimestamp();
            var code = await AnswerAsync(context, rules);
            requests.With(Path, code == HttpStatusCode.OK ? "200" : "400").Add();
            latency.With(Path).Observe(Stopwatch.GetElapsedTime(start).TotalSeconds);
        });
    }

    private static async Task<HttpStatusCode> AnswerAsync(HttpContext context, AdmissionRules rules)
    {
        AdmissionRequest? request;
        try
        {
            request = (await JsonSerializer.DeserializeAsync(context.Request.Body, AdmissionJson.Default.AdmissionReview, context.RequestAborted))?.Request;
        }
        catch (JsonException broken)
        {
            return await RefuseAsync(context, $"the body is no AdmissionReview of admission.k8s.io/v1: {broken.Message}");
        }

        if (request is null) return await RefuseAsync(context, "the AdmissionReview has no request");
        context.Response.ContentType = "application/json";
        await JsonSerializer.SerializeAsync(
            context.Response.Body, new AdmissionReview { Response = rules.Review(request) }, AdmissionJson.Default.AdmissionReview, context.RequestAborted);
        return HttpStatusCode.OK;
    }

    private static async Task<HttpStatusCode> RefuseAsync(HttpContext context, string why)
    {
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        await context.Response.WriteAsync(why, context.RequestAborted);
        return HttpStatusCode.BadRequest;
    }
}
