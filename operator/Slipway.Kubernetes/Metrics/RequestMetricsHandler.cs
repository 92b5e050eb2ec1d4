using System.Globalization;

namespace Slipway.Kubernetes.Metrics;

/// <summary>Counts and times the requests to the API server.</summary>
public sealed class RequestMetricsHandler : DelegatingHandler
{
    private static readonly double[] Buckets = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60];

    private readonly MetricFamily<Counter> requests;
    private readonly MetricFamily<Histogram> duration;
    private readonly TimeProvider time;

    /// <summary>Puts the metrics in front of a handler.</summary>
    public RequestMetricsHandler(MetricRegistry registry, HttpMessageHandler inner, TimeProvider? time = null) : base(inner)
    {
        requests = registry.Counter("rest_client_requests_total", "Number of HTTP requests, partitioned by status code, method, and host", "code", "method", "host");
        duration = registry.Histogram("rest_client_request_duration_seconds", "Request latency in seconds, until the answer begins", Buckets, "verb", "host");
        this.time = time ?? TimeProvider.System;
    }

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var host = request.RequestUri?.Authority ?? "";
        var code = "<error>";
        try
        {
            var response = await base.SendAsync(request, cancellationToken);
            code = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
            return response;
        }
        finally
        {
            requests.With(code, request.Method.Method, host).Add();
            duration.With(request.Method.Method, host).Observe(time.GetElapsedTime(start).TotalSeconds);
        }
    }
}
