using System.Xml.Linq;
using Slipway.Contracts.Data;
using Slipway.Contracts.Training;
using Slipway.Trainer.Evaluation.Metrics;
using Slipway.Trainer.Pages;

namespace Slipway.Trainer.ModelCards;

/// <summary>How good it is for each part of the rows, worst first, and how far groups lie apart.</summary>
internal static class SliceSection
{
    private const double Left = 200;
    private const double Wide = 420;
    private const double Line = 20;
    private const int Most = 40;

    internal static XElement? Of(EvaluationReport report)
    {
        var metric = HeadlineMeasure.Name(report.Task);
        var slices = report.Metrics.Where(value => value.Metric == metric && value is { Split: Split.Test, Dataset: null, Slice: not null, Value: not null } && !value.Slice.StartsWith(BacktestReport.SlicePrefix, StringComparison.Ordinal))
            .OrderBy(value => MetricNames.Goodness(metric, value.Value!.Value)).ToList();
        var gaps = report.Metrics.Where(value => value is { Split: Split.Test, Dataset: null, Value: not null } && SliceDifference.Is(value.Metric)).ToList();
        if (slices.Count == 0 && report.SmallSlices is null && report.SliceFinder is null) return null;
        var whole = report.Metrics.FirstOrDefault(value => value.Metric == metric && value is { Split: Split.Test, Dataset: null, Slice: null })?.Value;
        return Markup.Section(
            "Parts of the rows",
            slices.Count == 0 ? null : Markup.Figure(Picture([.. slices.Take(Most)], whole, metric), $"{metric} of each part with its 95 % interval, worst first; the line is all rows.{(slices.Count > Most ? $" The {Most} worst of {slices.Count}." : "")}"),
            report.SmallSlices is { Count: > 0 } small ? Markup.Element("p", $"Too few rows to judge: {string.Join(", ", small.Take(Most).Select(slice => $"{slice.Slice} ({slice.Rows})"))}.") : null,
            Found(report.SliceFinder),
            gaps.Count == 0 ? null : Markup.Table(["Largest gap between groups", "Of", "Value", "95 % interval"], gaps.Select(gap => Markup.Row(
                Markup.Element("td", Markup.Element("code", gap.Metric)), gap.Slice, Markup.Number(gap.Value), Interval.Cell(gap.Low, gap.High)))));
    }

    private static XElement? Found(SliceFinderReport? found) => found is null ? null : Markup.Element(
        "div",
        Markup.Element("p", $"Looked for worse parts among {Markup.Text(found.Tested)} of the {found.Split.ToString().ToLowerInvariant()} split: {(found.Count == 0 ? "none is worse beyond chance" : $"{found.Count} are worse beyond chance")}."),
        found.Findings.Count == 0 ? null : Markup.Table(["Found", "Rows", $"Mean {found.Loss}", "95 % interval", "Elsewhere", "Effect"], found.Findings.Take(Most).Select(slice => Markup.Row(
            Markup.Element("td", Markup.Element("code", slice.Slice)), Markup.Number(slice.Rows), Markup.Number(slice.Loss), Interval.Cell(slice.Low, slice.High), Markup.Number(slice.LossElsewhere), Markup.Number(slice.EffectSize)))));

    private static XElement Picture(IReadOnlyList<MetricValue> slices, double? whole, string metric)
    {
        var axis = Axis.Over(metric, [.. slices.SelectMany(slice => new[] { slice.Value, slice.Low, slice.High }).Append(whole).OfType<double>()]);
        double X(double value) => Left + ((value - axis.From) / axis.Span * Wide);
        var bottom = slices.Count * Line;
        return Pages.Picture.Frame(
            Left + Wide + 90, bottom + 22, $"{metric} by part of the rows",
            axis.Marks().SelectMany(mark => (XElement[])[Pages.Picture.Line(X(mark), 0, X(mark), bottom, "grid"), Pages.Picture.Label(X(mark), bottom + 15, axis.Write(mark), "middle")]),
            whole is { } all ? Pages.Picture.Line(X(all), 0, X(all), bottom, "arrow") : null,
            slices.Select((slice, index) => LineOf(slice, (index * Line) + (Line / 2), X)));
    }

    private static IEnumerable<XElement> LineOf(MetricValue slice, double y, Func<double, double> x)
    {
        var name = slice.Slice!;
        yield return Pages.Picture.Label(Left - 8, y + 4, name.Length > 28 ? name[..27] + "\u2026" : name, "end");
        if (slice is { Low: { } low, High: { } high }) yield return Pages.Picture.Line(x(low), y, x(high), y, "range");
        yield return Pages.Picture.Dot(x(slice.Value!.Value), y, "dot", $"{name}: {slice.Metric} {Markup.Text(slice.Value.Value)}, {Markup.Text(slice.N)} rows");
        yield return Pages.Picture.Label(Left + Wide + 8, y + 4, $"{Markup.Text(slice.N)} rows");
    }
}
