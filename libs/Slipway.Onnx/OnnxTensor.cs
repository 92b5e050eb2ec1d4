using System.Buffers.Binary;
using Google.Protobuf;

namespace Slipway.Onnx;

/// <summary>Makes constant tensors.</summary>
/// <remarks>Caveats: numbers are stored as little-endian raw data, so that NaN payloads and negative zeros survive.</remarks>
public static class OnnxTensor
{
    /// <summary>A tensor of doubles with the given dimensions, in row-major order.</summary>
    public static TensorProto Float64(ReadOnlySpan<double> values, params ReadOnlySpan<long> shape)
    {
        var raw = new byte[values.Length * sizeof(double)];
        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteDoubleLittleEndian(raw.AsSpan(i * sizeof(double)), values[i]);
        return Raw(OnnxElement.Float64, raw, values.Length, shape);
    }

    /// <summary>A tensor of 32-bit floats with the given dimensions, in row-major order.</summary>
    public static TensorProto Float32(ReadOnlySpan<float> values, params ReadOnlySpan<long> shape)
    {
        var raw = new byte[values.Length * sizeof(float)];
        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(raw.AsSpan(i * sizeof(float)), values[i]);
        return Raw(OnnxElement.Float32, raw, values.Length, shape);
    }

    /// <summary>A tensor of 64-bit integers with the given dimensions, in row-major order.</summary>
    public static TensorProto Int64(ReadOnlySpan<long> values, params ReadOnlySpan<long> shape)
    {
        var raw = new byte[values.Length * sizeof(long)];
        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteInt64LittleEndian(raw.AsSpan(i * sizeof(long)), values[i]);
        return Raw(OnnxElement.Int64, raw, values.Length, shape);
    }

    /// <summary>A tensor of texts with the given dimensions, in row-major order.</summary>
    public static TensorProto Text(IReadOnlyCollection<string> values, params ReadOnlySpan<long> shape)
    {
        var tensor = WithShape(OnnxElement.Text, values.Count, shape);
        tensor.StringData.AddRange(values.Select(ByteString.CopyFromUtf8));
        return tensor;
    }

    private static TensorProto Raw(OnnxElement element, byte[] raw, int count, ReadOnlySpan<long> shape)
    {
        var tensor = WithShape(element, count, shape);
        tensor.RawData = UnsafeByteOperations.UnsafeWrap(raw);
        return tensor;
    }

    private static TensorProto WithShape(OnnxElement element, int count, ReadOnlySpan<long> shape)
    {
        var tensor = new TensorProto { DataType = (int)element };
        long size = 1;
        foreach (var dimension in shape)
        {
            size *= dimension;
            tensor.Dims.Add(dimension);
        }

        if (size != count)
            throw new ArgumentException($"A tensor of shape [{string.Join(", ", tensor.Dims)}] holds {size} values, but {count} were given.", nameof(shape));
        return tensor;
    }
}
