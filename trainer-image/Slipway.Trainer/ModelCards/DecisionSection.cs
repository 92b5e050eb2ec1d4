using System.Globalization;
using System.Xml.Linq;
using Slipway.Contracts.Training;
using Slipway.Trainer.Pages;

namespace Slipway.Trainer.ModelCards;

/// <summary>What it decides: ROC and precision-recall curves with the chosen threshold, calibration, and which classes it takes for which.</summary>
internal static class DecisionSection
{
    private static readonly Axis Share = new("", 0, 1, value => value.ToString("0.#", CultureInfo.InvariantCulture));

    internal static XElement? Of(EvaluationReport report)
    {
        XElement?[] parts = [Markup.Plots(Roc(report), PrecisionRecall(report), Calibration(report)), Confusion(report)];
        return report.OperatingPoints is null && report.Confusion is null ? null : Markup.Section("Decisions", parts);
    }

    private static XElement? Roc(EvaluationReport report) => report.OperatingPoints is not { Count: > 0 } points ? null : Markup.Figure(
        Plot.Of(
            "ROC curve", Share with { Label = "false positive rate" }, Share with { Label = "true positive rate (recall)" },
            new Series(null, [(0, 0), (1, 1)], "line guide"), new Series(null, [(0, 0), .. points.Select(point => (point.FalsePositiveRate, point.TruePositiveRate))]),
            Chosen(report, point => (point.FalsePositiveRate, point.TruePositiveRate))),
        "How many of the positive rows are found (up) for how many false alarms (right). The dashed line is chance; the dot is the chosen threshold.");

    private static XElement? PrecisionRecall(EvaluationReport report) => report.OperatingPoints is not { Count: > 0 } points ? null : Markup.Figure(
        Plot.Of(
            "Precision-recall curve", Share with { Label = "recall" }, Share with { Label = "precision" },
            new Series(null, [(0, BaseRate(report)), (1, BaseRate(report))], "line guide"), new Series(null, [.. points.Select(point => (point.TruePositiveRate, point.Precision))]),
            Chosen(report, point => (point.TruePositiveRate, point.Precision))),
        "How many of those it names are right (up) when it is to find more of them (right). The dashed line is the share of positive rows.");

    private static XElement? Calibration(EvaluationReport report) => report.Calibration is not { Count: > 0 } bins ? null : Markup.Figure(
        Plot.Of(
            "Calibration", Share with { Label = "predicted probability" }, Share with { Label = "observed share" },
            new Series(null, [(0, 0), (1, 1)], "line guide"), new Series("tenth of the rows", [.. bins.Select(bin => (bin.Predicted, bin.Observed))], Marked: true)),
        "Rows by tenths of predicted probability: on the dashed line, what it says is what happens.");

    private static XElement? Confusion(EvaluationReport report) => report is not { Confusion: { } counts, Classes: { } classes } ? null : Markup.Element(
        "div", Markup.Element("h3", "Which class is taken for which"),
        Markup.Table(["is \\ said", .. classes], counts.Select((row, index) => Markup.Row([classes[index], .. row.Select(count => (object?)Markup.Number(count))]))));

    // The last point whose threshold is not below the chosen one is what it gives.
    private static Series Chosen(EvaluationReport report, Func<OperatingPoint, (double, double)> place)
    {
        var point = report.Threshold is not { } chosen ? null : report.OperatingPoints!.LastOrDefault(each => each.Threshold >= chosen.Value) ?? report.OperatingPoints![0];
        return new Series("chosen threshold", point is null ? [] : [place(point)], Marked: true);
    }

    private static double BaseRate(EvaluationReport report) => report.OperatingPoints![^1].Precision;
}
