using System.IO.Pipelines;
using System.Net;
using System.Text;

namespace Slipway.Bench.Caching;

/// <summary>Answers the watch of one collection from memory: first all objects, then what is said later. What is measured behind it shares no time with a server.</summary>
/// <param name="objects">The objects, as JSON text; asked for once a watch, one after the other.</param>
internal sealed class ServedCollection(Func<IEnumerable<string>> objects) : HttpMessageHandler
{
    private const string End = """{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"1","annotations":{"k8s.io/initial-events-end":"true"}}}}""";

    private readonly Pipe pipe = new();

    /// <summary>Says that an object has changed.</summary>
    public ValueTask<FlushResult> ChangeAsync(string changed) => SayAsync($$"""{"type":"MODIFIED","object":{{changed}}}""");

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!request.RequestUri!.Query.Contains("sendInitialEvents=true", StringComparison.Ordinal))
            throw new NotSupportedException($"{request.Method} {request.RequestUri}: only one watch from the beginning is answered here");
        _ = Task.Run(StreamAsync, cancellationToken);
        return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(pipe.Reader.AsStream()), RequestMessage = request });
    }

    private async Task StreamAsync()
    {
        foreach (var each in objects()) await SayAsync($$"""{"type":"ADDED","object":{{each}}}""");
        await SayAsync(End);
    }

    private ValueTask<FlushResult> SayAsync(string line) => pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"));
}
