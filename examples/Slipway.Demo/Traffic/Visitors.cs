using System.Collections.Concurrent;
using System.Net.Http.Headers;
using Slipway.Demo.Shop;

namespace Slipway.Demo.Traffic;

/// <summary>Visitors of the shop, who go on asking for predictions at a steady rate whatever happens to the service.</summary>
internal sealed class Visitors(Uri service, string model, int perSecond) : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentDictionary<(string Version, int Code), int> answers = new();
    private readonly HttpClient http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 64 }) { Timeout = TimeSpan.FromSeconds(10) };
    private readonly List<Task> requests = [];
    private Task? going;
    private int broken;

    /// <summary>Requests without any HTTP answer.</summary>
    public int Broken => broken;

    public string? LastError { get; private set; }

    public IReadOnlyDictionary<(string Version, int Code), int> Answers => answers;

    public void Start() => going = Task.Run(() => GoAsync(stop.Token));

    public int Count(string version, Func<int, bool> code) => answers.Where(each => each.Key.Version == version && code(each.Key.Code)).Sum(each => each.Value);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        if (going is not null) await going;
        http.Dispose();
        stop.Dispose();
    }

    // Open loop: the next visitor does not wait for the answer to the one before.
    private async Task GoAsync(CancellationToken cancellation)
    {
        var shop = new YarnShop(99);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        var debt = 0.0;
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation))
            {
                requests.RemoveAll(request => request.IsCompleted);
                for (debt += perSecond * 0.02; debt >= 1 && requests.Count < 256; debt--)
                    requests.Add(AskAsync(InferRequest.For(shop.Next(new DateOnly(2026, 11, 1)))));
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped: those who asked still get their answers.
        }

        await Task.WhenAll(requests);
    }

    private async Task AskAsync(byte[] body)
    {
        try
        {
            using var content = new ByteArrayContent(body);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var response = await http.PostAsync(new Uri(service, $"/v2/models/{model}/infer"), content);
            var answer = await response.Content.ReadAsStringAsync();
            var version = response.Headers.TryGetValues("slipway-model-version", out var values) ? values.First() : "router";
            answers.AddOrUpdate((version, (int)response.StatusCode), 1, (_, count) => count + 1);
            if (!response.IsSuccessStatusCode) LastError = answer;
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException)
        {
            Interlocked.Increment(ref broken);
            LastError = failure.Message;
        }
    }
}
