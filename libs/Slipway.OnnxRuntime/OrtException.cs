namespace Slipway.OnnxRuntime;

/// <summary>The engine refused a call. The message is the engine's own and names the input, node or file.</summary>
public sealed class OrtException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="code">The engine's class of error.</param>
    /// <param name="message">The engine's message.</param>
    /// <param name="cause">What lay below, if anything.</param>
    public OrtException(OrtErrorCode code, string message, Exception? cause = null)
        : base($"ONNX Runtime ({code}): {message}", cause) => Code = code;

    /// <summary>The engine's class of error.</summary>
    public OrtErrorCode Code { get; }
}
