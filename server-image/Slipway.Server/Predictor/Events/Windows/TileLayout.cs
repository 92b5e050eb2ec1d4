namespace Slipway.Server.Predictor.Events.Windows;

/// <summary>What is kept of the events of one slide: their number, then for each aggregated column count, sum, rest of the sum, smallest and largest value.</summary>
/// <remarks>
/// Sums are kept in twice the precision (the rounding error of each addition is added up beside them, after Neumaier), so that the order in which bundles come does not show in the result.
/// </remarks>
internal static class TileLayout
{
    private const int PerColumn = 5;

    public static int Width(int columns) => 1 + (PerColumn * columns);

    public static void Clear(Span<double> tile)
    {
        tile.Clear();
        for (var at = 1; at < tile.Length; at += PerColumn) (tile[at + 3], tile[at + 4]) = (double.PositiveInfinity, double.NegativeInfinity);
    }

    /// <summary>Adds an event; a missing value is NaN.</summary>
    public static void AddEvent(Span<double> tile, ReadOnlySpan<double> values)
    {
        tile[0]++;
        for (var column = 0; column < values.Length; column++)
        {
            var value = values[column];
            if (!double.IsNaN(value)) Add(tile.Slice(1 + (PerColumn * column), PerColumn), 1, value, 0, value, value);
        }
    }

    /// <summary>Adds all of another tile.</summary>
    public static void AddTile(Span<double> total, ReadOnlySpan<double> tile)
    {
        total[0] += tile[0];
        for (var at = 1; at < tile.Length; at += PerColumn) Add(total.Slice(at, PerColumn), tile[at], tile[at + 1], tile[at + 2], tile[at + 3], tile[at + 4]);
    }

    public static double Events(ReadOnlySpan<double> tile) => tile[0];

    public static double Count(ReadOnlySpan<double> tile, int column) => tile[1 + (PerColumn * column)];

    /// <summary>The sum; infinite where it passed what a number can hold.</summary>
    public static double Sum(ReadOnlySpan<double> tile, int column)
    {
        var (sum, rest) = (tile[2 + (PerColumn * column)], tile[3 + (PerColumn * column)]);
        return double.IsFinite(sum) ? sum + rest : sum;
    }

    public static double Min(ReadOnlySpan<double> tile, int column) => tile[4 + (PerColumn * column)];

    public static double Max(ReadOnlySpan<double> tile, int column) => tile[5 + (PerColumn * column)];

    private static void Add(Span<double> total, double count, double sum, double rest, double smallest, double largest)
    {
        var before = total[1];
        var after = before + sum;
        total[0] += count;
        total[1] = after;
        total[2] += rest + (Math.Abs(before) >= Math.Abs(sum) ? before - after + sum : sum - after + before);
        total[3] = Math.Min(total[3], smallest);
        total[4] = Math.Max(total[4], largest);
    }
}
