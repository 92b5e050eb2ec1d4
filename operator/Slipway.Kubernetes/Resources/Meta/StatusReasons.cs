namespace Slipway.Kubernetes.Resources;

/// <summary>The reasons that the API gives in <see cref="ApiStatus.Reason"/>.</summary>
public static class StatusReasons
{
    /// <summary>401: the credentials are missing or wrong.</summary>
    public const string Unauthorized = "Unauthorized";

    /// <summary>403: the user may not do this.</summary>
    public const string Forbidden = "Forbidden";

    /// <summary>404: no such object or kind.</summary>
    public const string NotFound = "NotFound";

    /// <summary>409: an object of that name exists.</summary>
    public const string AlreadyExists = "AlreadyExists";

    /// <summary>409: another revision, another UID, or a field that another manager owns.</summary>
    public const string Conflict = "Conflict";

    /// <summary>410: the resource version or continue token is too old.</summary>
    public const string Expired = "Expired";

    /// <summary>410: gone for good; older servers say it where newer say Expired.</summary>
    public const string Gone = "Gone";

    /// <summary>422: fields are wrong; the causes name them.</summary>
    public const string Invalid = "Invalid";

    /// <summary>400: the request makes no sense.</summary>
    public const string BadRequest = "BadRequest";

    /// <summary>405: not possible on this kind.</summary>
    public const string MethodNotAllowed = "MethodNotAllowed";

    /// <summary>406: no such representation.</summary>
    public const string NotAcceptable = "NotAcceptable";

    /// <summary>413: the request is too large.</summary>
    public const string RequestEntityTooLarge = "RequestEntityTooLarge";

    /// <summary>415: no such body type.</summary>
    public const string UnsupportedMediaType = "UnsupportedMediaType";

    /// <summary>429: try again later.</summary>
    public const string TooManyRequests = "TooManyRequests";

    /// <summary>500: the server failed.</summary>
    public const string InternalError = "InternalError";

    /// <summary>503: the server is not there yet.</summary>
    public const string ServiceUnavailable = "ServiceUnavailable";

    /// <summary>500: the server cannot finish now; try again.</summary>
    public const string ServerTimeout = "ServerTimeout";

    /// <summary>504: it took too long.</summary>
    public const string Timeout = "Timeout";

    /// <summary>Cause of a Timeout: the resource version asked for is newer than the server has seen.</summary>
    public const string ResourceVersionTooLarge = "ResourceVersionTooLarge";
}
