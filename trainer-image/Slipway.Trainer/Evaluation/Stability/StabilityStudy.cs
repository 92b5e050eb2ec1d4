using Slipway.Contracts.Training;
using Slipway.Trainer.Evaluation.Metrics;

namespace Slipway.Trainer.Evaluation.Stability;

/// <summary>Compares what two versions give for the same rows. Pure.</summary>
internal static class StabilityStudy
{
    /// <param name="own">The new version's predictions.</param>
    /// <param name="champion">Those of the version in use.</param>
    /// <param name="slices">Slices of the rows.</param>
    /// <param name="minRows">Fewest rows of a slice.</param>
    /// <returns>All rows first.</returns>
    internal static IReadOnlyList<StabilityComparison> Compare(Predictions own, Predictions champion, IReadOnlyList<SliceMembers> slices, int minRows) =>
    [
        Compare(own, champion, null, [.. Enumerable.Range(0, own.Count)]),
        .. slices.SelectMany(column => column.Groups()).Where(group => group.Rows.Count >= minRows).Select(group => Compare(own, champion, group.Slice, group.Rows)),
    ];

    /// <summary>What is known of an evaluation set whose rows were compared when it was measured.</summary>
    internal static StabilityComparison OfSet(string dataset, ReferenceComparison comparison)
    {
        var interval = comparison.ChangedDecisions is { } changed ? Intervals.Proportion(changed, comparison.Rows) : null;
        return new StabilityComparison
        {
            Dataset = dataset, Rows = comparison.Rows, ChangedDecisions = comparison.ChangedDecisions, Churn = Share(comparison.ChangedDecisions, comparison.Rows),
            Low = interval?.Low, High = interval?.High, MeanChange = comparison.MeanChange, LargestChange = comparison.LargestChange,
        };
    }

    /// <summary>What gates can name of a comparison on the test split.</summary>
    internal static IEnumerable<MetricValue> Metrics(StabilityComparison comparison)
    {
        if (comparison.ChangedDecisions is not null) yield return Metric(MetricNames.ChangedDecisions, comparison, comparison.Churn) with { Low = comparison.Low, High = comparison.High };
        yield return Metric(MetricNames.MeanChange, comparison, comparison.MeanChange);
        yield return Metric(MetricNames.LargestChange, comparison, comparison.LargestChange);
        yield return Metric(MetricNames.ScoreCorrelation, comparison, comparison.Correlation);
    }

    private static MetricValue Metric(string name, StabilityComparison comparison, double? value) => new() { Metric = name, Slice = comparison.Slice, Value = value, N = comparison.Rows };

    private static StabilityComparison Compare(Predictions own, Predictions champion, string? slice, IReadOnlyList<int> rows)
    {
        long changed = 0;
        double sum = 0, largest = 0;
        foreach (var row in rows)
        {
            if (own.Decision(row) != champion.Decision(row)) changed++;
            var change = own.Change(champion, row);
            sum += change;
            largest = Math.Max(largest, change);
        }

        long? decisions = !own.Target.Task.HasClasses() ? null : changed;
        var interval = decisions is null ? null : Intervals.Proportion(changed, rows.Count);
        return new StabilityComparison
        {
            Slice = slice, Rows = rows.Count, ChangedDecisions = decisions, Churn = Share(decisions, rows.Count), Low = interval?.Low, High = interval?.High,
            MeanChange = rows.Count == 0 ? 0 : sum / rows.Count, LargestChange = largest, Correlation = Correlation(own, champion, rows),
        };
    }

    private static double? Share(long? part, long whole) => part is { } some && whole > 0 ? (double)some / whole : null;

    // Around the first score, so that equal scores have no variance at all.
    private static double? Correlation(Predictions own, Predictions champion, IReadOnlyList<int> rows)
    {
        if (rows.Count == 0) return null;
        double sumX = 0, sumY = 0, squareX = 0, squareY = 0, product = 0;
        double firstX = own.Scores[rows[0] * own.Outputs], firstY = champion.Scores[rows[0] * own.Outputs];
        foreach (var row in rows)
        {
            for (var at = row * own.Outputs; at < (row + 1) * own.Outputs; at++)
            {
                double x = own.Scores[at] - firstX, y = champion.Scores[at] - firstY;
                (sumX, sumY, squareX, squareY, product) = (sumX + x, sumY + y, squareX + (x * x), squareY + (y * y), product + (x * y));
            }
        }

        double n = (double)rows.Count * own.Outputs, varianceX = squareX - (sumX * sumX / n), varianceY = squareY - (sumY * sumY / n);
        var correlation = (product - (sumX * sumY / n)) / Math.Sqrt(varianceX * varianceY);
        return double.IsFinite(correlation) ? Math.Clamp(correlation, -1, 1) : null;
    }
}
