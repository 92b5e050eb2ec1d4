using System.Globalization;
using System.Xml.Linq;
using Slipway.Contracts.Data;

namespace Slipway.Trainer.Pages;

/// <summary>Rows of a slice over time, a line for each value and a cell for each period; a period without any row of a value is marked.</summary>
internal static class CoveragePicture
{
    private const double Left = 110;
    private const double Line = 18;
    private const double Wide = 640;

    public static XElement Of(Coverage coverage)
    {
        var width = Math.Min(28, Wide / Math.Max(1, coverage.Periods.Count));
        var lines = coverage.Values.SelectMany((value, index) => LineOf(coverage, value, index * Line, width));
        var bottom = coverage.Values.Count * Line;
        var right = Left + (coverage.Periods.Count * width);
        return Picture.Frame(
            Math.Max(right, Left + 180) + 8, bottom + 18, $"Rows of {coverage.Slice} by {coverage.Period.ToString().ToLowerInvariant()}", lines,
            Picture.Label(Left, bottom + 13, Name(coverage, coverage.Periods[0])),
            coverage.Periods.Count > 1 ? Picture.Label(Math.Max(right, Left + 180), bottom + 13, Name(coverage, coverage.Periods[^1]), "end") : null);
    }

    private static IEnumerable<XElement> LineOf(Coverage coverage, ValueCoverage value, double y, double width)
    {
        var most = Math.Max(1, value.Rows.Max());
        yield return Picture.Label(Left - 8, y + 13, value.Value.Length > 14 ? value.Value[..13] + "\u2026" : value.Value, "end");
        foreach (var (index, rows) in value.Rows.Index())
        {
            var title = $"{value.Value}, {Name(coverage, coverage.Periods[index])}: {Markup.Text(rows)} rows";
            var x = Left + (index * width);
            yield return rows == 0
                ? Picture.Rectangle(x, y + 2, Math.Max(0.5, width - 1), Line - 4, "gap", title)
                : Picture.Cell(x, y + 2, Math.Max(0.5, width - 1), Line - 4, 0.15 + (0.85 * rows / most), title);
        }
    }

    private static string Name(Coverage coverage, DateTimeOffset period) => period.UtcDateTime.ToString(
        coverage.Period switch
        {
            CoveragePeriod.Hour => "yyyy-MM-dd HH:00",
            CoveragePeriod.Day => "yyyy-MM-dd",
            CoveragePeriod.Month => "yyyy-MM",
            _ => "yyyy",
        }, CultureInfo.InvariantCulture);
}
