namespace Slipway.Operator.Tests.Support;

/// <summary>Kills a process at one of its writes: from then on nothing of it reaches the server. Events are not counted, nothing depends on them.</summary>
/// <param name="survived">Writes that are let through.</param>
/// <param name="lastIsDone">Whether the write at which it dies still reaches the server.</param>
internal sealed class WriteLimit(int survived, bool lastIsDone = false)
{
    private int count;

    /// <summary>Writes so far.</summary>
    public int Count => count;

    public bool IsDead { get; private set; }

    public HttpMessageHandler Around(HttpMessageHandler inner) => new Handler(this, inner);

    private sealed class Handler(WriteLimit limit, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (limit.IsDead) throw new HttpRequestException("the process is dead");
            if (request.Method == HttpMethod.Get || request.RequestUri!.AbsolutePath.Contains("/events", StringComparison.Ordinal))
                return await base.SendAsync(request, cancellationToken);
            if (Interlocked.Increment(ref limit.count) <= limit.Survived) return await base.SendAsync(request, cancellationToken);
            limit.IsDead = true;
            if (limit.LastIsDone) (await base.SendAsync(request, cancellationToken)).Dispose();
            throw new HttpRequestException("the process died");
        }
    }

    private int Survived => survived;

    private bool LastIsDone => lastIsDone;
}
