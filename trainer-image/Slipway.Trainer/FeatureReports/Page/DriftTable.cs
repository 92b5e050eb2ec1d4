using System.Xml.Linq;
using Slipway.Contracts.FeatureReports;
using Slipway.Trainer.Pages;

namespace Slipway.Trainer.FeatureReports.Page;

/// <summary>How far each feature moved since the last version that was ready, and before.</summary>
internal static class DriftTable
{
    internal static XElement? Of(FeatureReport report) => report.Drift is not { } drift ? null : Markup.Section(
        $"Compared with {drift.Previous}",
        Markup.Element("p", "A distance counts when it is beyond its limit and beyond what two draws of the same data would differ by."
            + (drift.OtherDefinition ? " That version has another definition: a feature of the same name may mean something else." : "")),
        Markup.Table(["Feature", "Measure", "Distance", "Limit", "Chance", "Judged", "Largest in history"], drift.Values.OrderByDescending(value => value.Value / value.Limit).Select(value => Markup.Row(
            Markup.Element("td", Markup.Element("code", value.Column)), value.Check, Markup.Number(value.Value), Markup.Number(value.Limit), Markup.Number(value.Noise), value.Judged ? "yes" : "no",
            Markup.Number(report.Features.FirstOrDefault(feature => feature.Name == value.Column)?.Stability)))));
}
