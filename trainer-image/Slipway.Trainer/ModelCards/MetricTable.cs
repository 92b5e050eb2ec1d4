using System.Xml.Linq;
using Slipway.Contracts.Data;
using Slipway.Contracts.Training;
using Slipway.Trainer.Pages;

namespace Slipway.Trainer.ModelCards;

/// <summary>Every metric of all rows: test and validation split, the zero rule, and how much of it is chance.</summary>
internal static class MetricTable
{
    internal static XElement Of(EvaluationReport report)
    {
        var test = report.Metrics.Where(metric => metric is { Split: Split.Test, Slice: null, Dataset: null }).ToList();
        var validation = report.Metrics.Where(metric => metric is { Split: Split.Validation, Slice: null, Dataset: null }).ToLookup(metric => metric.Metric, StringComparer.Ordinal);
        var noise = (report.Noise ?? []).ToDictionary(each => each.Metric, each => each.Deviation, StringComparer.Ordinal);
        return Markup.Section(
            "Quality",
            Markup.Element("p", $"On {Markup.Text(test.Select(metric => metric.N).DefaultIfEmpty().Max())} rows of the test split, which nothing was learned from or chosen by. The zero rule always names the most frequent class or the mean."),
            Markup.Table(["Metric", "Test", "95 % interval", "Zero rule", "Validation", .. noise.Count > 0 ? (string[])["Deviation between seeds"] : []], test.Select(metric => Markup.Row([
                Markup.Element("td", Markup.Element("code", metric.Metric)), Markup.Number(metric.Value), Interval.Cell(metric.Low, metric.High), Markup.Number(metric.Baseline),
                Markup.Number(validation[metric.Metric].FirstOrDefault()?.Value),
                .. noise.Count > 0 ? (object?[])[Markup.Number(noise.TryGetValue(metric.Metric, out var deviation) ? deviation : null)] : [],
            ]))));
    }
}
