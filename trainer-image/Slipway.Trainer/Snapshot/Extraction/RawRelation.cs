namespace Slipway.Trainer.Snapshot.Extraction;

/// <summary>Rows as a source gives them, before the schema is enforced.</summary>
/// <param name="From">What stands behind FROM.</param>
/// <param name="Columns">The source's expression and engine type for each column of the schema.</param>
internal sealed record RawRelation(string From, IReadOnlyDictionary<string, RawColumn> Columns)
{
    /// <summary>SQL of the file that a row comes from.</summary>
    public string File { get; init; } = "CAST(NULL AS VARCHAR)";

    /// <summary>SQL of the line or row number in the file.</summary>
    public string Line { get; init; } = "CAST(NULL AS BIGINT)";

    /// <summary>SQL of the row's text, when the source has one; else the columns are shown as JSON.</summary>
    public string? Text { get; init; }

    /// <summary>Condition under which a row is no row at all, with its code.</summary>
    public (string Condition, string Code)? RowFault { get; init; }

    /// <summary>SQL of the number of line ends inside the row's fields; 0 where there can be none.</summary>
    public string Breaks { get; init; } = "0";

    /// <summary>SQL of the first moment of the row's partition; null where the source has none by day.</summary>
    public string? Partition { get; init; }

    /// <summary>Table that the engine lists lines in that it could not split into fields.</summary>
    public string? RejectsTable { get; init; }
}

/// <summary>A column as the source gives it.</summary>
/// <param name="Expression">SQL of the value.</param>
/// <param name="EngineType">The engine's type; VARCHAR for text that has yet to be understood.</param>
internal sealed record RawColumn(string Expression, string EngineType = "VARCHAR");
