using System.Globalization;
using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Contracts.Features;
using Slipway.Features.Backends;

namespace Slipway.Features.Joins;

/// <summary>Writes the events of a window join as one row for each entity and slide, for DuckDB; windows are put together from these.</summary>
/// <remarks>
/// Guarantees: the same events give the same tiles, whatever their order and the number of threads. Events whose entity or time is missing are in none.
/// Values that are no finite numbers count as missing, as a snapshot has it.
/// </remarks>
public static class WindowTiles
{
    /// <summary>A query that gives the tiles of a join. Make a table of it where rows of several tables are joined.</summary>
    /// <param name="join">The join, with a window.</param>
    /// <param name="table">Table of the events, or a query in parentheses.</param>
    public static string Write(ResolvedJoin join, string table)
    {
        ArgumentNullException.ThrowIfNull(join);
        var window = join.Definition.Window ?? throw new ArgumentException("The join has no window.", nameof(join));
        var moment = $"CAST({SqlText.Name(join.Source.EventTime!)} AS TIMESTAMP)";
        var present = string.Join(" AND ", join.Entity.Select(name => $"{SqlText.Name(name)} IS NOT NULL").Append($"{moment} IS NOT NULL"));
        var keys = join.Entity.Select((name, at) => $"{SqlText.Name(name)} AS {Key(at)}");
        var parts = WindowPart.Of(join).Select((part, at) => $"{Tile(part, join.Source)} AS {WindowPart.Name(at)}");
        var slide = $"{NumberOf($"epoch_us({moment})", window.Slide)} AS __slide";
        return $"SELECT {string.Join(", ", [.. keys, slide, $"max(epoch_us({moment})) AS __newest", .. parts])} FROM {table} WHERE {present} GROUP BY {string.Join(", ", join.Entity.Select((_, at) => Key(at)).Append("__slide"))}";
    }

    internal static string Key(int at) => string.Create(CultureInfo.InvariantCulture, $"__e{at}");

    internal static string Microseconds(Duration duration) => (duration.Value.Ticks / TimeSpan.TicksPerMicrosecond).ToString(CultureInfo.InvariantCulture);

    /// <summary>The slide that a moment lies in, counted from the epoch; the engine divides towards zero, and moments may be before the epoch.</summary>
    internal static string NumberOf(string microseconds, Duration slide) =>
        $"({microseconds} // {Microseconds(slide)} - CASE WHEN {microseconds} % {Microseconds(slide)} < 0 THEN 1 ELSE 0 END)";

    private static string Tile(WindowPart part, JoinSource source)
    {
        if (part.Column is not { } name) return "count(*)";
        var type = source.Find(name)!.Type;
        var value = type switch
        {
            ColumnType.Float64 => $"CASE WHEN isfinite({SqlText.Name(name)}) THEN {SqlText.Name(name)} END",
            ColumnType.Boolean => $"CAST({SqlText.Name(name)} AS BIGINT)",
            _ => SqlText.Name(name),
        };
        return part.Function switch
        {
            WindowFunction.Count => $"count({value})",
            WindowFunction.Min => $"min({value})",
            WindowFunction.Max => $"max({value})",
            // A sum of floating point numbers depends on the order in which threads add; that of whole numbers does not.
            _ when type == ColumnType.Float64 => $"list_sum(list_sort(list({value}) FILTER (WHERE isfinite({SqlText.Name(name)}))))",
            _ => $"sum({value})",
        };
    }
}
