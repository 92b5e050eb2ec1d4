using System.Xml.Linq;
using Slipway.Trainer.Pages;

namespace Slipway.Trainer.ModelCards;

/// <summary>A 95 % interval in a table.</summary>
internal static class Interval
{
    internal static XElement Cell(double? low, double? high) =>
        Markup.Element("td", Markup.Class("number"), low is { } from && high is { } to ? $"{Markup.Text(from)} to {Markup.Text(to)}" : "");
}
