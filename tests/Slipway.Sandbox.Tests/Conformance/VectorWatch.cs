using System.Text.Json.Nodes;
using System.Threading.Channels;
using Slipway.Sandbox.ApiServer.Documents;

namespace Slipway.Sandbox.Tests.Conformance;

/// <summary>An open watch whose events are gathered as they come.</summary>
internal sealed class VectorWatch : IDisposable
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(200);
    private readonly Channel<JsonObject> _events = Channel.CreateUnbounded<JsonObject>();
    private readonly HttpResponseMessage _response;
    private readonly CancellationTokenSource _closing = new();

    public VectorWatch(HttpResponseMessage response)
    {
        _response = response;
        _ = PumpAsync();
    }

    public bool Ended => _events.Reader.Completion.IsCompleted;

    /// <summary>As many events as are expected (null: all until the server ends the stream), and any that come right after.</summary>
    public async Task<List<JsonObject>> TakeAsync(int? count, TimeSpan within, bool bookmarks, CancellationToken cancellation)
    {
        var result = new List<JsonObject>();
        var deadline = DateTime.UtcNow + within;
        while (await NextAsync(count is null || result.Count < count ? deadline - DateTime.UtcNow : Quiet, cancellation) is { } next)
        {
            if (bookmarks || next.TextAt("type") != "BOOKMARK")
            {
                result.Add(next);
            }
        }

        return result;
    }

    public void Dispose()
    {
        _closing.Cancel();
        _response.Dispose();
    }

    private async Task<JsonObject?> NextAsync(TimeSpan patience, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(patience > TimeSpan.Zero ? patience : TimeSpan.FromMilliseconds(1));
        try
        {
            return await _events.Reader.WaitToReadAsync(limit.Token) && _events.Reader.TryRead(out var next) ? next : null;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task PumpAsync()
    {
        try
        {
            using var reader = new StreamReader(await _response.Content.ReadAsStreamAsync(_closing.Token));
            while (await reader.ReadLineAsync(_closing.Token) is { } line)
            {
                _events.Writer.TryWrite(JsonTree.ParseObject(line));
            }

            _events.Writer.Complete();
        }
        catch (Exception e)
        {
            _events.Writer.Complete(e); // the scenario closed the watch, or the stream broke: whoever reads on sees it
        }
    }
}
