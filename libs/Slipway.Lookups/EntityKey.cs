using System.Buffers.Binary;
using System.IO.Hashing;

namespace Slipway.Lookups;

/// <summary>Writes the values of an entity so that two keys are the same bytes exactly when all values are the same.</summary>
/// <remarks>
/// Numbers, booleans (0 and 1) and times (seconds since 1970) are FP64, as a request carries them; texts are UTF-8. A missing value makes no key.
/// Caveats: whole numbers beyond 2^53 are not told apart by FP64, so <see cref="LookupWriter"/> refuses them.
/// </remarks>
public ref struct EntityKey
{
    private readonly Span<byte> buffer;

    /// <summary>Begins a key.</summary>
    /// <param name="buffer">Where it is written; <see cref="IsComplete"/> is false when it does not fit.</param>
    public EntityKey(Span<byte> buffer)
    {
        this.buffer = buffer;
        IsComplete = true;
    }

    /// <summary>Bytes written.</summary>
    public int Length { get; private set; }

    /// <summary>Whether every value was there and fitted.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Whether a value did not fit; a larger buffer helps.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>The key.</summary>
    public readonly ReadOnlySpan<byte> Bytes => buffer[..Length];

    /// <summary>Adds a number; NaN is missing.</summary>
    public void Add(double value)
    {
        if (double.IsNaN(value) || !HasRoom(8))
        {
            IsComplete = false;
            return;
        }

        BinaryPrimitives.WriteDoubleLittleEndian(buffer[Length..], value == 0 ? 0 : value); // -0 is 0
        Length += 8;
    }

    /// <summary>Adds a text; an empty one is missing.</summary>
    public void Add(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || !HasRoom(4 + text.Length))
        {
            IsComplete = false;
            return;
        }

        BinaryPrimitives.WriteInt32LittleEndian(buffer[Length..], text.Length);
        text.CopyTo(buffer[(Length + 4)..]);
        Length += 4 + text.Length;
    }

    private bool HasRoom(int bytes)
    {
        if (Length + bytes <= buffer.Length) return true;
        IsTooLong = true;
        return false;
    }

    internal static ulong Hash(ReadOnlySpan<byte> key) => XxHash3.HashToUInt64(key);
}
