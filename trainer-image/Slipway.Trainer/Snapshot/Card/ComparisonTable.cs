using System.Xml.Linq;
using Slipway.Contracts.Data;
using Slipway.Trainer.Pages;

namespace Slipway.Trainer.Snapshot.Card;

/// <summary>How the version differs from the one before it: every value, those nearest to their limit first.</summary>
internal static class ComparisonTable
{
    public static XElement? Of(DatasetManifest manifest) => manifest.Comparison is not { } report ? null : Markup.Section(
        "Compared with the version before",
        Markup.Element("p", $"Version {Markup.Version(report.Previous.Digest)}. A value is judged where both versions have rows enough, and counts when it is beyond its limit and beyond what two draws of the same data would differ by."),
        Markup.Table(["Check", "Of", "Value", "Limit", "Chance", "Judged"], report.Values.OrderBy(value => !value.Judged).ThenByDescending(Nearness).Select(value => Markup.Row(
            Markup.Element("td", Markup.Element("code", value.Check)),
            value.Slice ?? value.Column ?? "all rows",
            Markup.Number(value.Value), Markup.Number(value.Limit), Markup.Number(value.Noise), value.Judged ? "yes" : "no"))));

    private static double Nearness(ComparedValue value) => value.Limit == 0 ? Math.Abs(value.Value) : Math.Abs(value.Value / value.Limit);
}
