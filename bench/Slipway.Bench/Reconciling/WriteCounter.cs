namespace Slipway.Bench.Reconciling;

/// <summary>Counts the requests that change something.</summary>
internal sealed class WriteCounter(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private int writes;

    public int Writes => writes;

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Method != HttpMethod.Get) Interlocked.Increment(ref writes);
        return base.SendAsync(request, cancellationToken);
    }
}
