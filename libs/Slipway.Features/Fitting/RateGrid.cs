using Slipway.Contracts.Features;

namespace Slipway.Features.Fitting;

/// <summary>
/// A table of rates in the form in which it is looked up: all keys over all moments at which any of them changes, so that one search among the moments and
/// one among the keys find the cell.
/// </summary>
/// <param name="Keys">The keys in byte order.</param>
/// <param name="Moments">Moments in seconds since the epoch, ascending.</param>
/// <param name="Cells">For each key the rate before the first moment, which is missing (NaN), and the rate from each moment on.</param>
internal sealed record RateGrid(IReadOnlyList<string> Keys, double[] Moments, double[] Cells)
{
    /// <summary>More would make the graph large and its search among the moments slow.</summary>
    public const long MostCells = 100_000;

    /// <summary>Number of cells that the table takes.</summary>
    public static long CellsOf(RateTable table) =>
        (long)table.Rates.Select(rate => rate.Key).Distinct(StringComparer.Ordinal).Count() * (table.Rates.Select(rate => rate.From).Distinct().Count() + 1);

    /// <summary>The grid of the rates that were stored: for each key its moments, then the rates from them on.</summary>
    public static RateGrid Of(IReadOnlyList<FittedCategory> keys, double[] stored)
    {
        var half = stored.Length / 2;
        double[] moments = [.. stored[..half].Distinct().Order()];
        var width = moments.Length + 1;
        var cells = new double[keys.Count * width];
        Array.Fill(cells, double.NaN);
        var next = 0;
        for (var key = 0; key < keys.Count; key++)
        {
            var end = next + (int)keys[key].Count;
            for (var moment = 0; moment < moments.Length; moment++)
            {
                var cell = (key * width) + moment + 1;
                cells[cell] = cells[cell - 1];
                if (next < end && stored[next] == moments[moment]) cells[cell] = stored[half + next++];
            }
        }

        return new RateGrid([.. keys.Select(key => key.Value)], moments, cells);
    }

    /// <summary>What is stored of a table: its keys in byte order with the number of their rates, and the moments and rates.</summary>
    public static (FittedCategory[] Keys, double[] Stored) Store(RateTable table)
    {
        var byKey = table.Rates.GroupBy(rate => rate.Key, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).ToList();
        var ordered = byKey.SelectMany(group => group.OrderBy(rate => rate.From)).ToList();
        return ([.. byKey.Select(group => new FittedCategory(group.Key, group.Count()))],
            [.. ordered.Select(rate => Seconds(rate.From)), .. ordered.Select(rate => rate.Value)]);
    }

    private static double Seconds(DateTimeOffset moment) => (moment - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond / 1e6;
}
