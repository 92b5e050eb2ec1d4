namespace Slipway.DuckDb;

/// <summary>The engine's error classes that callers tell apart; every other class is reported by its number.</summary>
public enum DuckDbErrorKind
{
    /// <summary>The engine gave no class.</summary>
    Unknown = 0,

    /// <summary>A value lies outside the range of its type.</summary>
    OutOfRange = 1,

    /// <summary>A value cannot be converted to the wanted type.</summary>
    Conversion = 2,

    /// <summary>A table, function or column is not known.</summary>
    Catalog = 13,

    /// <summary>The SQL text cannot be parsed.</summary>
    Parser = 14,

    /// <summary>A constraint is violated.</summary>
    Constraint = 18,

    /// <summary>The SQL text has a syntax error.</summary>
    Syntax = 22,

    /// <summary>The SQL refers to something that does not exist or has the wrong type.</summary>
    Binder = 24,

    /// <summary>A file cannot be read or written.</summary>
    InputOutput = 28,

    /// <summary>The statement was interrupted.</summary>
    Interrupted = 29,

    /// <summary>The database can no longer be used.</summary>
    Fatal = 30,

    /// <summary>An error inside the engine.</summary>
    Internal = 31,

    /// <summary>A value or file content is not acceptable, for example a malformed CSV line.</summary>
    InvalidInput = 32,

    /// <summary>The memory limit is reached and nothing more can be spilled to the temporary folder.</summary>
    OutOfMemory = 33,

    /// <summary>The engine's settings forbid the operation.</summary>
    Permission = 34,
}
