namespace Slipway.Onnx;

/// <summary>Element types of the tensors that Slipway writes; the values are those of <see cref="TensorProto.Types.DataType"/>.</summary>
public enum OnnxElement
{
    /// <summary>32-bit floating point (FP32).</summary>
    Float32 = TensorProto.Types.DataType.Float,

    /// <summary>32-bit signed integer.</summary>
    Int32 = TensorProto.Types.DataType.Int32,

    /// <summary>64-bit signed integer.</summary>
    Int64 = TensorProto.Types.DataType.Int64,

    /// <summary>UTF-8 text (BYTES in the Open Inference Protocol).</summary>
    Text = TensorProto.Types.DataType.String,

    /// <summary>Boolean.</summary>
    Boolean = TensorProto.Types.DataType.Bool,

    /// <summary>64-bit floating point (FP64).</summary>
    Float64 = TensorProto.Types.DataType.Double,
}
