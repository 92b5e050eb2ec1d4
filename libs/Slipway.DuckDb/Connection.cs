using System.Globalization;
using System.Runtime.InteropServices;
using Slipway.DuckDb.Native;

namespace Slipway.DuckDb;

/// <summary>A connection to a <see cref="Database"/>.</summary>
/// <remarks>
/// Caveats: one statement at a time; a streamed <see cref="QueryResult"/> must be read or disposed before the next statement starts.
/// Calls block: the engine works on its own threads and the calling one. Cancellation interrupts the running statement.
/// </remarks>
public sealed class Connection : IDisposable
{
    private readonly ConnectionHandle handle;

    internal Connection(ConnectionHandle handle) => this.handle = handle;

    /// <summary>How far the running statement is, from 0 to 100, or null when the engine cannot tell. May be called from any thread.</summary>
    public double? ProgressPercent => NativeMethods.QueryProgress(handle).Percentage is >= 0 and var percent ? percent : null;

    /// <summary>Has the engine keep <see cref="ProgressPercent"/> up to date, without printing anything.</summary>
    public void EnableProgress() => Execute("SET enable_progress_bar = true; SET enable_progress_bar_print = false");

    /// <summary>Runs one statement, or several separated by semicolons when there are no parameters.</summary>
    /// <param name="sql">SQL; parameters are written <c>?</c> or <c>$1</c>.</param>
    /// <param name="cancellationToken">Interrupts the statement.</param>
    /// <param name="parameters">Values in order: null, bool, any integer, float, double, string, DateTime or DateTimeOffset (bound as UTC).</param>
    /// <returns>The number of rows that the (last) statement changed.</returns>
    /// <exception cref="DuckDbException">The engine's error.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public long Execute(string sql, CancellationToken cancellationToken = default, params ReadOnlySpan<object?> parameters)
    {
        using var result = new ResultHandle();
        using var interruption = new Interruption(handle, cancellationToken);
        NativeState state;
        if (parameters.IsEmpty)
        {
            state = NativeMethods.Query(handle, sql, result);
        }
        else
        {
            using var statement = Prepare(sql, parameters);
            state = NativeMethods.ExecutePrepared(statement, result);
        }

        if (state != NativeState.Success) throw Failure(result, sql, cancellationToken);
        return (long)NativeMethods.RowsChanged(result);
    }

    /// <summary>Runs one query and streams its rows in chunks of columns, so that a result of any size needs little memory.</summary>
    /// <param name="sql">SQL; parameters are written <c>?</c> or <c>$1</c>.</param>
    /// <param name="cancellationToken">Interrupts the query, also while its rows are read.</param>
    /// <param name="parameters">Values in order, as for <see cref="Execute"/>.</param>
    /// <exception cref="DuckDbException">The engine's error.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public QueryResult Query(string sql, CancellationToken cancellationToken = default, params ReadOnlySpan<object?> parameters)
    {
        using var interruption = new Interruption(handle, cancellationToken);
        using var statement = Prepare(sql, parameters);
        var state = NativeMethods.PendingPreparedStreaming(statement, out var pending);
        using (pending)
        {
            if (state != NativeState.Success) throw Failure(NativeMethods.PendingError(pending), DuckDbErrorKind.Unknown, sql, cancellationToken);
            var result = new ResultHandle();
            if (NativeMethods.ExecutePending(pending, result) == NativeState.Success) return new QueryResult(handle, result, sql, cancellationToken);
            using (result) throw Failure(result, sql, cancellationToken);
        }
    }

    /// <summary>Runs a query that gives one row with one column.</summary>
    /// <typeparam name="T">long, double, string, bool or another type that the value converts to.</typeparam>
    /// <returns>The value; default when it is NULL.</returns>
    /// <exception cref="DuckDbException">The engine's error, or the query gives no row.</exception>
    public T? Scalar<T>(string sql, CancellationToken cancellationToken = default, params ReadOnlySpan<object?> parameters)
    {
        using var result = Query(sql, cancellationToken, parameters);
        var rows = result.ReadRows();
        if (rows is not [[var value, ..], ..]) throw new DuckDbException("The query gives no row.", DuckDbErrorKind.Unknown, sql);
        return value is null ? default : (T)Convert.ChangeType(value, typeof(T), CultureInfo.InvariantCulture);
    }

    /// <summary>Closes the connection; its temporary tables go with it.</summary>
    public void Dispose() => handle.Dispose();

    internal static DuckDbException Failure(ResultHandle result, string sql) =>
        new(Text(NativeMethods.ResultError(result)), (DuckDbErrorKind)NativeMethods.ResultErrorType(result), sql);

    private static Exception Failure(ResultHandle result, string sql, CancellationToken cancellationToken) =>
        Failure(NativeMethods.ResultError(result), (DuckDbErrorKind)NativeMethods.ResultErrorType(result), sql, cancellationToken);

    private static Exception Failure(nint message, DuckDbErrorKind kind, string sql, CancellationToken cancellationToken)
    {
        var failure = new DuckDbException(Text(message), kind, sql);
        return cancellationToken.IsCancellationRequested
            ? new OperationCanceledException("The statement was interrupted.", failure, cancellationToken)
            : failure;
    }

    private static string Text(nint message) => Marshal.PtrToStringUTF8(message) ?? "The engine gave no message.";

    private PreparedHandle Prepare(string sql, ReadOnlySpan<object?> parameters)
    {
        var state = NativeMethods.Prepare(handle, sql, out var statement);
        try
        {
            if (state != NativeState.Success) throw new DuckDbException(Text(NativeMethods.PrepareError(statement)), DuckDbErrorKind.Unknown, sql);
            ParameterBinding.Bind(statement, parameters, sql);
            return statement;
        }
        catch
        {
            statement.Dispose();
            throw;
        }
    }
}
