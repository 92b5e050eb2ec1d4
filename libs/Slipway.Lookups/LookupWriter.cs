using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Lookups;

/// <summary>Writes a lookup file in two passes: records as they come into a scratch file, then each to its bucket.</summary>
/// <remarks>
/// Guarantees: the same records in the same order give the same bytes. Memory is 8 bytes for each four entities; nothing else grows with their number.
/// Assumptions: each entity comes once.
/// </remarks>
public sealed class LookupWriter : IDisposable
{
    private readonly LookupDescription description;
    private readonly string path;
    private readonly string scratch;
    private readonly FileStream records;
    private readonly int bits;
    private readonly long[] sizes;
    private long entities;

    /// <summary>Begins a file.</summary>
    /// <param name="path">The file; it is there after <see cref="Complete"/> alone.</param>
    /// <param name="description">What it holds.</param>
    /// <param name="expected">About how many entities come; decides the size of the directory.</param>
    public LookupWriter(string path, LookupDescription description, long expected)
    {
        this.path = path;
        this.description = description;
        scratch = path + ".records";
        bits = LookupLayout.BitsFor(expected);
        sizes = new long[1L << bits];
        records = new FileStream(scratch, FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 20);
    }

    /// <summary>Adds an entity.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="microseconds">Event time of its values, in microseconds since 1970.</param>
    /// <param name="numbers">A value for each column; NaN when missing, and for texts.</param>
    /// <param name="texts">A UTF-8 text for each column; null for numbers and when missing.</param>
    public void Add(ReadOnlySpan<byte> key, long microseconds, ReadOnlySpan<double> numbers, ReadOnlySpan<byte[]?> texts)
    {
        var fixedLength = LookupLayout.RecordHead + (LookupLayout.ValueLength * description.Columns.Count);
        var length = fixedLength + key.Length;
        foreach (var text in texts) length += text?.Length ?? 0;
        var record = length <= 4096 ? stackalloc byte[length] : new byte[length];
        var hash = EntityKey.Hash(key);
        BinaryPrimitives.WriteInt32LittleEndian(record, length);
        BinaryPrimitives.WriteUInt32LittleEndian(record[4..], (uint)hash);
        BinaryPrimitives.WriteInt32LittleEndian(record[8..], key.Length);
        BinaryPrimitives.WriteInt64LittleEndian(record[12..], microseconds);
        key.CopyTo(record[fixedLength..]);
        var end = fixedLength + key.Length;
        for (var column = 0; column < description.Columns.Count; column++)
        {
            var value = record[(LookupLayout.RecordHead + (LookupLayout.ValueLength * column))..];
            if (description.Columns[column].Type != Contracts.Data.ColumnType.String)
            {
                BinaryPrimitives.WriteDoubleLittleEndian(value, numbers[column]);
                continue;
            }

            var text = texts[column];
            BinaryPrimitives.WriteInt32LittleEndian(value, text is null ? 0 : end);
            BinaryPrimitives.WriteInt32LittleEndian(value[4..], text?.Length ?? 0);
            text?.CopyTo(record[end..]);
            end += text?.Length ?? 0;
        }

        records.Write(record);
        sizes[LookupLayout.Bucket(hash, bits)] += length;
        entities++;
    }

    /// <summary>Writes the file.</summary>
    public void Complete()
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(description, LookupJson.Default.LookupDescription);
        var directory = LookupLayout.HeadLength + LookupLayout.Padded(json.Length);
        var start = directory + (8L * (sizes.LongLength + 1));
        var length = start + records.Length;
        var head = new byte[directory];
        LookupLayout.WriteHead(head, new LookupHead(entities, bits, json.Length, directory, start, length));
        json.CopyTo(head, LookupLayout.HeadLength);

        records.Flush();
        records.Position = 0;
        var temporary = path + ".part";
        using (var file = File.OpenHandle(temporary, FileMode.Create, FileAccess.ReadWrite, FileShare.None, FileOptions.None, length))
        {
            RandomAccess.SetLength(file, length);
            RandomAccess.Write(file, head, 0);
            WriteDirectory(file, directory);
            if (records.Length > 0) Place(file, start, length);
            RandomAccess.FlushToDisk(file);
        }

        File.Move(temporary, path, overwrite: true);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        records.Dispose();
        File.Delete(scratch);
    }

    // From sizes to where the next record of each bucket goes.
    private void WriteDirectory(SafeFileHandle file, long at)
    {
        var bytes = new byte[8 * (sizes.Length + 1)];
        var offset = 0L;
        for (var bucket = 0; bucket < sizes.Length; bucket++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8 * bucket), offset);
            (sizes[bucket], offset) = (offset, offset + sizes[bucket]);
        }

        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8 * sizes.Length), offset);
        RandomAccess.Write(file, bytes, at);
    }

    private void Place(SafeFileHandle file, long start, long end)
    {
        using var map = MemoryMappedFile.CreateFromFile(file, null, end, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
        using var accessor = map.CreateViewAccessor(start, end - start);
        var (view, origin) = (accessor.SafeMemoryMappedViewHandle, accessor.PointerOffset);
        var head = new byte[8];
        var rest = new byte[4096];
        while (records.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(head);
            if (rest.Length < length) rest = new byte[length];
            head.CopyTo(rest, 0);
            records.ReadExactly(rest.AsSpan(head.Length, length - head.Length));
            var keyAt = LookupLayout.RecordHead + (LookupLayout.ValueLength * description.Columns.Count);
            var bucket = LookupLayout.Bucket(EntityKey.Hash(rest.AsSpan(keyAt, BinaryPrimitives.ReadInt32LittleEndian(rest.AsSpan(8)))), bits);
            view.WriteSpan<byte>((ulong)(origin + sizes[bucket]), rest.AsSpan(0, length));
            sizes[bucket] += length;
        }

        accessor.Flush();
    }
}
