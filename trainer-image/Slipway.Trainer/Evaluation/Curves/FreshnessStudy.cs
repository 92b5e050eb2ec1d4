using System.Globalization;
using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Contracts.Training;
using Slipway.DuckDb;
using Slipway.Trainer.Steps;
using Slipway.Trainer.Training;
using Slipway.Trainer.Training.Learning;

namespace Slipway.Trainer.Evaluation.Curves;

/// <summary>Quality against the age of the training window: the model again on periods of equal length that end earlier and earlier, measured on what came after the last of them.</summary>
internal static class FreshnessStudy
{
    internal static FreshnessCurve Measure(RunContext run, PreparedData prepared, Retraining retraining, FreshnessPolicy policy, CancellationToken cancellationToken)
    {
        var manifest = prepared.Data.Manifest;
        if (manifest.EventTime is not { } column)
            throw StepException.Invalid("NoEventTime", $"evaluation.freshness compares periods of the event time, and dataset '{manifest.Name}' has none.", "Declare eventTime of the Dataset, or remove evaluation.freshness.");
        var time = $"epoch(CAST({SqlText.Identifier(column)} AS TIMESTAMP))";
        var (first, last) = Range(prepared, time, cancellationToken);
        var step = policy.Step.Value.TotalSeconds;
        // Rows of a hash split are of the same time as those learned from: what is measured has to be kept out of the periods.
        var end = manifest.Splits.Method == SplitMethod.Time ? last : last - step;
        var window = end - first - ((policy.Points - 1) * step);
        if (window <= 0)
            throw StepException.Invalid(
                "FreshnessTooLong",
                string.Create(CultureInfo.InvariantCulture, $"evaluation.freshness asks for {policy.Points} periods that are {policy.Step} apart, but the train split of dataset '{manifest.Name}' spans {TimeSpan.FromSeconds(last - first).TotalDays:0.##} days."),
                "Make step or points smaller.");

        var points = new List<FreshnessPoint>();
        using var later = retraining.OpenTest(Sql($"{time} > {end}"), cancellationToken);
        for (var period = 0; period < policy.Points; period++)
        {
            var to = end - (period * step);
            run.Report($"training again on the period that ends {TimeSpan.FromSeconds(period * step).TotalDays:0.##} days earlier");
            var part = retraining.OnRows(Sql($"{time} > {to - window} AND {time} <= {to}"), later, cancellationToken);
            if (double.IsFinite(part.Value)) points.Add(new FreshnessPoint(new Duration(TimeSpan.FromSeconds(period * step)), part.Rows, part.Value));
        }

        return new FreshnessCurve(retraining.Metric, new Duration(TimeSpan.FromSeconds(Math.Floor(window))), later.Rows, points);
    }

    private static (double First, double Last) Range(PreparedData prepared, string time, CancellationToken cancellationToken) => prepared.Data.Run(() =>
    {
        using var result = prepared.Data.Connection.Query($"SELECT min({time}), max({time}) FROM {prepared.Rows.Source}", cancellationToken);
        return result.ReadRows()[0] is [double first, double last] ? (first, last) : (0, 0);
    });

    private static string Sql(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
