using Slipway.OnnxRuntime.Native;

namespace Slipway.OnnxRuntime;

/// <summary>The engine that this process has loaded.</summary>
public static class OrtEngine
{
    /// <summary>Version of ONNX Runtime, such as <c>1.30.0</c>.</summary>
    /// <exception cref="OrtException">The engine's library is missing or too old.</exception>
    public static string Version => OrtApi.Version;
}
