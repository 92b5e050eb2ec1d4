using System.Xml.Linq;
using Slipway.Contracts.FeatureReports;
using Slipway.Contracts.Training;
using Slipway.Trainer.Pages;

namespace Slipway.Trainer.ModelCards;

/// <summary>What its predictions rest on.</summary>
internal static class FeatureSection
{
    private const int Most = 20;
    private const double Left = 200;
    private const double Wide = 320;
    private const double Line = 20;

    internal static XElement? Of(EvaluationReport report, FeatureReport features, string page)
    {
        if (features.Cost is not { Features.Count: > 0 } cost) return null;
        var largest = Math.Max(1e-12, cost.Features.Max(feature => feature.ContributionShare));
        var shown = cost.Features.OrderByDescending(feature => feature.ContributionShare).Take(Most).ToList();
        return Markup.Section(
            "Features",
            Markup.Element("p", $"How much each feature moves a prediction in the mean (mean absolute {(cost.Approximate ? "contribution (Saabas)" : "SHAP value")} of {Markup.Text(cost.Rows)} rows). ", Link(page)),
            Picture.Frame(Left + Wide + 70, shown.Count * Line, "Share of each feature", shown.SelectMany((feature, index) => new[]
            {
                Picture.Label(Left - 8, (index * Line) + 14, feature.Feature.Length > 28 ? feature.Feature[..27] + "\u2026" : feature.Feature, "end"),
                Picture.Rectangle(Left, (index * Line) + 4, Math.Max(feature.ContributionShare > 0 ? 1 : 0, Wide * feature.ContributionShare / largest), Line - 8, "bar", $"{feature.Feature}: {Markup.Percent(feature.ContributionShare)}"),
                Picture.Label(Left + (Wide * feature.ContributionShare / largest) + 6, (index * Line) + 14, Markup.Percent(feature.ContributionShare)),
            })),
            report.FeatureFindings is { Count: > 0 } findings ? Markup.Element("ul", findings.Select(finding => Markup.Element("li", finding.Message))) : null);
    }

    private static XElement Link(string page)
    {
        var link = Markup.Element("a", "Coverage, drift, leakage and price of each feature");
        link.SetAttributeValue("href", page);
        return link;
    }
}
