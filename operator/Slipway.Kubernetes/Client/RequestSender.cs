using System.Buffers;
using System.IO.Pipelines;
using System.Net;

namespace Slipway.Kubernetes.Client;

/// <summary>Sends requests, repeats those that the server asked to repeat, and turns error answers into exceptions.</summary>
internal sealed class RequestSender(HttpClient http, KubernetesClientOptions options)
{
    private const long MaxBodyBytes = 1L << 30;
    private static readonly TimeSpan DefaultRetryAfter = TimeSpan.FromSeconds(1);

    /// <summary>The answer, with its headers read and its body not.</summary>
    public Task<HttpResponseMessage> SendAsync(ApiRequest request, CancellationToken cancellationToken) =>
        WithinTimeoutAsync(request, token => SendWithRetriesAsync(request, token), cancellationToken);

    /// <summary>The answer's body, read whole into pooled memory and parsed from there.</summary>
    public Task<T> ReadAsync<T>(ApiRequest request, Func<ReadOnlySequence<byte>, T> parse, CancellationToken cancellationToken) =>
        WithinTimeoutAsync(request, async token =>
        {
            using var response = await SendWithRetriesAsync(request, token);
            await using var stream = await response.Content.ReadAsStreamAsync(token);
            return await ParseAsync(stream, request, parse, token);
        }, cancellationToken);

    private async Task<T> WithinTimeoutAsync<T>(ApiRequest request, Func<CancellationToken, Task<T>> act, CancellationToken cancellationToken)
    {
        // Waits that the server asked for count as well: a caller wants an end, not an attempt, within its time.
        using var timeout = new CancellationTokenSource(options.RequestTimeout, options.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            return await act(both.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"{request}: no answer within {options.RequestTimeout.TotalSeconds:0.#} s");
        }
    }

    private async Task<HttpResponseMessage> SendWithRetriesAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            using var message = request.ToMessage();
            // A message that is not made by the HTTP client itself does not take over its version, and HTTP/1.1 knows no pings.
            (message.Version, message.VersionPolicy) = (http.DefaultRequestVersion, http.DefaultVersionPolicy);
            var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (response.IsSuccessStatusCode) return response;

            KubernetesException error;
            using (response) error = await ErrorReader.ReadAsync(response, request.ToString(), options.Time, cancellationToken);
            if (attempt >= options.MaxRetries || RetryDelay(error) is not { } delay) throw error;
            await Task.Delay(delay, options.Time, cancellationToken);
        }
    }

    // 429 was not processed, and 5xx with Retry-After says so itself; anything else may have been, so only the caller can decide.
    private TimeSpan? RetryDelay(KubernetesException error)
    {
        var asked = error.IsTooManyRequests ? error.RetryAfter ?? DefaultRetryAfter
            : error.StatusCode >= HttpStatusCode.InternalServerError && !error.IsResourceVersionTooLarge ? error.RetryAfter
            : null;
        return asked <= options.MaxRetryAfter ? asked : null;
    }

    private static async Task<T> ParseAsync<T>(Stream stream, ApiRequest request, Func<ReadOnlySequence<byte>, T> parse, CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 64 * 1024, minimumReadSize: 16 * 1024, leaveOpen: true));
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync(cancellationToken);
                if (read.IsCompleted) return parse(read.Buffer);
                if (read.Buffer.Length > MaxBodyBytes) throw new IOException($"{request}: the answer is larger than {MaxBodyBytes} bytes");
                reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            }
        }
        finally
        {
            await reader.CompleteAsync();
        }
    }
}
