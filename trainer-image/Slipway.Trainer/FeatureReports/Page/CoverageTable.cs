using System.Xml.Linq;
using Slipway.Contracts.Data;
using Slipway.Contracts.FeatureReports;
using Slipway.Trainer.Pages;

namespace Slipway.Trainer.FeatureReports.Page;

/// <summary>What each feature holds: coverage of each split, the slice where it is missing most, and its values in the train split.</summary>
internal static class CoverageTable
{
    internal static XElement Of(FeatureReport report)
    {
        List<Split> splits = [.. report.Rows.Select(each => each.Split)];
        return Markup.Section(
            "Coverage and values",
            Markup.Table(
                ["Feature", .. splits.Select(split => $"In {split.ToString().ToLowerInvariant()}"), "Least in slice", "Median", "Mean", "Std. dev.", "Min", "Max", "Most frequent"],
                report.Features.Select(feature => Line(feature, splits))));
    }

    private static XElement Line(FeatureFacts feature, IReadOnlyList<Split> splits)
    {
        var values = feature.Statistics.FirstOrDefault(each => each.Split == Split.Train)?.Values;
        var least = feature.Slices?.Where(slice => slice.Rows > 0).MinBy(slice => slice.Percent);
        return Markup.Row([
            Markup.Element("td", Markup.Element("code", feature.Name)),
            .. splits.Select(split => Markup.Element("td", Markup.Class("number"), Markup.Percent(feature.Splits.First(each => each.Split == split).Percent / 100))),
            least is null ? "" : $"{least.Slice}: {Markup.Percent(least.Percent / 100)}",
            Markup.Number(values?.Median), Markup.Number(values?.Mean), Markup.Number(values?.StandardDeviation), Markup.Number(values?.Min), Markup.Number(values?.Max),
            values?.Top is { Count: > 0 } top ? string.Join(", ", top.Take(3).Select(each => $"{each.Value} ({Markup.Percent((double)each.Count / Math.Max(1, values.Count))})")) : "",
        ]);
    }
}
