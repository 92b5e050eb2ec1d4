using System.Globalization;
using System.Xml.Linq;
using Slipway.Contracts.FeatureReports;
using Slipway.Trainer.Pages;

namespace Slipway.Trainer.FeatureReports.Page;

/// <summary>A bar for each feature: how much it helped, and what only it needs.</summary>
internal static class ImportanceTable
{
    private const double Width = 240;
    private const double Height = 12;

    internal static XElement? Of(FeatureReport report) => report.Cost is not { } cost ? null : Markup.Section(
        "Importance and price",
        Markup.Element("p", string.Create(CultureInfo.InvariantCulture,
            $"Gain: share of all improvement while learning. Contribution: mean absolute {(cost.Approximate ? "contribution (Saabas)" : "SHAP value")} of {cost.Rows:N0} rows, as a share of all.")),
        Markup.Table(["Feature", "Gain", "", "Contribution", "", "Value", "Only it needs"], cost.Features.Select(feature => Markup.Row(
            Markup.Element("td", Markup.Element("code", feature.Feature)),
            Bar(feature.Feature, feature.GainShare), Percent(feature.GainShare), Bar(feature.Feature, feature.ContributionShare), Percent(feature.ContributionShare),
            feature.Value.ToString().ToLowerInvariant(),
            string.Join(", ", [.. feature.OnlyColumns ?? [], .. (feature.OnlyJoins ?? []).Select(join => $"join with {join}")])))),
        LeaveOut(cost.LeaveOut));

    private static IEnumerable<XElement> LeaveOut(LeaveOutReport? report)
    {
        if (report is null) yield break;
        yield return Markup.Element("p", $"The model was trained {report.Runs} times with features left out; what it lost on the {report.Split.ToString().ToLowerInvariant()} split:");
        yield return LeftOutTable.Of(report.Proposal is { } proposal ? [.. report.Features, proposal] : report.Features);
    }

    private static XElement Bar(string feature, double share) => Markup.Element("td",
        Picture.Frame(Width, Height, $"Share of {feature}", Picture.Rectangle(0, 1, Math.Max(share > 0 ? 1 : 0, Width * share), Height - 2, "bar", Markup.Percent(share))));

    private static XElement Percent(double share) => Markup.Element("td", Markup.Class("number"), Markup.Percent(share));
}
