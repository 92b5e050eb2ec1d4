using System.Globalization;
using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.DuckDb;

namespace Slipway.Trainer.Snapshot.Checks.Expectations;

/// <summary>Makes the SQL of each kind of expectation of a row.</summary>
internal sealed class RowExpectations(SnapshotSpec spec, CheckGuard guard)
{
    /// <summary>The expectation; null for a check of a number.</summary>
    public RowExpectation? Of(Check check)
    {
        if (check.Expression is { } expression)
        {
            var read = guard.Require(check, "expression", $"SELECT CAST(({expression}\n) AS BOOLEAN) FROM {CheckRules.Rows}", [CheckRules.Rows]);
            // A condition that cannot be decided for want of a value counts as held.
            return ByRow(check, expression, spec.Columns.Where(column => read.Contains(column.Name)), $"NOT coalesce(CAST(({expression}\n) AS BOOLEAN), TRUE)");
        }

        if (check.Column is { } limited) return ByRow(check, $"{limited} {Limits(check)}", Named([limited]), $"coalesce({LimitBroken(check, SqlText.Identifier(limited))}, FALSE)");
        if (check.Unique is { } unique) return Repeated(check, unique);
        if (check.Increasing is { } order) return Falling(check, order);
        return check.References is { } reference ? Unknown(check, reference) : null;
    }

    private RowExpectation ByRow(Check check, string statement, IEnumerable<Column> read, string condition)
    {
        var columns = Shown(read);
        return new RowExpectation(check, statement, columns, $"SELECT {Fields(check, columns)} FROM kept WHERE {condition}") { Condition = condition };
    }

    private RowExpectation Repeated(Check check, IReadOnlyList<string> unique)
    {
        var (columns, names) = (Shown(Named(unique)), string.Join(", ", unique.Select(SqlText.Identifier)));
        return new RowExpectation(check, $"{string.Join(", ", unique)} occur{(unique.Count == 1 ? "s" : " together")} once", columns,
            $"SELECT {Fields(check, columns)} FROM kept SEMI JOIN (SELECT {names} FROM kept GROUP BY {names} HAVING count(*) > 1) AS repeated USING ({names})");
    }

    private RowExpectation Falling(Check check, RowOrder order)
    {
        var by = order.By ?? spec.EventTime!;
        var within = order.Within ?? [];
        var columns = Shown(Named([order.Column, by, .. within]));
        var (value, groups) = (SqlText.Identifier(order.Column), within.Count == 0 ? "" : $"PARTITION BY {string.Join(", ", within.Select(SqlText.Identifier))} ");
        // Rows that the order does not tell apart are put so that none of them falls.
        var before = $"lag({value}) OVER ({groups}ORDER BY {SqlText.Identifier(by)}, {value})";
        return new RowExpectation(
            check, $"{order.Column} never falls by {by}{(within.Count == 0 ? "" : $" within {string.Join(", ", within)}")}", columns,
            $"SELECT {Fields(check, columns)} FROM (SELECT *, {before} AS \"slipway:before\" FROM (SELECT {Fields(check, columns)} FROM kept WHERE {value} IS NOT NULL AND {SqlText.Identifier(by)} IS NOT NULL)) WHERE {value} < \"slipway:before\"");
    }

    private RowExpectation Unknown(Check check, RowReference reference)
    {
        var own = reference.Keys.Keys.ToList();
        var columns = Shown(Named(own));
        var pairs = string.Join(" AND ", reference.Keys.Select(pair => $"kept.{SqlText.Identifier(pair.Key)} = other.{SqlText.Identifier(pair.Value)}"));
        var present = string.Join(" AND ", own.Select(name => $"{SqlText.Identifier(name)} IS NOT NULL"));
        return new RowExpectation(check, $"{string.Join(", ", own)} {(own.Count == 1 ? "is" : "are")} found in {reference.Dataset}.{string.Join(", ", reference.Keys.Values)}", columns,
            $"SELECT {Fields(check, columns)} FROM (SELECT * FROM kept WHERE {present}) AS kept ANTI JOIN {SqlText.Identifier(reference.Dataset)} AS other ON {pairs}");
    }

    private static string Limits(Check check)
    {
        List<string> parts = [];
        if (check.NotNull) parts.Add("is present");
        if (check.Minimum is { } minimum) parts.Add(string.Create(CultureInfo.InvariantCulture, $"is at least {minimum}"));
        if (check.Maximum is { } maximum) parts.Add(string.Create(CultureInfo.InvariantCulture, $"is at most {maximum}"));
        if (check.AllowedValues is { } allowed) parts.Add($"is one of {string.Join(", ", allowed.Take(12))}{(allowed.Count > 12 ? ", ..." : "")}");
        if (check.Pattern is { } pattern) parts.Add($"matches {pattern}");
        return string.Join(" and ", parts);
    }

    private static string LimitBroken(Check check, string value)
    {
        List<string> parts = [];
        if (check.NotNull) parts.Add($"{value} IS NULL");
        if (check.Minimum is { } minimum) parts.Add(string.Create(CultureInfo.InvariantCulture, $"{value} < {minimum:R}::DOUBLE"));
        if (check.Maximum is { } maximum) parts.Add(string.Create(CultureInfo.InvariantCulture, $"{value} > {maximum:R}::DOUBLE"));
        if (check.AllowedValues is { } allowed) parts.Add($"{value} NOT IN ({string.Join(", ", allowed.Select(SqlText.Literal))})");
        if (check.Pattern is { } pattern) parts.Add($"NOT regexp_full_match({value}, {SqlText.Literal(pattern)})");
        return $"({string.Join(" OR ", parts)})";
    }

    private IReadOnlyList<Column> Shown(IEnumerable<Column> read) => [.. Named(spec.Key ?? []).Concat(read).DistinctBy(column => column.Name)];

    private IEnumerable<Column> Named(IEnumerable<string> names) => names.Select(name => spec.Columns.First(column => column.Name == name));

    // No more than examples and slices need, so that a join or a window carries no other column.
    private string Fields(Check check, IReadOnlyList<Column> columns) => string.Join(", ", columns.Select(column => column.Name)
        .Concat(CheckedSlices.ColumnsOf(check.PerSlice, spec.Slices)).Distinct().Select(SqlText.Identifier).Append(EngineColumns.Hash));
}
