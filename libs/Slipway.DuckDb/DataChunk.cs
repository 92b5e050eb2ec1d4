using Slipway.DuckDb.Native;

namespace Slipway.DuckDb;

/// <summary>Up to 2048 rows of a result, column by column; owned by the <see cref="QueryResult"/>.</summary>
public sealed class DataChunk
{
    private readonly ChunkHandle handle;
    private readonly IReadOnlyList<ResultColumn> columns;

    internal DataChunk(ChunkHandle handle, IReadOnlyList<ResultColumn> columns)
    {
        this.handle = handle;
        this.columns = columns;
        RowCount = (int)NativeMethods.ChunkSize(handle);
    }

    /// <summary>Rows in this chunk.</summary>
    public int RowCount { get; }

    /// <summary>The values of one column.</summary>
    /// <param name="index">Position of the column, from 0.</param>
    public unsafe ColumnVector Column(int index)
    {
        ObjectDisposedException.ThrowIf(handle.IsClosed, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)columns.Count, nameof(index));
        var vector = NativeMethods.ChunkVector(handle, (ulong)index);
        return new ColumnVector(columns[index], NativeMethods.VectorData(vector), NativeMethods.VectorValidity(vector), RowCount);
    }

    internal void Dispose() => handle.Dispose();
}
