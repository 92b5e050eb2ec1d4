namespace Slipway.Server.Predictor.Events.Windows;

/// <summary>What is kept of the events of one slide: their number, then for each aggregated column count, sum, rest of the sum, smallest and largest value.</summary>
/// <remarks>
/// Sums are kept in twice the precision (the rounding error of each addition, by Knuth's exact sum of two, is added up beside them), so that the order in which bundles come does not show in the result.
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
            if (!double.IsNaN(value)) AddAll(tile.Slice(1 + (PerColumn * column), PerColumn), [1, value, 0, value, value], PerColumn);
        }
    }

    /// <summary>Adds all of some tiles that lie one behind the other.</summary>
    public static void AddTiles(Span<double> total, ReadOnlySpan<double> tiles)
    {
        for (var at = 0; at < tiles.Length; at += total.Length) total[0] += tiles[at];
        for (var at = 1; at < total.Length && !tiles.IsEmpty; at += PerColumn) AddAll(total.Slice(at, PerColumn), tiles[at..], total.Length);
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

    /// <summary>Adds up one column. The longest windows have a thousand tiles, so what is added to stays in registers.</summary>
    private static void AddAll(Span<double> total, ReadOnlySpan<double> tiles, int width)
    {
        var (count, sum, rest, smallest, largest) = (total[0], total[1], total[2], total[3], total[4]);
        for (var at = 0; at < tiles.Length; at += width)
        {
            var tile = tiles.Slice(at, PerColumn);
            count += tile[0];
            var after = sum + tile[1];
            var added = after - sum;
            rest += tile[2] + (sum - (after - added)) + (tile[1] - added);
            sum = after;
            smallest = tile[3] < smallest ? tile[3] : smallest;
            largest = tile[4] > largest ? tile[4] : largest;
        }

        (total[0], total[1], total[2], total[3], total[4]) = (count, sum, rest, smallest, largest);
    }
}
