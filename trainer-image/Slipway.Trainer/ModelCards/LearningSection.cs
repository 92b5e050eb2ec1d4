using System.Globalization;
using System.Xml.Linq;
using Slipway.Contracts.Data;
using Slipway.Contracts.Training;
using Slipway.Trainer.Pages;

namespace Slipway.Trainer.ModelCards;

/// <summary>How it learned: loss by round, and what more or fresher data would be worth.</summary>
internal static class LearningSection
{
    internal static XElement? Of(EvaluationReport report)
    {
        XElement?[] figures = [Loss(report), Rows(report.LearningCurve), Age(report.Freshness)];
        return figures.All(figure => figure is null) ? null : Markup.Section("Learning", Markup.Plots(figures));
    }

    private static XElement? Loss(EvaluationReport report)
    {
        if (report.Curve is not { Count: > 1 } curve) return null;
        var metric = curve[^1].Metric;
        var points = curve.Where(point => point.Metric == metric).ToList();
        var best = points.LastOrDefault(point => point.Round == report.BestRound);
        return Markup.Figure(
            Plot.Of(
                $"{metric} by round", new Axis("round", 0, Math.Max(1, points.Max(point => point.Round))), Axis.Over(metric, [.. points.Select(point => point.Value)]),
                [
                    .. points.GroupBy(point => point.Split).Select(split => new Series(
                        split.Key.ToString().ToLowerInvariant(), [.. split.Select(point => ((double)point.Round, point.Value))], split.Key == Split.Train ? "line other" : "line")),
                    new Series(null, best is null ? [] : [(best.Round, best.Value)], Marked: true),
                ]),
            string.Create(CultureInfo.InvariantCulture, $"{metric} after each round; the model of round {report.BestRound + 1} was kept. Lines that part show rows learned by heart."));
    }

    private static XElement? Rows(LearningCurve? curve) => curve is not { Points.Count: > 1 } ? null : Markup.Figure(
        Plot.Of(
            "Learning curve", new Axis("rows learned from", Math.Log2(curve.Points[0].Rows), Math.Log2(curve.Points[^1].Rows), log => Markup.Text(Math.Round(Math.Pow(2, log)))),
            Axis.Over(curve.Metric, [.. curve.Points.Select(point => point.Value)]),
            new Series(curve.Metric, [.. curve.Points.Select(point => (Math.Log2(point.Rows), point.Value))], Marked: true)),
        $"{curve.Metric} on the {curve.Split.ToString().ToLowerInvariant()} split for parts of the rows, each twice the one before. Where the line is flat, more rows of the same kind do not help.");

    private static XElement? Age(FreshnessCurve? curve) => curve is not { Points.Count: > 1 } ? null : Markup.Figure(
        Plot.Of(
            "Freshness", new Axis("age of the training window in days", 0, curve.Points[^1].Age.Value.TotalDays), Axis.Over(curve.Metric, [.. curve.Points.Select(point => point.Value)]),
            new Series(curve.Metric, [.. curve.Points.Select(point => (point.Age.Value.TotalDays, point.Value))], Marked: true)),
        string.Create(CultureInfo.InvariantCulture, $"{curve.Metric} on {curve.Measured:N0} later rows for models of older and older periods of {curve.Window.Value.TotalDays:0.#} days. The steeper it worsens, the more often to train."));
}
