namespace Slipway.DuckDb;

/// <summary>An error of the engine; the message is the engine's own, the SQL that caused it is kept beside it.</summary>
public sealed class DuckDbException : Exception
{
    internal DuckDbException(string message, DuckDbErrorKind kind, string? sql = null) : base(message)
    {
        Kind = kind;
        Sql = sql;
    }

    /// <summary>What went wrong, as far as the engine says.</summary>
    public DuckDbErrorKind Kind { get; }

    /// <summary>The statement that failed, when there was one.</summary>
    public string? Sql { get; }
}
