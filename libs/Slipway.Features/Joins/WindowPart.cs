using System.Globalization;
using Slipway.Contracts.Features;

namespace Slipway.Features.Joins;

/// <summary>A number that is kept of each tile, from which aggregates are computed: a count, sum, smallest or largest value.</summary>
/// <param name="Function">What it is; never a mean.</param>
/// <param name="Column">Column of the events; null where events are counted.</param>
internal readonly record struct WindowPart(WindowFunction Function, string? Column)
{
    /// <summary>The parts that a join's columns need, each once.</summary>
    internal static List<WindowPart> Of(ResolvedJoin join) => [.. join.Columns.SelectMany(column => Of(column.Aggregate!)).Distinct()];

    internal static string Name(int at) => string.Create(CultureInfo.InvariantCulture, $"__p{at}");

    private static IEnumerable<WindowPart> Of(WindowAggregate aggregate) => aggregate.Function == WindowFunction.Mean
        ? [new WindowPart(WindowFunction.Sum, aggregate.Column), new WindowPart(WindowFunction.Count, aggregate.Column)]
        : [new WindowPart(aggregate.Function, aggregate.Column)];
}
