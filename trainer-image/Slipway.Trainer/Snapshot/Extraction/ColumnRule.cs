using System.Globalization;
using Slipway.Contracts.Data;
using Slipway.DuckDb;
using static System.FormattableString;

namespace Slipway.Trainer.Snapshot.Extraction;

/// <summary>The SQL of one column: from the raw value to the typed one, and the conditions under which the row is rejected.</summary>
internal sealed record ColumnRule(Column Column)
{
    /// <summary>SQL type that the column has in a version's files.</summary>
    public string SqlType => Column.Type switch
    {
        ColumnType.Int64 => "BIGINT",
        ColumnType.Float64 => "DOUBLE",
        ColumnType.Boolean => "BOOLEAN",
        ColumnType.Timestamp => "TIMESTAMP",
        ColumnType.Date => "DATE",
        _ => "VARCHAR",
    };

    public string Name => SqlText.Identifier(Column.Name);

    /// <summary>The typed value of a raw text, NULL when it is missing or does not fit.</summary>
    public string Typed(string raw) => Column.Type switch
    {
        ColumnType.Int64 => $"TRY_CAST({raw} AS BIGINT)",
        ColumnType.Float64 => $"nullif(TRY_CAST({raw} AS DOUBLE), 'nan'::DOUBLE)",
        ColumnType.Boolean => $"TRY_CAST({raw} AS BOOLEAN)",
        // A cast to TIMESTAMP drops an offset without a word; the cast that honours it is much slower, so it serves only texts that have one. The usual
        // form, 2026-01-31 12:00:00, has no room for one, and is known without a pattern.
        ColumnType.Timestamp =>
            $"CASE WHEN NOT (strlen({raw}) = 19 AND substr({raw}, 17, 1) = ':') AND length({raw}) > 10 AND regexp_matches({raw}, '([+-][0-9]{{2}}(:?[0-9]{{2}})?|[A-Ya-y])$') " +
            $"THEN TRY_CAST({raw} AS TIMESTAMPTZ) AT TIME ZONE 'UTC' ELSE TRY_CAST({raw} AS TIMESTAMP) END",
        ColumnType.Date => $"TRY_CAST({raw} AS DATE)",
        _ => raw,
    };

    /// <summary>Conditions on a raw text and its typed value, each with its code; the first that holds names the reason.</summary>
    public IEnumerable<(string Condition, string Code)> TextFaults(string raw, string typed)
    {
        if (TextTypeFault(raw, typed) is { } fault) yield return (fault, $"Not{Column.Type}");
    }

    /// <summary>Conditions on the typed value alone.</summary>
    public IEnumerable<(string Condition, string Code)> LimitFaults(string typed, bool required)
    {
        if (required || !Column.Nullable) yield return ($"{typed} IS NULL", "Missing");
        if (Column.Minimum is { } minimum) yield return (Invariant($"{typed} < {Number(minimum)}"), "BelowMinimum");
        if (Column.Maximum is { } maximum) yield return (Invariant($"{typed} > {Number(maximum)}"), "AboveMaximum");
        if (Column.MinLength is { } shortest) yield return (Invariant($"length({typed}) < {shortest}"), "TooShort");
        if (Column.MaxLength is { } longest) yield return (Invariant($"length({typed}) > {longest}"), "TooLong");
        if (Column.Pattern is { } pattern) yield return ($"NOT regexp_full_match({typed}, {SqlText.Literal(pattern)})", "PatternMismatch");
        if (Column.AllowedValues is { Count: > 0 } allowed)
            yield return ($"{typed} NOT IN ({string.Join(", ", allowed.Select(SqlText.Literal))})", "NotAllowed");
    }

    // The engine's casts are kinder than a schema may be: '1.5', '0x10' and '1_000' become integers, '2024-01-01x' a day. The comparison with the
    // value written back is the cheap proof for nearly all rows; only others meet the regular expression.
    private string? TextTypeFault(string raw, string typed) => Column.Type switch
    {
        ColumnType.Int64 => Strict(raw, typed, "[ ]*[+-]?[0-9]+[ ]*"),
        ColumnType.Date => Strict(raw, typed, "[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([T ]00:00(:00([.]0+)?)?)?"),
        ColumnType.Float64 =>
            $"CASE WHEN {typed} IS NULL THEN {raw} IS NOT NULL AND NOT regexp_full_match({raw}, '[ ]*[+-]?[nN][aA][nN][ ]*') " +
            $"ELSE isinf({typed}) OR contains({raw}, '_') END",
        ColumnType.Boolean => $"({raw} IS NOT NULL AND {typed} IS NULL)",
        ColumnType.Timestamp => $"({raw} IS NOT NULL AND ({typed} IS NULL OR NOT isfinite({typed}) OR NOT substr({raw}, 1, 1) BETWEEN '0' AND '9'))",
        _ => null,
    };

    private static string Strict(string raw, string typed, string pattern) =>
        $"CASE WHEN {raw} IS NULL OR CAST({typed} AS VARCHAR) = {raw} THEN FALSE ELSE {typed} IS NULL OR NOT regexp_full_match({raw}, '{pattern}') END";

    private static string Number(double value) => "CAST('" + value.ToString("R", CultureInfo.InvariantCulture) + "' AS DOUBLE)";
}
