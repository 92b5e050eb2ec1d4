using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using System.Text.Json;

namespace Slipway.Lookups;

/// <summary>An immutable file of the newest values of each entity, mapped into memory.</summary>
/// <remarks>
/// Guarantees: safe for any number of threads; a lookup allocates nothing and touches the pages of one bucket alone, so the file may be larger than memory.
/// Caveats: there is no Dispose, because a reader may still hold a row when a newer file has taken this one's place; the mapping ends when nobody refers to it.
/// Whoever opens the file has compared its digest before: damage within records is not looked for.
/// </remarks>
public sealed unsafe class LookupFile
{
    private readonly MemoryMappedViewAccessor view;
    private readonly byte* start;
    private readonly LookupHead head;

    private LookupFile(MemoryMappedViewAccessor view, byte* start, LookupHead head, LookupDescription description)
    {
        this.view = view;
        this.start = start;
        this.head = head;
        Description = description;
    }

    /// <summary>What the file holds.</summary>
    public LookupDescription Description { get; }

    /// <summary>Number of entities.</summary>
    public long Entities => head.Entities;

    /// <summary>Bytes mapped.</summary>
    public long Bytes => head.Length;

    /// <summary>Maps a file.</summary>
    /// <exception cref="InvalidDataException">The file is no lookup file, of another version, or cut off.</exception>
    public static LookupFile Open(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var length = new FileInfo(path).Length;
        if (length < LookupLayout.HeadLength) throw new InvalidDataException($"{path} is no lookup file: it has {length} bytes. Make it again.");
        using var map = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        var view = map.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
        // Not by AcquirePointer, whose count would keep the mapping for ever: it is to end with the last reference to this file.
        var start = (byte*)view.SafeMemoryMappedViewHandle.DangerousGetHandle() + view.PointerOffset;
        var first = new ReadOnlySpan<byte>(start, LookupLayout.HeadLength);
        var head = first.StartsWith(LookupLayout.Magic) ? LookupLayout.ReadHead(first) : default;
        if (head.Length != length)
        {
            var what = head.Length == 0 ? "it does not begin as one does" : $"it has {length} bytes where it says {head.Length}";
            throw new InvalidDataException($"{path} is no whole lookup file of this version: {what}. Make it again.");
        }

        var description = JsonSerializer.Deserialize(new ReadOnlySpan<byte>(start + LookupLayout.HeadLength, checked((int)head.DescriptionLength)), LookupJson.Default.LookupDescription)!;
        return new LookupFile(view, start, head, description);
    }

    /// <summary>Finds an entity.</summary>
    /// <param name="key">The key, as <see cref="EntityKey"/> writes it.</param>
    /// <param name="row">Its values.</param>
    /// <returns>Whether the file has it.</returns>
    public bool TryFind(ReadOnlySpan<byte> key, out LookupRow row)
    {
        var hash = EntityKey.Hash(key);
        var slot = start + head.Directory + (8 * LookupLayout.Bucket(hash, head.Bits));
        var at = BinaryPrimitives.ReadInt64LittleEndian(new ReadOnlySpan<byte>(slot, 8));
        var end = BinaryPrimitives.ReadInt64LittleEndian(new ReadOnlySpan<byte>(slot + 8, 8));
        var keyAt = LookupLayout.RecordHead + (LookupLayout.ValueLength * Description.Columns.Count);
        while (at < end)
        {
            var length = *(int*)(start + head.Records + at);
            var record = new ReadOnlySpan<byte>(start + head.Records + at, length);
            if (BinaryPrimitives.ReadUInt32LittleEndian(record[4..]) == (uint)hash && record.Slice(keyAt, BinaryPrimitives.ReadInt32LittleEndian(record[8..])).SequenceEqual(key))
            {
                row = new LookupRow(this, record);
                return true;
            }

            at += length;
        }

        row = default;
        GC.KeepAlive(view);
        return false;
    }
}
