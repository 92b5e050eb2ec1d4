using System.Xml.Linq;

namespace Slipway.Trainer.Pages;

/// <summary>Shapes of a picture (SVG). What each one means is in its title, which browsers show when it is pointed at and screen readers read.</summary>
internal static class Picture
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    public static XElement Frame(double width, double height, string title, params object?[] content) => new(
        Svg + "svg",
        new XAttribute("viewBox", $"0 0 {Markup.Length(width)} {Markup.Length(height)}"),
        new XAttribute("width", Markup.Length(width)),
        new XAttribute("height", Markup.Length(height)),
        new XAttribute("role", "img"),
        new XElement(Svg + "title", title),
        content);

    public static XElement Rectangle(double x, double y, double width, double height, string style, string? title = null) => new(
        Svg + "rect",
        new XAttribute("x", Markup.Length(x)),
        new XAttribute("y", Markup.Length(y)),
        new XAttribute("width", Markup.Length(width)),
        new XAttribute("height", Markup.Length(height)),
        new XAttribute("class", style),
        title is null ? null : new XElement(Svg + "title", title));

    /// <summary>A rectangle whose strength of colour says how much.</summary>
    public static XElement Cell(double x, double y, double width, double height, double strength, string title)
    {
        var cell = Rectangle(x, y, width, height, "cell", title);
        cell.SetAttributeValue("fill-opacity", Markup.Length(strength));
        return cell;
    }

    public static XElement Label(double x, double y, string text, string anchor = "start") => new(
        Svg + "text", new XAttribute("x", Markup.Length(x)), new XAttribute("y", Markup.Length(y)), new XAttribute("text-anchor", anchor), text);

    /// <summary>A line that ends in an arrow head.</summary>
    public static IEnumerable<XElement> Arrow(double x1, double y1, double x2, double y2)
    {
        yield return Line(x1, y1, x2, y2, "arrow");
        yield return Line(x2 - 6, y2 - 4, x2, y2, "arrow");
        yield return Line(x2 - 6, y2 + 4, x2, y2, "arrow");
    }

    public static XElement Line(double x1, double y1, double x2, double y2, string style) => new(
        Svg + "line", new XAttribute("x1", Markup.Length(x1)), new XAttribute("y1", Markup.Length(y1)), new XAttribute("x2", Markup.Length(x2)),
        new XAttribute("y2", Markup.Length(y2)), new XAttribute("class", style));

    /// <summary>Points joined by straight lines.</summary>
    public static XElement Path(IReadOnlyList<(double X, double Y)> points, string style) => new(
        Svg + "polyline", new XAttribute("points", string.Join(' ', points.Select(point => $"{Markup.Length(point.X)},{Markup.Length(point.Y)}"))), new XAttribute("class", style));

    public static XElement Dot(double x, double y, string style, string title) => new(
        Svg + "circle", new XAttribute("cx", Markup.Length(x)), new XAttribute("cy", Markup.Length(y)), new XAttribute("r", "3.5"), new XAttribute("class", style), new XElement(Svg + "title", title));

    /// <summary>A label that is read from below, for the axis on the left.</summary>
    public static XElement Turned(double x, double y, string text)
    {
        var label = Label(x, y, text, "middle");
        label.SetAttributeValue("transform", $"rotate(-90 {Markup.Length(x)} {Markup.Length(y)})");
        return label;
    }
}
