using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Slipway.OnnxRuntime.Native;

namespace Slipway.OnnxRuntime;

/// <summary>A tensor that goes into a run or came out of one.</summary>
/// <remarks>
/// <para>Guarantees: numeric memory given to <see cref="Over{T}"/> is pinned and used in place, never copied, until the tensor is disposed.
/// Text keeps every byte of its UTF-8 form, zero bytes included.</para>
/// <para>Assumptions: one thread writes a tensor at a time, and nobody writes it while a run reads it.</para>
/// </remarks>
public sealed unsafe class OrtTensor : IDisposable
{
    private MemoryHandle pin;
    private readonly void* data;

    private OrtTensor(ValueHandle value, OrtElementType elementType, long[] shape, MemoryHandle pin = default)
    {
        Handle = value;
        ElementType = elementType;
        Shape = shape;
        Count = CountOf(shape);
        this.pin = pin;
        if (elementType == OrtElementType.String) return;
        void* start;
        OrtApi.Check(((delegate* unmanaged[Cdecl]<nint, void**, nint>)OrtApi.Function(OrtFunction.GetTensorMutableData))(value.DangerousGetHandle(), &start));
        data = start;
    }

    /// <summary>Type of the elements.</summary>
    public OrtElementType ElementType { get; }

    /// <summary>Length of each dimension.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>Number of elements.</summary>
    public int Count { get; }

    internal ValueHandle Handle { get; }

    /// <summary>Puts a tensor over memory of the caller, without a copy.</summary>
    /// <param name="memory">The elements in row-major order; its length must be the product of <paramref name="shape"/>.</param>
    /// <param name="shape">Length of each dimension.</param>
    /// <typeparam name="T">float, double, long, int, bool, or another number that <see cref="OrtElementType"/> names.</typeparam>
    /// <exception cref="ArgumentException">The shape does not fit the memory, or the type has no element type.</exception>
    public static OrtTensor Over<T>(Memory<T> memory, params ReadOnlySpan<long> shape)
        where T : unmanaged
    {
        var type = ElementTypeOf<T>();
        var dimensions = shape.ToArray();
        if (CountOf(dimensions) != memory.Length)
            throw new ArgumentException($"shape [{string.Join(", ", dimensions)}] holds {CountOf(dimensions)} elements, the memory has {memory.Length}", nameof(shape));
        var pin = memory.Pin();
        nint value;
        try
        {
            fixed (long* lengths = dimensions)
                OrtApi.Check(((delegate* unmanaged[Cdecl]<nint, void*, nuint, long*, nuint, int, nint*, nint>)OrtApi.Function(OrtFunction.CreateTensorWithDataAsOrtValue))(
                    OrtApi.CpuMemory, pin.Pointer, (nuint)(memory.Length * sizeof(T)), lengths, (nuint)dimensions.Length, (int)type, &value));
        }
        catch
        {
            pin.Dispose();
            throw;
        }

        return new OrtTensor(new ValueHandle(value), type, dimensions, pin);
    }

    /// <summary>Makes a tensor in the engine's own memory. Numbers start undefined, texts start empty.</summary>
    /// <param name="elementType">Type of the elements.</param>
    /// <param name="shape">Length of each dimension.</param>
    public static OrtTensor Allocate(OrtElementType elementType, params ReadOnlySpan<long> shape)
    {
        var dimensions = shape.ToArray();
        nint value;
        fixed (long* lengths = dimensions)
            OrtApi.Check(((delegate* unmanaged[Cdecl]<nint, long*, nuint, int, nint*, nint>)OrtApi.Function(OrtFunction.CreateTensorAsOrtValue))(
                OrtApi.Allocator, lengths, (nuint)dimensions.Length, (int)elementType, &value));
        return new OrtTensor(new ValueHandle(value), elementType, dimensions);
    }

    /// <summary>Makes a text tensor.</summary>
    /// <param name="texts">The elements in row-major order.</param>
    /// <param name="shape">Length of each dimension; their product must be the number of texts.</param>
    /// <exception cref="ArgumentException">The shape does not fit the texts.</exception>
    public static OrtTensor Strings(ReadOnlySpan<string> texts, params ReadOnlySpan<long> shape)
    {
        if (CountOf(shape) != texts.Length)
            throw new ArgumentException($"shape [{string.Join(", ", shape.ToArray())}] holds {CountOf(shape)} elements, {texts.Length} texts were given", nameof(shape));
        var tensor = Allocate(OrtElementType.String, shape);
        for (var i = 0; i < texts.Length; i++) tensor.SetString(i, texts[i]);
        return tensor;
    }

    /// <summary>The elements in row-major order, in place; valid until the tensor is disposed.</summary>
    /// <typeparam name="T">The .NET type of <see cref="ElementType"/>.</typeparam>
    /// <exception cref="InvalidOperationException"><typeparamref name="T"/> is not the tensor's type.</exception>
    public Span<T> AsSpan<T>()
        where T : unmanaged
    {
        ObjectDisposedException.ThrowIf(Handle.IsClosed, this);
        if (ElementTypeOf<T>() != ElementType) throw new InvalidOperationException($"the tensor holds {ElementType}, not {typeof(T).Name}");
        return new Span<T>(data, Count);
    }

    /// <summary>Writes one text of a text tensor.</summary>
    /// <param name="index">Row-major position.</param>
    /// <param name="text">The text; it is stored as UTF-8.</param>
    public void SetString(int index, ReadOnlySpan<char> text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        Encoding.UTF8.GetBytes(text, TextBuffer(index, length));
    }

    /// <summary>Writes one text of a text tensor from UTF-8.</summary>
    /// <param name="index">Row-major position.</param>
    /// <param name="utf8">The text's bytes.</param>
    public void SetUtf8(int index, ReadOnlySpan<byte> utf8) => utf8.CopyTo(TextBuffer(index, utf8.Length));

    /// <summary>Opens one text of a text tensor for writing: exactly <paramref name="length"/> bytes of UTF-8 that the caller must fill.</summary>
    /// <param name="index">Row-major position.</param>
    /// <param name="length">Number of bytes.</param>
    public Span<byte> TextBuffer(int index, int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
        ObjectDisposedException.ThrowIf(Handle.IsClosed, this);
        byte* buffer;
        OrtApi.Check(((delegate* unmanaged[Cdecl]<nint, nuint, nuint, byte**, nint>)OrtApi.Function(OrtFunction.GetResizedStringTensorElementBuffer))(
            Handle.DangerousGetHandle(), (nuint)index, (nuint)length, &buffer));
        return new Span<byte>(buffer, length);
    }

    /// <summary>Reads all texts of a text tensor.</summary>
    public string[] GetStrings()
    {
        var (bytes, offsets) = GetUtf8();
        var texts = new string[Count];
        for (var i = 0; i < texts.Length; i++)
        {
            var end = i + 1 < texts.Length ? offsets[i + 1] : bytes.Length;
            texts[i] = Encoding.UTF8.GetString(bytes.AsSpan(offsets[i]..end));
        }

        return texts;
    }

    /// <summary>Reads all texts of a text tensor as UTF-8: text i starts at offset i and ends where the next one starts.</summary>
    public (byte[] Bytes, int[] Offsets) GetUtf8()
    {
        ObjectDisposedException.ThrowIf(Handle.IsClosed, this);
        var value = Handle.DangerousGetHandle();
        nuint length;
        OrtApi.Check(((delegate* unmanaged[Cdecl]<nint, nuint*, nint>)OrtApi.Function(OrtFunction.GetStringTensorDataLength))(value, &length));
        // The engine refuses a null buffer even when there is nothing to write.
        var bytes = new byte[Math.Max(1, checked((int)length))];
        var starts = new nuint[Count];
        fixed (byte* content = bytes)
        fixed (nuint* offsets = starts)
            OrtApi.Check(((delegate* unmanaged[Cdecl]<nint, byte*, nuint, nuint*, nuint, nint>)OrtApi.Function(OrtFunction.GetStringTensorContent))(
                value, content, length, offsets, (nuint)Count));
        return ((int)length == bytes.Length ? bytes : [], Array.ConvertAll(starts, start => (int)start));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Handle.Dispose();
        pin.Dispose();
        pin = default;
    }

    /// <summary>Takes over a value that a run returned.</summary>
    internal static OrtTensor Take(ValueHandle value)
    {
        nint info;
        OrtApi.Check(((delegate* unmanaged[Cdecl]<nint, nint*, nint>)OrtApi.Function(OrtFunction.GetTensorTypeAndShape))(value.DangerousGetHandle(), &info));
        try
        {
            var (type, shape) = OrtTypeReader.Read(info);
            return new OrtTensor(value, type, shape);
        }
        finally
        {
            ((delegate* unmanaged[Cdecl]<nint, void>)OrtApi.Function(OrtFunction.ReleaseTensorTypeAndShapeInfo))(info);
        }
    }

    private static int CountOf(ReadOnlySpan<long> shape)
    {
        long count = 1;
        foreach (var length in shape) count = checked(count * length);
        return checked((int)count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static OrtElementType ElementTypeOf<T>()
        where T : unmanaged
    {
        if (typeof(T) == typeof(float)) return OrtElementType.Float;
        if (typeof(T) == typeof(double)) return OrtElementType.Double;
        if (typeof(T) == typeof(long)) return OrtElementType.Int64;
        if (typeof(T) == typeof(int)) return OrtElementType.Int32;
        if (typeof(T) == typeof(bool)) return OrtElementType.Bool;
        if (typeof(T) == typeof(byte)) return OrtElementType.UInt8;
        if (typeof(T) == typeof(sbyte)) return OrtElementType.Int8;
        if (typeof(T) == typeof(ushort)) return OrtElementType.UInt16;
        if (typeof(T) == typeof(short)) return OrtElementType.Int16;
        if (typeof(T) == typeof(uint)) return OrtElementType.UInt32;
        if (typeof(T) == typeof(ulong)) return OrtElementType.UInt64;
        if (typeof(T) == typeof(Half)) return OrtElementType.Float16;
        throw new ArgumentException($"{typeof(T).Name} has no ONNX element type");
    }
}
