using System.Collections.Concurrent;
using System.Text;

namespace Slipway.Bench.Writes;

/// <summary>Notes each write that the server accepted, and when the last status of each object was among them.</summary>
/// <param name="inner">The network.</param>
/// <param name="lastReason">Reason in the status that is an object's last one.</param>
/// <param name="objects">Number of objects.</param>
internal sealed class WriteRecorder(HttpMessageHandler inner, string lastReason, int objects) : DelegatingHandler(inner)
{
    private readonly byte[] last = Encoding.UTF8.GetBytes($"\"reason\":\"{lastReason}\"");
    private readonly TaskCompletionSource all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<(HttpMethod Method, string Path, string ContentType, byte[] Body)> accepted = [];
    private int finished;
    private int refused;

    /// <summary>Completes when every object has its last status.</summary>
    public Task All => all.Task;

    /// <summary>Writes that the server refused, such as conflicts.</summary>
    public int Refused => refused;

    /// <summary>The writes so far, in the order of their answers.</summary>
    public IReadOnlyList<RecordedWrite> Writes() =>
        [.. accepted.Select(write => new RecordedWrite(write.Method, write.Path, write.ContentType, Encoding.UTF8.GetString(write.Body)))];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is not { } content) return await base.SendAsync(request, cancellationToken);
        var body = await content.ReadAsByteArrayAsync(cancellationToken);
        var response = await base.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            Interlocked.Increment(ref refused);
            return response;
        }

        accepted.Enqueue((request.Method, request.RequestUri!.PathAndQuery, content.Headers.ContentType!.ToString(), body));
        if (request.Method == HttpMethod.Patch && body.AsSpan().IndexOf(last) >= 0 && Interlocked.Increment(ref finished) == objects) all.TrySetResult();
        return response;
    }
}
