using System.Globalization;
using Slipway.Api.ModelVersions;
using Slipway.Api.TrainingJobs.Drills;
using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;

namespace Slipway.Operator.TrainingJobs.Drills;

/// <summary>What a drill made, beside the record.</summary>
/// <remarks>Metrics decide. The files of two trainings need not be the same, so their digests are told and decide nothing.</remarks>
internal static class DrillComparison
{
    // Sums in another order differ in their last digits, which of a metric near 0 is many percent.
    private const double Rounding = 1e-6;

    public static DrillRun Of(DrillRun run, ModelVersion version, TrainResult? result, Drill drill)
    {
        if (result is null)
            return run with { State = DrillState.Failed, Reason = "NoResult", Message = "the step ended well but named no model; the image must follow docs/trainer-contract.md" };
        List<DrillMetric> metrics = [.. OnTest(version.Spec.Metrics).Select(recorded => Compare(recorded, OnTest(result.Metrics).FirstOrDefault(each => each.Metric == recorded.Metric)?.Value, drill))];
        var (equal, differing) = (result.Artifact.Digest == version.Spec.Artifact.Digest, metrics.Where(metric => !metric.Passed).ToList());
        var passed = metrics.Count > 0 && differing.Count == 0;
        return run with
        {
            State = passed ? DrillState.Passed : DrillState.Failed,
            Reason = passed ? "Passed" : metrics.Count == 0 ? "NothingToCompare" : "MetricsDiffer",
            Message = metrics.Count == 0
                ? $"{version.Metadata.Name} has no metrics of the test split on record"
                : $"{(passed ? Like(version, metrics) : Unlike(version, metrics, differing))}; the file is {(equal ? "the same byte by byte" : "another one byte by byte, which by itself means nothing")}",
            Metrics = metrics,
            ArtifactDigest = result.Artifact.Digest,
            ArtifactEqual = equal,
        };
    }

    private static IEnumerable<MetricValue> OnTest(IReadOnlyList<MetricValue>? metrics) => (metrics ?? []).Where(metric => metric is { Split: Split.Test, Slice: null, Dataset: null });

    private static DrillMetric Compare(MetricValue recorded, double? value, Drill drill)
    {
        double? tolerance = recorded.Value is not { } known ? null
            : drill.Tolerances is { } own && own.TryGetValue(recorded.Metric, out var named) ? named
            : Math.Max(Math.Abs(known) * drill.TolerancePercent / 100, Rounding);
        // One that was undefined has to be so again.
        var passed = recorded.Value is { } was ? value is { } now && Math.Abs(now - was) <= tolerance : value is null;
        return new DrillMetric { Metric = recorded.Metric, Recorded = recorded.Value, Value = value, Tolerance = tolerance, Passed = passed };
    }

    private static string Like(ModelVersion version, List<DrillMetric> metrics)
    {
        var furthest = metrics.Where(metric => metric is { Value: not null, Tolerance: > 0 }).MaxBy(metric => Distance(metric) / metric.Tolerance);
        var largest = furthest is null ? "" : string.Create(CultureInfo.InvariantCulture, $", closest to its limit {furthest.Metric}, {Distance(furthest):0.######} of {furthest.Tolerance:0.######} away");
        return string.Create(CultureInfo.InvariantCulture, $"{version.Metadata.Name} was made once more from its record: {metrics.Count} of {metrics.Count} metrics are within tolerance{largest}");
    }

    private static string Unlike(ModelVersion version, List<DrillMetric> metrics, List<DrillMetric> differing) => string.Create(CultureInfo.InvariantCulture,
        $"{version.Metadata.Name} came out as another model: {differing.Count} of {metrics.Count} metrics are beyond tolerance: {string.Join(", ", differing.Take(3).Select(Text))}; see whether data, image or machines have changed that the record does not name");

    private static double Distance(DrillMetric metric) => Math.Abs(metric.Value!.Value - metric.Recorded!.Value);

    private static string Text(DrillMetric metric) => string.Create(CultureInfo.InvariantCulture, $"{metric.Metric} {Text(metric.Value)} instead of {Text(metric.Recorded)} (tolerance {Text(metric.Tolerance)})");

    private static string Text(double? number) => number is { } value ? value.ToString("0.######", CultureInfo.InvariantCulture) : "undefined";
}
