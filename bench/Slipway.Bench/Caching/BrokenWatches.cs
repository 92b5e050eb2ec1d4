namespace Slipway.Bench.Caching;

/// <summary>Breaks every watch as soon as it is read, by turns: it ends in good order, is cut in the middle, or has expired. The request itself is a real one.</summary>
internal sealed class BrokenWatches(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private static readonly byte[] Expired =
        """{"type":"ERROR","object":{"kind":"Status","apiVersion":"v1","status":"Failure","code":410,"reason":"Expired","message":"too old resource version"}}"""u8.ToArray();

    private int watches;

    /// <summary>Watches that were broken.</summary>
    public int Count => Volatile.Read(ref watches);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (!request.RequestUri!.Query.Contains("watch=", StringComparison.Ordinal) || !response.IsSuccessStatusCode) return response;
        var content = response.Content;
        Stream broken = (Interlocked.Increment(ref watches) % 3) switch
        {
            0 => new MemoryStream(Expired),
            1 => new CutStream(),
            _ => Stream.Null,
        };
        response.Content = new BrokenContent(content, broken);
        return response;
    }

    /// <summary>Content that is another one, and lets go of the real one with it, which tells the server.</summary>
    private sealed class BrokenContent(HttpContent real, Stream broken) : StreamContent(broken)
    {
        protected override void Dispose(bool disposing)
        {
            if (disposing) real.Dispose();
            base.Dispose(disposing);
        }
    }

    private sealed class CutStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            ValueTask.FromException<int>(new HttpIOException(HttpRequestError.ResponseEnded, "the connection was cut"));
    }
}
