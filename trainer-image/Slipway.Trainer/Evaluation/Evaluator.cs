using Slipway.Contracts.Training;
using Slipway.Trainer.Evaluation.Metrics;
using Slipway.Trainer.Training.Data;

namespace Slipway.Trainer.Evaluation;

/// <summary>Measures scored rows, as a whole and by slice. Pure.</summary>
/// <param name="target">What is predicted.</param>
/// <param name="threshold">Probability from which a row is labelled positive.</param>
/// <param name="costs">What wrong labels cost; null when nothing says it.</param>
internal sealed class Evaluator(Target target, float threshold, LabelCosts? costs = null)
{
    private readonly int outputs = Math.Max(1, target.Task == LearningTask.Multiclass ? target.Classes.Count : 1);

    internal IEnumerable<MetricValue> MeasureAll(ScoredRows rows) => Measure(rows, null, null);

    /// <summary>Metrics of each slice with enough rows, and how far the values of a column lie apart; the other slices are named with their size.</summary>
    internal (IReadOnlyList<MetricValue> Metrics, IReadOnlyList<SmallSlice> Small) MeasureSlices(ScoredRows rows, int minRows)
    {
        var metrics = new List<MetricValue>();
        var small = new List<SmallSlice>();
        foreach (var column in rows.Slices)
        {
            var measured = new List<MetricValue>();
            foreach (var (slice, members) in column.Groups())
            {
                if (members.Count < minRows) small.Add(new SmallSlice(slice, members.Count));
                else measured.AddRange(Measure(rows, slice, members));
            }

            metrics.AddRange([.. measured, .. SliceDifferences.Of(column.Slice.Name, measured)]);
        }

        return (metrics, small);
    }

    /// <summary>Rows by true and predicted class; null for numbers.</summary>
    internal IReadOnlyList<IReadOnlyList<long>>? CountConfusion(ScoredRows rows)
    {
        if (!target.Task.HasClasses()) return null;
        int[] truth = [.. rows.Labels.Select(label => (int)label)];
        int[] predicted = target.Task == LearningTask.Binary
            ? [.. rows.Scores.Select(score => score >= threshold ? 1 : 0)]
            : MulticlassMetrics.Predict(rows.Scores, outputs);
        return [.. MulticlassMetrics.Count(truth, predicted, target.Classes.Count, []).Select(row => (IReadOnlyList<long>)[.. row.Select(count => (long)count)])];
    }

    internal IReadOnlyList<CalibrationBin>? Calibrate(ScoredRows rows)
    {
        if (target.Task != LearningTask.Binary) return null;
        var sorted = new SortedScores(rows.Scores, [.. rows.Labels.Select(label => label > 0)]);
        return Calibration.Table(sorted, Calibration.Assign(sorted));
    }

    /// <summary>What each threshold would give, for the curves of a report; binary tasks alone.</summary>
    internal IReadOnlyList<OperatingPoint>? OperatingPoints(ScoredRows rows) =>
        target.Task != LearningTask.Binary ? null : Curves.OperatingPoints.Of(new SortedScores(rows.Scores, [.. rows.Labels.Select(label => label > 0)]));

    private IEnumerable<MetricValue> Measure(ScoredRows rows, string? slice, IReadOnlyList<int>? members)
    {
        var labels = members is null ? rows.Labels : [.. members.Select(row => rows.Labels[row])];
        var scores = members is null ? rows.Scores : Gather(rows.Scores, members);
        var measurements = target.Task switch
        {
            LearningTask.Binary => BinaryMetrics.Measure(scores, [.. labels.Select(label => label > 0)], threshold, target.TrainShares[1], costs),
            LearningTask.Multiclass => MulticlassMetrics.Measure(scores, [.. labels.Select(label => (int)label)], target.Classes, target.TrainShares),
            LearningTask.Ranking => RankingMetrics.Measure(scores, labels, members is null ? rows.Queries : [.. members.Select(row => rows.Queries[row])]),
            _ => RegressionMetrics.Measure(scores, labels, target.TrainMean),
        };
        return measurements.Select(measured => new MetricValue
        {
            Metric = measured.Metric, Split = rows.Split, Slice = slice, N = measured.N,
            Value = Finite(measured.Value), Low = Finite(measured.Interval?.Low), High = Finite(measured.Interval?.High), Baseline = Finite(measured.Baseline),
        });
    }

    private float[] Gather(float[] scores, IReadOnlyList<int> members)
    {
        var gathered = new float[members.Count * outputs];
        for (var i = 0; i < members.Count; i++) scores.AsSpan(members[i] * outputs, outputs).CopyTo(gathered.AsSpan(i * outputs));
        return gathered;
    }

    /// <summary>What is not a number is not measured: JSON has no NaN, and no gate may pass on one.</summary>
    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;
}
