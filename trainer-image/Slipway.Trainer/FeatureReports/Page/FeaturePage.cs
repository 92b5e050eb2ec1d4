using System.Globalization;
using System.Xml.Linq;
using Slipway.Contracts.FeatureReports;
using Slipway.Trainer.Pages;

namespace Slipway.Trainer.FeatureReports.Page;

/// <summary>The report on the features as one page without any other file, for people who have to decide whether to keep a feature.</summary>
internal static class FeaturePage
{
    internal const string FileName = "features.html";

    /// <summary>The page, in UTF-8.</summary>
    internal static byte[] Write(FeatureReport report) => Markup.Page(
        $"Features of {report.Model} {report.Version}",
        Summary(report), Findings(report), ImportanceTable.Of(report), CoverageTable.Of(report), OverTime(report), DriftTable.Of(report), LeakageTables.Of(report));

    private static XElement Summary(FeatureReport report) => Markup.Element(
        "header",
        Markup.Element("h1", $"Features of {report.Model}", Markup.Element("code", report.Version)),
        Markup.Element("p", string.Create(CultureInfo.InvariantCulture,
            $"{report.Features.Count} features; {string.Join(", ", report.Rows.Select(each => $"{each.Rows:N0} rows of the {each.Split.ToString().ToLowerInvariant()} split"))}. Definition {Markup.Version(report.FeatureDigest)}, dataset version {Markup.Version(report.DatasetDigest)}.")));

    private static XElement Findings(FeatureReport report) => Markup.Section(
        "Findings",
        report.Findings is { Count: > 0 } findings
            ? Markup.Table(["Check", "Feature", "Severity", "What was found"], findings.OrderBy(finding => finding.Severity).Select(finding => Markup.Row(
                finding.Check, finding.Column ?? "", Markup.Element("td", Markup.Class(finding.Severity.ToString().ToLowerInvariant()), finding.Severity.ToString()), finding.Message)))
            : Markup.Element("p", "Nothing was found."));

    private static XElement? OverTime(FeatureReport report) => report.Periods is not { Periods.Count: > 0 } periods ? null : Markup.Section(
        "Values over time",
        Markup.Element("p", "The stronger, the more rows have a value of the feature; in a marked cell none has one."),
        Markup.Element("div", Markup.Class("scroll"), CoveragePicture.Of(periods)));
}
