using System.Globalization;
using System.Xml.Linq;
using Slipway.Contracts.Training;
using Slipway.Trainer.Pages;

namespace Slipway.Trainer.ModelCards;

/// <summary>What models of the past were worth for what came next.</summary>
internal static class BacktestSection
{
    internal static XElement? Of(EvaluationReport report)
    {
        if (report.Backtest is not { Folds.Count: > 1 } backtest) return null;
        List<Series> lines = [Line("next period", "line", fold => fold.Period?.Value), Line($"set {backtest.StaticSet}", "line other", fold => fold.Static?.Value), Line($"{backtest.Champion} in use", "line guide", fold => fold.Champion)];
        lines.RemoveAll(line => line.Points.Count == 0);
        double[] values = [.. lines.SelectMany(line => line.Points.Select(point => point.Y))];
        return values.Length == 0 ? null : Markup.Section(
            "Over time",
            Markup.Figure(
                Plot.Of("Backtest", new Axis("period", 1, backtest.Folds.Count, period => period.ToString("0", CultureInfo.InvariantCulture)), Axis.Over(backtest.Metric, values), lines),
                $"{backtest.Metric} of models that knew only what was before each period, from {Markup.Time(backtest.Folds[0].TestFrom)} to {Markup.Time(backtest.Folds[^1].TestTo)}."));

        Series Line(string name, string style, Func<BacktestFold, double?> value) => new(
            name, [.. backtest.Folds.Select((fold, index) => (X: index + 1.0, Y: value(fold))).Where(point => point.Y is not null).Select(point => (point.X, point.Y!.Value))], style, Marked: true);
    }
}
