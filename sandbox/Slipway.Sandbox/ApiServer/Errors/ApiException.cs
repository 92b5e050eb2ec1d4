using System.Text.Json.Nodes;

namespace Slipway.Sandbox.ApiServer.Errors;

/// <summary>A request that is answered with a Status object of kind Failure.</summary>
internal sealed class ApiException(int code, JsonObject status) : Exception((string?)status["message"])
{
    public int Code { get; } = code;

    public JsonObject Status { get; } = status;

    /// <summary>Seconds for the Retry-After header, when the client should come again.</summary>
    public int? RetryAfterSeconds { get; init; }
}
