using System.Globalization;
using Slipway.Contracts.Data;
using Slipway.Features.Backends;

namespace Slipway.Features.Joins;

/// <summary>Writes joins as of the event time for DuckDB.</summary>
/// <remarks>
/// Guarantees: each row of the source appears once; a joined value comes from the newest row, by event time, of the same entity that had happened and was known at the
/// row's event time, and that is at most the time to live old, both ends inside; of a join with a window, it is what <see cref="Contracts.Features.JoinWindow"/> says.
/// So no value is from the future. A row whose entity or event time is missing finds nothing.
/// Assumptions: a dataset that is joined without a window has one row for each entity and moment (and moment of knowledge), as <see cref="JoinChecker"/> requires of its key.
/// </remarks>
public static class PointInTimeJoin
{
    /// <summary>Prefix of the columns that say how old the joined row is, or the newest event of a window, in microseconds; NULL where there is none.</summary>
    public const string AgePrefix = "__slipway_age_";

    /// <summary>A query in parentheses that gives the source's columns, the joined ones, and the age of each join's row.</summary>
    /// <param name="source">Table of the rows, or a query in parentheses.</param>
    /// <param name="eventTime">Event time of the rows.</param>
    /// <param name="joins">The joins, with the table of each; of one with a window, that of its <see cref="WindowTiles"/>.</param>
    public static string Write(string source, string eventTime, IReadOnlyList<(ResolvedJoin Join, string Table)> joins)
    {
        ArgumentNullException.ThrowIfNull(joins);
        var moment = $"CAST(b.{SqlText.Name(eventTime)} AS TIMESTAMP)";
        var items = new List<string> { "b.*" };
        var from = new List<string> { $"{source} AS b" };
        foreach (var (index, (join, table)) in joins.Index())
        {
            var side = string.Create(CultureInfo.InvariantCulture, $"j{index}");
            var age = AgePrefix + index.ToString(CultureInfo.InvariantCulture);
            var on = string.Join(" AND ", join.Definition.Keys.Select((key, at) => $"b.{SqlText.Name(key.Column)} = {side}.{WindowTiles.Key(at)}"));
            if (join.Definition.Window is { } window)
            {
                items.AddRange(join.Columns.Select(column => $"{side}.{SqlText.Name(column.Column.Name)}"));
                items.Add($"epoch_us({moment}) - {side}.__newest AS {age}");
                from.Add($"LEFT JOIN {WindowJoin.Side(join, table, source, eventTime)} AS {side} ON {on} AND {WindowJoin.End(window, moment)} = {side}.__end");
                continue;
            }

            var fresh = join.Definition.Ttl is { } ttl
                ? string.Create(CultureInfo.InvariantCulture, $"{side}.__moment >= {moment} - to_microseconds({ttl.Value.Ticks / TimeSpan.TicksPerMicrosecond})")
                : null;
            string Fresh(string value) => fresh is null ? value : $"CASE WHEN {fresh} THEN {value} END";
            items.AddRange(join.Columns.Select(column => $"{Fresh($"{side}.{SqlText.Name(column.Name)}")} AS {SqlText.Name(column.Column.Name)}"));
            items.Add($"{Fresh($"epoch_us({moment}) - epoch_us({side}.__moment)")} AS {age}");
            from.Add($"ASOF LEFT JOIN {Facts(join, table)} AS {side} ON {on} AND {moment} >= {side}.__known");
        }

        return $"(SELECT {string.Join(", ", items)} FROM {string.Join(" ", from)})";
    }

    // One row for each entity and moment from which it is the newest that is known.
    private static string Facts(ResolvedJoin join, string table)
    {
        var moment = $"CAST({SqlText.Name(join.Source.EventTime!)} AS TIMESTAMP)";
        var entity = join.Entity.Select((name, at) => $"{SqlText.Name(name)} AS __e{at.ToString(CultureInfo.InvariantCulture)}");
        var columns = string.Join(", ", entity.Concat(join.Columns.Select(column => SqlText.Name(column.Name))));
        if (join.Definition.KnownAt is not { } knownAt) return $"(SELECT {columns}, {moment} AS __moment, {moment} AS __known FROM {table} WHERE {moment} IS NOT NULL)";

        // A row whose knowledge is of no recorded time cannot be placed, so it is not used. Of rows that became usable together the newest counts, and of
        // one moment's the last correction; what came after a newer moment was known already is never the newest.
        var partition = string.Join(", ", join.Entity.Select(SqlText.Name));
        var written = $"CAST({SqlText.Name(knownAt)} AS TIMESTAMP)";
        var usable = $"(SELECT *, {moment} AS __moment, {written} AS __written, greatest({moment}, {written}) AS __known FROM {table} WHERE {moment} IS NOT NULL AND {written} IS NOT NULL)";
        var newest = $"(SELECT * FROM {usable} QUALIFY row_number() OVER (PARTITION BY {partition}, __known ORDER BY __moment DESC, __written DESC) = 1)";
        return $"(SELECT {columns}, __moment, __known FROM {newest} "
            + $"QUALIFY __moment = max(__moment) OVER (PARTITION BY {partition} ORDER BY __known ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW))";
    }
}
