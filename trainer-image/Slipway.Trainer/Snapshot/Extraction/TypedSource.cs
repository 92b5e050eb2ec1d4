using Slipway.Contracts.Data;

namespace Slipway.Trainer.Snapshot.Extraction;

/// <summary>How a column that already has an engine type becomes one of the schema's: Parquet files and SQL over datasets.</summary>
internal static class TypedSource
{
    private static readonly HashSet<string> Integers = ["TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "HUGEINT"];

    /// <summary>The typed value and the condition under which it does not fit; null when text rules have to decide.</summary>
    public static (string Typed, string? Fault)? Convert(string raw, string engineType, ColumnType target) => target switch
    {
        ColumnType.Int64 when engineType == "BIGINT" => (raw, null),
        ColumnType.Int64 when Integers.Contains(engineType) => ($"TRY_CAST({raw} AS BIGINT)", $"({raw} IS NOT NULL AND TRY_CAST({raw} AS BIGINT) IS NULL)"),
        // Columns of whole numbers with gaps are often written as floating point; whole values are accepted, NaN is missing.
        ColumnType.Int64 when IsFraction(engineType) => Whole($"CAST({raw} AS DOUBLE)"),
        ColumnType.Float64 when Integers.Contains(engineType) => ($"CAST({raw} AS DOUBLE)", null),
        ColumnType.Float64 when IsFraction(engineType) => ($"nullif(CAST({raw} AS DOUBLE), 'nan'::DOUBLE)", $"isinf(CAST({raw} AS DOUBLE))"),
        ColumnType.Boolean when engineType == "BOOLEAN" => (raw, null),
        ColumnType.Timestamp when engineType == "TIMESTAMP WITH TIME ZONE" => ($"({raw} AT TIME ZONE 'UTC')", $"NOT isfinite({raw})"),
        ColumnType.Timestamp when engineType.StartsWith("TIMESTAMP", StringComparison.Ordinal) || engineType == "DATE" =>
            ($"CAST({raw} AS TIMESTAMP)", $"NOT isfinite({raw})"),
        ColumnType.Date when engineType == "DATE" => (raw, $"NOT isfinite({raw})"),
        ColumnType.String when engineType != "VARCHAR" => ($"CAST({raw} AS VARCHAR)", null),
        _ => null,
    };

    private static bool IsFraction(string engineType) => engineType is "DOUBLE" or "FLOAT" || engineType.StartsWith("DECIMAL", StringComparison.Ordinal);

    private static (string Typed, string Fault) Whole(string number)
    {
        var present = $"nullif({number}, 'nan'::DOUBLE)";
        var typed = $"TRY_CAST({present} AS BIGINT)";
        return (typed, $"({present} IS NOT NULL AND ({typed} IS NULL OR {typed} <> {number}))");
    }
}
