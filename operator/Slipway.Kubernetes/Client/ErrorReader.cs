using System.Buffers;
using System.Net;
using System.Text;
using System.Text.Json;
using Slipway.Kubernetes.Resources;

namespace Slipway.Kubernetes.Client;

/// <summary>Makes an exception of an error answer, whoever sent it: the API server, or a proxy that knows nothing of status documents.</summary>
internal static class ErrorReader
{
    private const int MaxBodyBytes = 64 * 1024;
    private const int MaxQuotedCharacters = 512;

    public static async Task<KubernetesException> ReadAsync(
        HttpResponseMessage response, string request, TimeProvider time, CancellationToken cancellationToken)
    {
        var body = await ReadStartAsync(response, cancellationToken);
        var status = TryParse(body) ?? MakeUp(response.StatusCode, body);
        return new KubernetesException(status, response.StatusCode, request, RetryAfter(response, time));
    }

    public static ApiStatus? TryParse(ReadOnlySpan<byte> body)
    {
        try
        {
            var status = JsonSerializer.Deserialize(body, KubernetesJson.Default.ApiStatus);
            return status is { Kind: "Status" } ? status : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static TimeSpan? RetryAfter(HttpResponseMessage response, TimeProvider time)
    {
        var header = response.Headers.RetryAfter;
        if (header?.Delta is { } delta) return delta;
        if (header?.Date is not { } date) return null;
        var wait = date - time.GetUtcNow();
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    private static async Task<byte[]> ReadStartAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[MaxBodyBytes];
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return buffer[..length];
    }

    private static ApiStatus MakeUp(HttpStatusCode code, byte[] body)
    {
        var text = Encoding.UTF8.GetString(body).Trim();
        return new ApiStatus
        {
            Kind = "Status",
            Status = "Failure",
            Code = (int)code,
            Reason = ReasonOf(code),
            Message = text.Length == 0 ? null : text[..Math.Min(text.Length, MaxQuotedCharacters)],
        };
    }

    private static string? ReasonOf(HttpStatusCode code) => code switch
    {
        HttpStatusCode.BadRequest => StatusReasons.BadRequest,
        HttpStatusCode.Unauthorized => StatusReasons.Unauthorized,
        HttpStatusCode.Forbidden => StatusReasons.Forbidden,
        HttpStatusCode.NotFound => StatusReasons.NotFound,
        HttpStatusCode.MethodNotAllowed => StatusReasons.MethodNotAllowed,
        HttpStatusCode.NotAcceptable => StatusReasons.NotAcceptable,
        HttpStatusCode.Conflict => StatusReasons.Conflict,
        HttpStatusCode.Gone => StatusReasons.Gone,
        HttpStatusCode.RequestEntityTooLarge => StatusReasons.RequestEntityTooLarge,
        HttpStatusCode.UnsupportedMediaType => StatusReasons.UnsupportedMediaType,
        HttpStatusCode.UnprocessableEntity => StatusReasons.Invalid,
        HttpStatusCode.TooManyRequests => StatusReasons.TooManyRequests,
        HttpStatusCode.InternalServerError => StatusReasons.InternalError,
        HttpStatusCode.ServiceUnavailable => StatusReasons.ServiceUnavailable,
        HttpStatusCode.GatewayTimeout => StatusReasons.Timeout,
        _ => null,
    };
}
