using System.Buffers.Binary;

namespace Slipway.Lookups;

/// <summary>How a lookup file is laid out; all numbers are little-endian.</summary>
/// <remarks>
/// <code>
/// head       magic (8 bytes), entities, directory bits, length of the description, offsets of directory and records, length of the file (8 bytes each)
/// description    <see cref="LookupDescription"/> as JSON, padded to 8 bytes
/// directory  2^bits + 1 offsets (8 bytes each) within the records: bucket i holds the entities whose hash begins with the bits of i
/// records    of each entity: length of the record (4), low half of the hash (4), length of the key (4), event time in microseconds since 1970 (8), 8 bytes for each
///            column (a number as FP64, NaN when missing; a text as offset and length within the record, offset 0 when missing), the key, the texts
/// </code>
/// About four entities share a bucket, so that the directory takes two bytes for each.
/// </remarks>
internal static class LookupLayout
{
    public const int HeadLength = 56;
    public const int RecordHead = 20;
    public const int ValueLength = 8;
    private const int EntitiesPerBucket = 4;

    public static ReadOnlySpan<byte> Magic => "SLIPLKP1"u8;

    public static int BitsFor(long entities)
    {
        var bits = 0;
        while (bits < 40 && (EntitiesPerBucket << bits) < entities) bits++;
        return bits;
    }

    public static long Bucket(ulong hash, int bits) => bits == 0 ? 0 : (long)(hash >> (64 - bits));

    public static long Padded(long length) => (length + 7) & ~7L;

    public static void WriteHead(Span<byte> head, LookupHead values)
    {
        Magic.CopyTo(head);
        long[] numbers = [values.Entities, values.Bits, values.DescriptionLength, values.Directory, values.Records, values.Length];
        for (var i = 0; i < numbers.Length; i++) BinaryPrimitives.WriteInt64LittleEndian(head[(8 + (8 * i))..], numbers[i]);
    }

    public static LookupHead ReadHead(ReadOnlySpan<byte> head)
    {
        Span<long> numbers = stackalloc long[6];
        for (var i = 0; i < numbers.Length; i++) numbers[i] = BinaryPrimitives.ReadInt64LittleEndian(head[(8 + (8 * i))..]);
        return new LookupHead(numbers[0], (int)numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]);
    }
}

/// <summary>The numbers at the beginning of a lookup file.</summary>
internal readonly record struct LookupHead(long Entities, int Bits, long DescriptionLength, long Directory, long Records, long Length);
