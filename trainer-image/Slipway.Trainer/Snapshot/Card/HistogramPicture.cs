using System.Xml.Linq;
using Slipway.Contracts.Data;
using Slipway.Trainer.Pages;

namespace Slipway.Trainer.Snapshot.Card;

/// <summary>How the values of a column are spread: bars for numbers and times, shares of the most frequent ones for the rest.</summary>
internal static class HistogramPicture
{
    private const double Width = 160;
    private const double Height = 36;

    public static XElement? Of(Column column, ColumnStatistics statistics)
    {
        if (column.Sensitivity == Sensitivity.Personal) return null;
        if (statistics.Histogram is { } histogram) return Bars(column, histogram);
        return statistics.Top is { Count: > 0 } top ? Shares(column, statistics, top) : null;
    }

    private static XElement Bars(Column column, Histogram histogram)
    {
        var highest = Math.Max(1, histogram.Counts.Max());
        var width = Width / histogram.Counts.Count;
        var step = (histogram.To - histogram.From) / histogram.Counts.Count;
        return Picture.Frame(Width, Height, $"Distribution of {column.Name}", histogram.Counts.Select((rows, index) =>
        {
            var height = rows == 0 ? 0 : Math.Max(1, Height * rows / highest);
            var (from, to) = (histogram.From + (index * step), histogram.From + ((index + 1) * step));
            return Picture.Rectangle(index * width, Height - height, Math.Max(0.5, width - 1), height, "bar", $"{Value(column, from)} to {Value(column, to)}: {Markup.Text(rows)} rows");
        }));
    }

    private static XElement Shares(Column column, ColumnStatistics statistics, IReadOnlyList<ValueCount> top)
    {
        var shapes = new List<XElement>();
        var x = 0.0;
        foreach (var (index, each) in top.Index())
        {
            var width = Width * each.Count / Math.Max(1, statistics.Count);
            shapes.Add(Picture.Rectangle(x, 8, width, Height - 16, index % 2 == 0 ? "bar" : "bar other", $"{each.Value}: {Markup.Text(each.Count)} rows, {Markup.Percent((double)each.Count / statistics.Count)}"));
            x += width;
        }

        return Picture.Frame(Width, Height, $"Most frequent values of {column.Name}", shapes);
    }

    private static string Value(Column column, double value) =>
        column.Type is ColumnType.Timestamp or ColumnType.Date ? Markup.Time(DateTimeOffset.UnixEpoch.AddSeconds(value)) : Markup.Text(value);
}
