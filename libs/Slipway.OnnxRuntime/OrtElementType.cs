namespace Slipway.OnnxRuntime;

/// <summary>Element type of a tensor; the numbers are ONNX's own.</summary>
public enum OrtElementType
{
    /// <summary>Not a tensor, or a type that has no name here.</summary>
    Undefined = 0,

    /// <summary>32-bit float (FP32).</summary>
    Float = 1,

    /// <summary>8-bit unsigned integer (UINT8).</summary>
    UInt8 = 2,

    /// <summary>8-bit integer (INT8).</summary>
    Int8 = 3,

    /// <summary>16-bit unsigned integer (UINT16).</summary>
    UInt16 = 4,

    /// <summary>16-bit integer (INT16).</summary>
    Int16 = 5,

    /// <summary>32-bit integer (INT32).</summary>
    Int32 = 6,

    /// <summary>64-bit integer (INT64).</summary>
    Int64 = 7,

    /// <summary>UTF-8 text (BYTES).</summary>
    String = 8,

    /// <summary>One byte, 0 or 1 (BOOL).</summary>
    Bool = 9,

    /// <summary>16-bit float (FP16).</summary>
    Float16 = 10,

    /// <summary>64-bit float (FP64).</summary>
    Double = 11,

    /// <summary>32-bit unsigned integer (UINT32).</summary>
    UInt32 = 12,

    /// <summary>64-bit unsigned integer (UINT64).</summary>
    UInt64 = 13,
}
