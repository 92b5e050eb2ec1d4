namespace Slipway.Server.Predictor.Inference;

/// <summary>What a log may hold of the engine's words about a request. Where they say which node failed, they are the engine's own; behind that they can quote the input.</summary>
internal static class EngineWords
{
    private const string Detail = "Status Message:";

    /// <summary>The message without what can quote a value. The signature does not say which inputs are personal, so all count as if they were.</summary>
    public static string WithoutInput(string message)
    {
        var end = message.IndexOf(Detail, StringComparison.Ordinal);
        return end < 0 ? "the engine's words are not logged, because they can quote the request; its sender has them" : message[..end].TrimEnd();
    }
}
