using System.Xml.Linq;
using Slipway.Contracts.Training;
using Slipway.Trainer.Pages;

namespace Slipway.Trainer.ModelCards;

/// <summary>How predictions behave when something is changed that should or should not matter, and how far they are from those of the version in use.</summary>
internal static class BehaviourTable
{
    internal static XElement? Of(EvaluationReport report) => report.Behaviour is null && report.Stability is null ? null : Markup.Section(
        "Behaviour",
        report.Behaviour is not { Count: > 0 } tests ? null : Markup.Table(["Test", "What has to hold", "Rows", "Failures", "Share", "95 % interval"], tests.Select(test => Markup.Row(
            Markup.Element("td", Markup.Element("code", test.Name)), test.Statement, Markup.Number(test.Rows), Markup.Number(test.Failures), Markup.Number(test.FailureRate), Interval.Cell(test.Low, test.High)))),
        report.Stability is not { Comparisons.Count: > 0 } stability ? null : Markup.Element(
            "div", Markup.Element("h3", $"Against version {stability.Version}, which is in use"),
            Markup.Table(["Rows of", "Rows", "Decided otherwise", "Share", "95 % interval", "Mean change", "Correlation"], stability.Comparisons.Select(rows => Markup.Row(
                rows.Slice ?? rows.Dataset ?? "test split", Markup.Number(rows.Rows), Markup.Number(rows.ChangedDecisions), Markup.Number(rows.Churn), Interval.Cell(rows.Low, rows.High), Markup.Number(rows.MeanChange),
                Markup.Number(rows.Correlation))))));
}
