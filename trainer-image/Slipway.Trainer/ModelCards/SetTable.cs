using System.Xml.Linq;
using Slipway.Contracts.Training;
using Slipway.Trainer.Evaluation.Metrics;
using Slipway.Trainer.Pages;

namespace Slipway.Trainer.ModelCards;

/// <summary>The sets that were held back: what it gives there, and how far it is from the version in use.</summary>
internal static class SetTable
{
    internal static XElement? Of(EvaluationReport report) => report.Sets is not { Count: > 0 } sets ? null : Markup.Section(
        "Evaluation sets",
        Markup.Table(["Set", "Role", "Rows", HeadlineMeasure.Name(report.Task), "95 % interval", "Compared with", "Changed decisions", "Pairs that differ"], sets.Select(set => Row(set, HeadlineMeasure.Name(report.Task)))));

    private static XElement Row(SetReport set, string metric)
    {
        var value = set.Metrics.FirstOrDefault(each => each.Metric == metric && each.Slice is null);
        return Markup.Row(
            Markup.Element("td", Markup.Element("code", set.Dataset)), set.Role.ToString().ToLowerInvariant(), Markup.Number(set.Rows), Markup.Number(value?.Value), Interval.Cell(value?.Low, value?.High),
            set.Reference?.Version ?? "", Markup.Number(set.Reference?.ChangedDecisions), Markup.Number(set.Pairs?.ChangedDecisions));
    }
}
