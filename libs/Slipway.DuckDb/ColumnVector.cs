using System.Text;
using Slipway.DuckDb.Native;

namespace Slipway.DuckDb;

/// <summary>The values of one column in one chunk, read in place.</summary>
/// <remarks>Caveats: valid until the next chunk is fetched; the value at a row that is null is undefined in <see cref="Values{T}"/>.</remarks>
public readonly unsafe ref struct ColumnVector
{
    private const int BitsPerWord = 64;

    private readonly ResultColumn column;
    private readonly void* data;
    private readonly ulong* validity;

    internal ColumnVector(ResultColumn column, void* data, ulong* validity, int count)
    {
        this.column = column;
        this.data = data;
        this.validity = validity;
        Count = count;
    }

    /// <summary>Number of rows.</summary>
    public int Count { get; }

    /// <summary>Logical type of the column.</summary>
    public DuckDbType Type => column.Type;

    /// <summary>Whether every row surely has a value; false means that <see cref="IsNull"/> must be asked.</summary>
    public bool NoNulls => validity == null;

    /// <summary>Whether the value at a row is NULL.</summary>
    public bool IsNull(int row)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Count, nameof(row));
        return validity != null && (validity[row / BitsPerWord] >> (row % BitsPerWord) & 1) == 0;
    }

    /// <summary>The raw values, without a copy.</summary>
    /// <typeparam name="T">
    /// The type in memory: bool, sbyte, short, int, long and their unsigned kin, Int128, float, double; long for TIMESTAMP (microseconds), int for DATE (days).
    /// </typeparam>
    /// <exception cref="InvalidOperationException">The column holds another type.</exception>
    public ReadOnlySpan<T> Values<T>() where T : unmanaged
    {
        if (!VectorTypes.Holds<T>(column.Storage))
            throw new InvalidOperationException($"Column '{column.Name}' is {column.Type}, which is not read as {typeof(T).Name}; cast it in the query.");
        return new ReadOnlySpan<T>(data, Count);
    }

    /// <summary>The UTF-8 bytes of a VARCHAR, or the bytes of a BLOB, without a copy. Empty for NULL.</summary>
    /// <exception cref="InvalidOperationException">The column is neither VARCHAR nor BLOB.</exception>
    public ReadOnlySpan<byte> Bytes(int row)
    {
        if (column.Type is not (DuckDbType.Varchar or DuckDbType.Blob))
            throw new InvalidOperationException($"Column '{column.Name}' is {column.Type}, not text; cast it to VARCHAR in the query.");
        return IsNull(row) ? default : NativeString.Read((NativeString*)data + row);
    }

    /// <summary>The text of a VARCHAR, or null for NULL.</summary>
    /// <exception cref="InvalidOperationException">The column is not VARCHAR.</exception>
    public string? Text(int row) => IsNull(row) ? null : Encoding.UTF8.GetString(Bytes(row));

    /// <summary>Copies a numeric, boolean or time column as doubles; NULL becomes NaN, times become seconds since the epoch.</summary>
    /// <param name="destination">At least <see cref="Count"/> long.</param>
    /// <exception cref="InvalidOperationException">The column has no numeric meaning.</exception>
    public void CopyTo(Span<double> destination)
    {
        VectorTypes.Convert(column, data, destination[..Count]);
        if (validity == null) return;
        for (var row = 0; row < Count; row++)
            if (IsNull(row)) destination[row] = double.NaN;
    }

    /// <summary>Copies a numeric, boolean or time column as floats; NULL becomes NaN, times become seconds since the epoch.</summary>
    /// <param name="destination">At least <see cref="Count"/> long.</param>
    /// <exception cref="InvalidOperationException">The column has no numeric meaning.</exception>
    public void CopyTo(Span<float> destination)
    {
        VectorTypes.Convert(column, data, destination[..Count]);
        if (validity == null) return;
        for (var row = 0; row < Count; row++)
            if (IsNull(row)) destination[row] = float.NaN;
    }

    /// <summary>One value, boxed: null, bool, long, Int128, double, float, string, byte[], DateTime (UTC) or DateOnly.</summary>
    /// <exception cref="InvalidOperationException">The column is nested or of a type without a .NET value; cast it to VARCHAR in the query.</exception>
    public object? GetValue(int row)
    {
        if (IsNull(row)) return null;
        return column.Type switch
        {
            DuckDbType.Varchar => Text(row),
            DuckDbType.Blob => Bytes(row).ToArray(),
            _ => VectorTypes.Box(column, data, row),
        };
    }
}
