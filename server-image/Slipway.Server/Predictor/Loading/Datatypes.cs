using Slipway.OnnxRuntime;

namespace Slipway.Server.Predictor.Loading;

/// <summary>The protocol's names of the element types that are served.</summary>
internal static class Datatypes
{
    public static string? NameOf(OrtElementType type) => type switch
    {
        OrtElementType.Double => "FP64",
        OrtElementType.Float => "FP32",
        OrtElementType.Int64 => "INT64",
        OrtElementType.Int32 => "INT32",
        OrtElementType.Bool => "BOOL",
        OrtElementType.String => "BYTES",
        _ => null,
    };
}
