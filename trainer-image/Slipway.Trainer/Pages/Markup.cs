using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Slipway.Storage;

namespace Slipway.Trainer.Pages;

/// <summary>Elements of a page. Text is escaped by the tree itself, so that no value of the data can become markup.</summary>
internal static class Markup
{
    /// <summary>A page of one file, in UTF-8.</summary>
    public static byte[] Page(string title, params object?[] body) => Encoding.UTF8.GetBytes(
        "<!DOCTYPE html>\n" + Element(
            "html", new XAttribute("lang", "en"),
            Element(
                "head",
                new XElement("meta", new XAttribute("charset", "utf-8")),
                new XElement("meta", new XAttribute("name", "viewport"), new XAttribute("content", "width=device-width, initial-scale=1")),
                Element("title", title),
                Element("style", PageStyle.Text)),
            Element("body", body)).ToString(SaveOptions.DisableFormatting) + "\n");

    /// <summary>An element that is never written in its short form, which HTML does not know.</summary>
    public static XElement Element(string name, params object?[] content) => new(name, [.. content, ""]);

    public static XAttribute Class(string name) => new("class", name);

    public static XElement Section(string title, params object?[] content) => Element("section", Element("h2", title), content);

    /// <summary>Pictures beside each other, each with what it says in words.</summary>
    public static XElement Plots(params IEnumerable<XElement?> figures) => Element("div", Class("plots"), figures);

    public static XElement Figure(XElement picture, string caption) => Element("figure", picture, Element("figcaption", caption));

    public static XElement Table(IEnumerable<string> head, IEnumerable<XElement> rows) =>
        Element("div", Class("scroll"), Element("table", Element("thead", Element("tr", head.Select(text => Element("th", text)))), Element("tbody", rows)));

    public static XElement Row(params object?[] cells) => Element("tr", cells.Select(cell => cell is XElement { Name.LocalName: "td" } ? cell : Element("td", cell)));

    /// <summary>A cell with a number, aligned to the right.</summary>
    public static XElement Number(double? value) => Element("td", Class("number"), value is { } known ? Text(known) : "");

    /// <summary>A number for people: whole ones with separators, others with five significant digits.</summary>
    public static string Text(double value) =>
        Math.Abs(value) < 1e15 && value == Math.Floor(value) ? value.ToString("N0", CultureInfo.InvariantCulture) : value.ToString("G5", CultureInfo.InvariantCulture);

    public static string Percent(double share) => share switch
    {
        0 => "0 %",
        < 0.0001 => "< 0.01 %",
        _ => (100 * share).ToString("0.##", CultureInfo.InvariantCulture) + " %",
    };

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + " UTC";

    /// <summary>The same where there is little room.</summary>
    public static string Minute(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>A version as people name it: the first digits of its digest.</summary>
    public static string Version(string digest) => Digest.Hex(digest)[..12];

    /// <summary>A length in a picture.</summary>
    public static string Length(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
