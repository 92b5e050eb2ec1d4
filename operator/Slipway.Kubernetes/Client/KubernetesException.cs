using System.Net;
using Slipway.Kubernetes.Resources;

namespace Slipway.Kubernetes.Client;

/// <summary>The API server answered with an error.</summary>
public sealed class KubernetesException : Exception
{
    /// <summary>Wraps the server's status document.</summary>
    /// <param name="status">The document.</param>
    /// <param name="statusCode">HTTP status code.</param>
    /// <param name="request">What was asked, for the message: <c>PATCH /apis/...</c>.</param>
    /// <param name="retryAfter">How long the server asked to wait.</param>
    public KubernetesException(ApiStatus status, HttpStatusCode statusCode, string request, TimeSpan? retryAfter = null)
        : base($"{request}: {(int)statusCode} {status.Reason ?? statusCode.ToString()}: {status.Message ?? "the server gave no message"}")
    {
        Status = status;
        StatusCode = statusCode;
        RetryAfter = retryAfter ?? (status.Details?.RetryAfterSeconds is > 0 and var seconds ? TimeSpan.FromSeconds(seconds) : null);
    }

    /// <summary>The server's status document; made up from the HTTP answer if that held none.</summary>
    public ApiStatus Status { get; }

    /// <summary>HTTP status code.</summary>
    public HttpStatusCode StatusCode { get; }

    /// <summary>One word for programs; see <see cref="StatusReasons"/>.</summary>
    public string? Reason => Status.Reason;

    /// <summary>The single faults, one per field.</summary>
    public IReadOnlyList<ApiStatusCause> Causes => Status.Details?.Causes ?? [];

    /// <summary>How long the server asked to wait before trying again.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>No such object or kind.</summary>
    public bool IsNotFound => StatusCode == HttpStatusCode.NotFound;

    /// <summary>The name is taken.</summary>
    public bool IsAlreadyExists => Reason == StatusReasons.AlreadyExists;

    /// <summary>Another revision or UID, or a field of another manager; or a JSON patch whose test failed (422 on some servers).</summary>
    public bool IsConflict => StatusCode == HttpStatusCode.Conflict && !IsAlreadyExists;

    /// <summary>Fields are wrong.</summary>
    public bool IsInvalid => Reason == StatusReasons.Invalid;

    /// <summary>The user may not do this.</summary>
    public bool IsForbidden => StatusCode == HttpStatusCode.Forbidden;

    /// <summary>The resource version is too old: list again.</summary>
    public bool IsExpired => StatusCode == HttpStatusCode.Gone || Reason is StatusReasons.Expired or StatusReasons.Gone;

    /// <summary>The resource version is newer than this server has seen (another replica has it).</summary>
    public bool IsResourceVersionTooLarge => Causes.Any(cause => cause.Reason == StatusReasons.ResourceVersionTooLarge);

    /// <summary>The server asks for fewer requests.</summary>
    public bool IsTooManyRequests => StatusCode == HttpStatusCode.TooManyRequests;
}
