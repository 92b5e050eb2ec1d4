using System.Globalization;
using Slipway.Contracts.Features;
using Slipway.Features.Backends;

namespace Slipway.Features.Joins;

/// <summary>Writes windows of events for DuckDB: one row for each entity and end of a window that a row asks for.</summary>
/// <remarks>
/// Rows that ask for the same window share it. Tiles and asked ends lie on one line for each entity, and the engine's window function sums up what lies before each end: work grows with
/// (tiles + ends) times the logarithm of the window's length, never with rows times slides. An end has an even number, the slide before it the odd one below: so no two lie on one
/// place, and the engine adds in one order, whatever the number of threads.
/// </remarks>
internal static class WindowJoin
{
    /// <summary>The side of the join, to be found by <c>__e0</c>, ... and <c>__end</c>.</summary>
    /// <param name="join">The join.</param>
    /// <param name="tiles">Table of its <see cref="WindowTiles"/>.</param>
    /// <param name="source">Table of the rows.</param>
    /// <param name="eventTime">Event time of the rows.</param>
    internal static string Side(ResolvedJoin join, string tiles, string source, string eventTime)
    {
        var (window, parts) = (join.Definition.Window!, WindowPart.Of(join));
        List<string> keys = [.. join.Entity.Select((_, at) => WindowTiles.Key(at))];
        List<string> numbers = ["__newest", .. parts.Select((_, at) => WindowPart.Name(at))];
        var entity = string.Join(", ", keys);
        var end = End(window, $"CAST({SqlText.Name(eventTime)} AS TIMESTAMP)");
        var asked = $"SELECT DISTINCT {string.Join(", ", join.Definition.Keys.Zip(keys, (key, name) => $"{SqlText.Name(key.Column)} AS {name}"))}, {end} AS __end FROM {source}";
        var known = string.Join(" AND ", keys.Append("__end").Select(name => $"{name} IS NOT NULL"));
        var line = $"SELECT {entity}, 2 * __slide + 1 AS __place, {string.Join(", ", numbers)} FROM {tiles} SEMI JOIN asked USING ({entity}) "
            + $"UNION ALL SELECT {entity}, 2 * __end, {string.Join(", ", numbers.Select(_ => "NULL"))} FROM asked";
        var slides = window.Length.Value.Ticks / window.Slide.Value.Ticks;
        var frame = string.Create(CultureInfo.InvariantCulture, $"PARTITION BY {entity} ORDER BY __place RANGE BETWEEN {2 * slides} PRECEDING AND 1 PRECEDING");
        var gathered = parts.Select((part, at) => $"{Gather(part)}({WindowPart.Name(at)}) OVER passed AS {WindowPart.Name(at)}").Prepend("max(__newest) OVER passed AS __newest");
        var columns = join.Columns.Select(column => $"{Value(column.Aggregate!, parts)} AS {SqlText.Name(column.Column.Name)}");
        return $"(WITH asked AS MATERIALIZED (SELECT * FROM ({asked}) WHERE {known}) SELECT {string.Join(", ", [entity, "__place // 2 AS __end", "__newest", .. columns])} "
            + $"FROM (SELECT {entity}, __place, {string.Join(", ", gathered)} FROM ({line}) WINDOW passed AS ({frame})) WHERE __place % 2 = 0)";
    }

    /// <summary>The number of the slide before whose beginning the window of a moment ends.</summary>
    internal static string End(JoinWindow window, string moment) => WindowTiles.NumberOf($"(epoch_us({moment}) - {WindowTiles.Microseconds(window.Lateness)})", window.Slide);

    private static string Gather(WindowPart part) => part.Function switch
    {
        WindowFunction.Min => "min",
        WindowFunction.Max => "max",
        _ => "sum",
    };

    private static string Value(WindowAggregate aggregate, List<WindowPart> parts)
    {
        string Part(WindowFunction function) => WindowPart.Name(parts.IndexOf(new WindowPart(function, aggregate.Column)));
        return aggregate.Function switch
        {
            WindowFunction.Count => $"CAST(coalesce({Part(WindowFunction.Count)}, 0) AS BIGINT)",
            WindowFunction.Sum => $"coalesce(CAST({Part(WindowFunction.Sum)} AS DOUBLE), 0)",
            WindowFunction.Mean => $"CAST({Part(WindowFunction.Sum)} AS DOUBLE) / {Part(WindowFunction.Count)}",
            _ => $"CAST({Part(aggregate.Function)} AS DOUBLE)",
        };
    }
}
