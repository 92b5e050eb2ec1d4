using System.Xml.Linq;
using Slipway.Contracts.Data;
using Slipway.Trainer.Pages;

namespace Slipway.Trainer.Snapshot.Card;

/// <summary>How old the rows were when the version was made.</summary>
internal static class FreshnessTable
{
    public static XElement? Of(DatasetManifest manifest) => manifest.Freshness is not { } freshness ? null : Markup.Section(
        "Age of the rows",
        Markup.Element("p",
            $"At {Markup.Time(freshness.At)}.{(freshness.Newest is { } newest ? $" The newest event is of {Markup.Time(newest)}." : "")}{(freshness.Watermark is { } watermark ? $" Events before {Markup.Time(watermark)} are all there; later partitions wait for their seal." : "")}"),
        Markup.Table(["Younger than", "Rows"], freshness.Ages.Where(age => age.Rows > 0).Select(age => Markup.Row(age.UpTo is { } bound ? Words(bound.Value) : "older", Markup.Number(age.Rows)))));

    private static string Words(TimeSpan age) => age.TotalDays >= 2 ? $"{age.TotalDays:0} days" : $"{age.TotalHours:0} h";
}
