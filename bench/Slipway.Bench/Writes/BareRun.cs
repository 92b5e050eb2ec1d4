using System.Diagnostics;
using System.Text;
using System.Threading.Channels;
using Slipway.Bench.Cluster;

namespace Slipway.Bench.Writes;

/// <summary>
/// The same creations, followed by the writes that the operator did, sent by an HttpClient that knows them in advance: no caches, no watches, no
/// decisions. As in the operator, four writers work on one object each, and events go out one at a time.
/// </summary>
internal sealed class BareRun
{
    private const int Writers = 4;

    private readonly Dictionary<string, List<RecordedWrite>> writes;
    private readonly Channel<(string Name, string Uid, string Version)> created = Channel.CreateUnbounded<(string, string, string)>();
    private readonly Channel<HttpRequestMessage> events = Channel.CreateUnbounded<HttpRequestMessage>();
    private readonly HttpClient http;

    private BareRun(HttpClient http, IReadOnlyList<RecordedWrite> recorded, string place, string elsewhere)
    {
        this.http = http;
        writes = recorded.GroupBy(write => write.Object()).Where(group => group.Key.StartsWith(Creations.NameOf(0)[..^4], StringComparison.Ordinal)).ToDictionary(
            group => group.Key,
            group => group.Select(write => write.In(place, elsewhere, group.First(each => !each.IsEvent).OwnUid())).ToList());
    }

    /// <summary>From the first creation to the last write.</summary>
    /// <param name="server">The server.</param>
    /// <param name="recorded">What the operator wrote.</param>
    /// <param name="place">Where the operator wrote it.</param>
    /// <param name="elsewhere">A new namespace to write it into.</param>
    /// <param name="count">Number of objects.</param>
    public static async Task<TimeSpan> MeasureAsync(ChildApiServer server, IReadOnlyList<RecordedWrite> recorded, string place, string elsewhere, int count)
    {
        await server.CreateNamespaceAsync(elsewhere);
        using var user = server.Connect();
        using var http = server.Connect();
        var run = new BareRun(http, recorded, place, elsewhere);
        var creations = new Creations(elsewhere, count);
        GC.Collect();
        var clock = Stopwatch.StartNew();
        await run.RunAsync(creations, user);
        return clock.Elapsed;
    }

    private async Task RunAsync(Creations creations, HttpClient user)
    {
        var writers = Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(WriteAsync)));
        var recorder = Task.Run(WriteEventsAsync);
        await creations.RunAsync(user, (name, answer) => created.Writer.WriteAsync((name, Text(answer, "\"uid\":\""u8), Text(answer, "\"resourceVersion\":\""u8))));
        created.Writer.Complete();
        await writers;
        events.Writer.Complete();
        await recorder;
    }

    private async Task WriteAsync()
    {
        await foreach (var (name, uid, first) in created.Reader.ReadAllAsync())
        {
            var version = first;
            foreach (var write in writes[name])
            {
                if (write.IsEvent)
                {
                    events.Writer.TryWrite(write.ToMessage(uid, version));
                    continue;
                }

                var answer = await SendAsync(write.ToMessage(uid, version));
                if (write.Method == HttpMethod.Patch) version = Text(answer, "\"resourceVersion\":\""u8);
            }
        }
    }

    private async Task WriteEventsAsync()
    {
        await foreach (var each in events.Reader.ReadAllAsync()) await SendAsync(each);
    }

    private async Task<byte[]> SendAsync(HttpRequestMessage request)
    {
        using var message = request;
        (message.Version, message.VersionPolicy) = (http.DefaultRequestVersion, http.DefaultVersionPolicy);
        using var response = await http.SendAsync(message);
        var answer = await response.Content.ReadAsByteArrayAsync();
        return response.IsSuccessStatusCode
            ? answer
            : throw new InvalidOperationException($"{request.Method} {request.RequestUri}: {Encoding.UTF8.GetString(answer)}");
    }

    // The first of its name stands in the metadata; a bare client reads no more than it needs.
    private static string Text(ReadOnlySpan<byte> answer, ReadOnlySpan<byte> before)
    {
        var value = answer[(answer.IndexOf(before) + before.Length)..];
        return Encoding.ASCII.GetString(value[..value.IndexOf((byte)'"')]);
    }
}
