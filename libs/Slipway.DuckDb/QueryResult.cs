using System.Runtime.InteropServices;
using Slipway.DuckDb.Native;

namespace Slipway.DuckDb;

/// <summary>The rows of a query, read once, chunk by chunk.</summary>
/// <remarks>Caveats: not safe for several threads; a later chunk invalidates the vectors of the one before.</remarks>
public sealed class QueryResult : IDisposable
{
    private readonly ConnectionHandle connection;
    private readonly ResultHandle handle;
    private readonly string sql;
    private readonly CancellationToken cancellationToken;
    private DataChunk? current;

    internal QueryResult(ConnectionHandle connection, ResultHandle handle, string sql, CancellationToken cancellationToken)
    {
        this.connection = connection;
        this.handle = handle;
        this.sql = sql;
        this.cancellationToken = cancellationToken;
        var columns = new ResultColumn[NativeMethods.ColumnCount(handle)];
        for (var index = 0; index < columns.Length; index++) columns[index] = ReadColumn((ulong)index);
        Columns = columns;
    }

    /// <summary>Names and types of the columns, in order.</summary>
    public IReadOnlyList<ResultColumn> Columns { get; }

    /// <summary>The next chunk of at most 2048 rows, or null at the end. It stays valid until the next call.</summary>
    /// <exception cref="DuckDbException">The query fails while it runs.</exception>
    /// <exception cref="OperationCanceledException">The query's token was cancelled.</exception>
    public DataChunk? NextChunk()
    {
        current?.Dispose();
        current = null;
        using var interruption = new Interruption(connection, cancellationToken);
        var chunk = NativeMethods.FetchChunk(handle.Value);
        if (!chunk.IsInvalid) return current = new DataChunk(chunk, Columns);

        chunk.Dispose();
        cancellationToken.ThrowIfCancellationRequested();
        if (NativeMethods.ResultError(handle) != 0) throw Connection.Failure(handle, sql);
        return null;
    }

    /// <summary>Reads all remaining rows as boxed values; meant for small results such as statistics.</summary>
    /// <returns>Rows of null, bool, long, Int128, double, float, string, byte[], DateTime (UTC) or DateOnly.</returns>
    public IReadOnlyList<object?[]> ReadRows()
    {
        var rows = new List<object?[]>();
        while (NextChunk() is { } chunk)
        {
            for (var row = 0; row < chunk.RowCount; row++)
            {
                var values = new object?[Columns.Count];
                for (var column = 0; column < values.Length; column++) values[column] = chunk.Column(column).GetValue(row);
                rows.Add(values);
            }
        }

        return rows;
    }

    /// <summary>Gives up the rows that were not read.</summary>
    public void Dispose()
    {
        current?.Dispose();
        handle.Dispose();
    }

    private ResultColumn ReadColumn(ulong index)
    {
        var name = Marshal.PtrToStringUTF8(NativeMethods.ColumnName(handle, index)) ?? "";
        using var logical = NativeMethods.ColumnLogicalType(handle, index);
        var type = (DuckDbType)NativeMethods.TypeId(logical);
        if (type != DuckDbType.Decimal) return new ResultColumn(name, type);
        return new ResultColumn(name, type)
        {
            DecimalStorage = (DuckDbType)NativeMethods.DecimalInternalType(logical),
            DecimalScale = NativeMethods.DecimalScale(logical),
        };
    }
}
