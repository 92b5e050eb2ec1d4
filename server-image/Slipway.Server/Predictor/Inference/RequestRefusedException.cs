namespace Slipway.Server.Predictor.Inference;

/// <summary>A request that cannot be answered as it is; the message names the tensor, what was expected and what came.</summary>
/// <param name="status">HTTP status.</param>
/// <param name="reason">Why, as the label of a metric.</param>
/// <param name="message">What the client reads.</param>
internal sealed class RequestRefusedException(int status, string reason, string message) : Exception(message)
{
    public int Status { get; } = status;

    public string Reason { get; } = reason;

    public static RequestRefusedException Malformed(string message) => new(400, RefusalReasons.Malformed, message);

    public static RequestRefusedException Shape(string message) => new(400, RefusalReasons.Shape, message);

    public static RequestRefusedException Type(string message) => new(400, RefusalReasons.Type, message);

    public static RequestRefusedException Name(string message) => new(400, RefusalReasons.Name, message);

    public static RequestRefusedException Expectation(string message) => new(400, RefusalReasons.Expectation, message);

    public static RequestRefusedException Missing(string message) => new(400, RefusalReasons.Missing, message);
}
