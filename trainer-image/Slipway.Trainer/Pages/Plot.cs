using System.Globalization;
using System.Xml.Linq;

namespace Slipway.Trainer.Pages;

/// <summary>An axis of a plot.</summary>
/// <param name="Label">What it shows, with its unit.</param>
/// <param name="From">Value at its start.</param>
/// <param name="To">Value at its end.</param>
/// <param name="Text">Writes a tick; default: up to three significant digits.</param>
internal sealed record Axis(string Label, double From, double To, Func<double, string>? Text = null)
{
    private const int Ticks = 5;

    internal double Span => To > From ? To - From : 1;

    /// <summary>An axis over values, with a little room around them.</summary>
    internal static Axis Over(string label, IReadOnlyCollection<double> values, Func<double, string>? text = null)
    {
        double least = values.Min(), most = values.Max(), room = most > least ? 0.05 * (most - least) : Math.Max(1e-9, Math.Abs(most) * 0.05);
        return new Axis(label, least - room, most + room, text);
    }

    internal string Write(double value) => Text?.Invoke(value) ?? value.ToString("G3", CultureInfo.InvariantCulture);

    /// <summary>Round values within the axis (1, 2 or 5 times a power of ten).</summary>
    internal IEnumerable<double> Marks()
    {
        var rough = Span / Ticks;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = power * (rough / power) switch { < 1.5 => 1, < 3.5 => 2, < 7.5 => 5, _ => 10 };
        for (var mark = Math.Ceiling(From / step); mark * step <= To + (step * 1e-9); mark++) yield return mark * step;
    }
}

/// <summary>A line of a plot.</summary>
/// <param name="Name">Name in the legend; absent: it has none there.</param>
/// <param name="Points">Its points, in the order in which they are joined.</param>
/// <param name="Style">Class of the line: line, line other, or line guide.</param>
/// <param name="Marked">Whether each point is marked and says its values.</param>
internal sealed record Series(string? Name, IReadOnlyList<(double X, double Y)> Points, string Style = "line", bool Marked = false);

/// <summary>Lines in a plane with axes.</summary>
internal static class Plot
{
    private const double Width = 380;
    private const double Height = 260;
    private const double Left = 56;
    private const double Bottom = 40;
    private const double Top = 12;
    private const double Right = 12;

    internal static XElement Of(string title, Axis x, Axis y, params IReadOnlyList<Series> series)
    {
        double X(double value) => Left + ((value - x.From) / x.Span * (Width - Left - Right));
        double Y(double value) => Height - Bottom - ((value - y.From) / y.Span * (Height - Bottom - Top));
        return Picture.Frame(
            Width, Height, title,
            x.Marks().SelectMany(mark => (XElement[])[Picture.Line(X(mark), Top, X(mark), Height - Bottom, "grid"), Picture.Label(X(mark), Height - Bottom + 15, x.Write(mark), "middle")]),
            y.Marks().SelectMany(mark => (XElement[])[Picture.Line(Left, Y(mark), Width - Right, Y(mark), "grid"), Picture.Label(Left - 6, Y(mark) + 4, y.Write(mark), "end")]),
            Picture.Label((Left + Width - Right) / 2, Height - 6, x.Label, "middle"),
            Picture.Turned(13, (Top + Height - Bottom) / 2, y.Label),
            series.Select(line => Picture.Path([.. line.Points.Select(point => (X(point.X), Y(point.Y)))], line.Style)),
            series.Where(line => line.Marked).SelectMany(line => line.Points.Select(point =>
                Picture.Dot(X(point.X), Y(point.Y), line.Style.Replace("line", "dot", StringComparison.Ordinal), $"{line.Name}: {x.Label} {x.Write(point.X)}, {y.Label} {Markup.Text(point.Y)}"))),
            Legend([.. series.Where(line => line.Name is not null)]));
    }

    private static IEnumerable<XElement> Legend(List<Series> named)
    {
        if (named.Count < 2) yield break;
        foreach (var (index, line) in named.Index())
        {
            var y = Top + 14 + (index * 16);
            yield return Picture.Path([(Width - Right - 118, y - 4), (Width - Right - 98, y - 4)], line.Style);
            yield return Picture.Label(Width - Right - 92, y, line.Name!);
        }
    }
}
