using System.Text.Json;
using Slipway.OnnxRuntime;

namespace Slipway.Server.Predictor.Inference;

/// <summary>Element type that a request says its data has.</summary>
internal enum SentDatatype
{
    None,
    Bool,
    Integer,
    Fp32,
    Fp64,
    Bytes,
    Unknown,
}

internal static class SentDatatypes
{
    public static SentDatatype Read(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("FP64"u8)) return SentDatatype.Fp64;
        if (reader.ValueTextEquals("BYTES"u8)) return SentDatatype.Bytes;
        if (reader.ValueTextEquals("FP32"u8) || reader.ValueTextEquals("FP16"u8)) return SentDatatype.Fp32;
        if (reader.ValueTextEquals("BOOL"u8)) return SentDatatype.Bool;
        return reader.GetString() is "INT8" or "INT16" or "INT32" or "INT64" or "UINT8" or "UINT16" or "UINT32" or "UINT64"
            ? SentDatatype.Integer
            : SentDatatype.Unknown;
    }

    /// <summary>Whether every value of the sent type is a value of the input's type, or is checked one by one to be.</summary>
    public static bool Fits(SentDatatype sent, OrtElementType input) => input switch
    {
        OrtElementType.String => sent == SentDatatype.Bytes,
        OrtElementType.Double => sent is SentDatatype.Fp64 or SentDatatype.Fp32 or SentDatatype.Integer or SentDatatype.Bool,
        OrtElementType.Float => sent is SentDatatype.Fp32 or SentDatatype.Integer or SentDatatype.Bool,
        OrtElementType.Int64 or OrtElementType.Int32 => sent == SentDatatype.Integer,
        OrtElementType.Bool => sent == SentDatatype.Bool,
        _ => false,
    };
}
