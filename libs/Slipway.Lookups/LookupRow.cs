using System.Buffers.Binary;

namespace Slipway.Lookups;

/// <summary>The values of one entity, inside the mapped file.</summary>
public readonly ref struct LookupRow
{
    private readonly ReadOnlySpan<byte> record;
    private readonly LookupFile file; // keeps the mapping while the row is in use

    internal LookupRow(LookupFile file, ReadOnlySpan<byte> record)
    {
        this.file = file;
        this.record = record;
    }

    /// <summary>Event time of the values, in microseconds since 1970.</summary>
    public long Microseconds => BinaryPrimitives.ReadInt64LittleEndian(record[12..]);

    /// <summary>The file that the row is in.</summary>
    public LookupFile File => file;

    /// <summary>A number; NaN when missing.</summary>
    /// <param name="column">Position among <see cref="LookupDescription.Columns"/>.</param>
    public double Number(int column) => BinaryPrimitives.ReadDoubleLittleEndian(Value(column));

    /// <summary>A text in UTF-8; empty when missing.</summary>
    /// <param name="column">Position among <see cref="LookupDescription.Columns"/>.</param>
    public ReadOnlySpan<byte> Text(int column)
    {
        var value = Value(column);
        return record.Slice(BinaryPrimitives.ReadInt32LittleEndian(value), BinaryPrimitives.ReadInt32LittleEndian(value[4..]));
    }

    private ReadOnlySpan<byte> Value(int column) => record.Slice(LookupLayout.RecordHead + (LookupLayout.ValueLength * column), LookupLayout.ValueLength);
}
