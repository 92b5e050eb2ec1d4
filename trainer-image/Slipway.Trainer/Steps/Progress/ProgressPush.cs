using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using Slipway.Contracts;
using Slipway.Contracts.Training;

namespace Slipway.Trainer.Steps.Progress;

/// <summary>Tells the operator how far the run has come: the newest report, at most every five seconds.</summary>
/// <remarks>Guarantees: never waits and never fails, whatever the server does; the first failure is told once in the log.</remarks>
internal sealed class ProgressPush(ProgressServer server, Func<HttpMessageHandler> handler, TextWriter output, TimeProvider clock) : IAsyncDisposable
{
    /// <summary>Shortest time between two reports.</summary>
    internal static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private HttpClient? http;
    private long? sent;
    private bool told;

    /// <summary>The report that is being sent.</summary>
    internal Task UnderWay { get; private set; } = Task.CompletedTask;

    /// <summary>Sends a report, unless one was sent a moment ago or is still under way.</summary>
    internal void Offer(TrainerStatus status)
    {
        if (!UnderWay.IsCompleted || (sent is { } last && clock.GetElapsedTime(last) < Interval)) return;
        sent = clock.GetTimestamp();
        var stamped = status with { LastUpdatedTime = clock.GetUtcNow() };
        UnderWay = Task.Run(() => SendAsync(stamped));
    }

    public async ValueTask DisposeAsync()
    {
        await UnderWay;
        http?.Dispose();
    }

    private async Task SendAsync(TrainerStatus status)
    {
        try
        {
            http ??= new HttpClient(handler()) { Timeout = Patience };
            using var request = new HttpRequestMessage(HttpMethod.Post, server.Url);
            request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(new ProgressReport(status), ContractsJson.Default.ProgressReport)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            // The kubelet renews the file, so it is read each time.
            if (server.TokenFile is { } token) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync(token)).Trim());
            using var response = await http.SendAsync(request);
            if (!response.IsSuccessStatusCode) Tell($"{(int)response.StatusCode} {response.ReasonPhrase}");
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or UnauthorizedAccessException or OperationCanceledException or CryptographicException)
        {
            Tell(failure.Message);
        }
    }

    private void Tell(string why)
    {
        if (told) return;
        told = true;
        output.WriteLine($"Progress could not be told to {server.Url}: {why}. Training goes on; this is said once.");
        output.Flush();
    }
}
