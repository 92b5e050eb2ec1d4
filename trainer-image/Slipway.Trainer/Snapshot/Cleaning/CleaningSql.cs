using System.Globalization;
using Slipway.Contracts.Data;
using Slipway.DuckDb;
using Slipway.Trainer.Snapshot.Extraction;

namespace Slipway.Trainer.Snapshot.Cleaning;

/// <summary>The SQL of the value that a step gives.</summary>
internal static class CleaningSql
{
    public static string Value(CleaningStep step, Column target)
    {
        var value = $"CAST({Raw(step)} AS {new ColumnRule(target).SqlType})";
        // An empty text and NaN are missing, as they are where rows are read.
        return target.Type switch { ColumnType.String => $"nullif({value}, '')", ColumnType.Float64 => $"nullif({value}, 'nan'::DOUBLE)", _ => value };
    }

    private static string Raw(CleaningStep step)
    {
        if (step.Expression is { } expression) return $"({expression}\n)";
        var column = SqlText.Identifier(step.Column!);
        return step.Values is { } values ? Mapped(column, values) : Lower(column, step.Quantise!);
    }

    private static string Mapped(string column, IReadOnlyDictionary<string, string> values)
    {
        var text = $"CAST({column} AS VARCHAR)";
        // An empty text never occurs in rows, and stands for a missing value here.
        return $"CASE coalesce({text}, '') {string.Join(' ', values.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"WHEN {SqlText.Literal(pair.Key)} THEN {(pair.Value.Length == 0 ? "NULL" : SqlText.Literal(pair.Value))}"))} ELSE {text} END";
    }

    private static string Lower(string column, Quantise quantise)
    {
        if (quantise.Width is { } width) return string.Create(CultureInfo.InvariantCulture, $"floor({column} / {width:R}::DOUBLE) * {width:R}::DOUBLE");
        return $"CASE {string.Join(' ', quantise.Boundaries!.Reverse().Select(end => string.Create(CultureInfo.InvariantCulture, $"WHEN {column} >= {end:R}::DOUBLE THEN {end:R}::DOUBLE")))} END";
    }
}
