using Slipway.Contracts.Training;
using Slipway.Trainer.Training.Data;

namespace Slipway.Trainer.Evaluation.Sets;

/// <summary>Compares scores of rows that should be alike: with the version in use, and within pairs. Pure.</summary>
internal static class SetComparisons
{
    /// <summary>Comparison with the version in use, row by row.</summary>
    /// <param name="version">Its name.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="target">What is predicted.</param>
    /// <param name="threshold">The model's threshold.</param>
    /// <param name="decisions">Class that the version in use decides each row for.</param>
    /// <param name="scores">Scores that it gives.</param>
    internal static ReferenceComparison WithReference(string version, SetRows rows, Target target, float threshold, IReadOnlyList<string?> decisions, IReadOnlyList<float[]> scores)
    {
        long changed = 0;
        double largest = 0, sum = 0;
        for (var row = 0; row < rows.Count; row++)
        {
            if (target.Classes.Count > 0 && target.Classes[rows.Decision(row, target, threshold)] != decisions[row]) changed++;
            var change = Difference(rows.Scores.AsSpan(row * rows.Outputs, rows.Outputs), scores[row]);
            largest = Math.Max(largest, change);
            sum += change;
        }

        return new ReferenceComparison(version, rows.Count, target.Classes.Count > 0 ? changed : null, largest, rows.Count == 0 ? 0 : sum / rows.Count);
    }

    /// <summary>Comparison of the rows of each pair; rows without a value belong to none.</summary>
    internal static PairComparison WithinPairs(SetRows rows, Target target, float threshold)
    {
        var groups = Enumerable.Range(0, rows.Count).Where(row => !string.IsNullOrEmpty(rows.Pairs[row])).GroupBy(row => rows.Pairs[row], StringComparer.Ordinal).Select(group => group.ToList()).ToList();
        var pairs = groups.Where(group => group.Count > 1).ToList();
        var differences = pairs.Select(group => Enumerable.Range(0, rows.Outputs)
            .Max(output => group.Max(row => (double)rows.Scores[(row * rows.Outputs) + output]) - group.Min(row => (double)rows.Scores[(row * rows.Outputs) + output]))).ToList();
        long? changed = target.Classes.Count == 0 ? null : pairs.Count(group => group.Select(row => rows.Decision(row, target, threshold)).Distinct().Count() > 1);
        return new PairComparison(pairs.Count, rows.Count - pairs.Sum(group => group.Count), changed, differences.DefaultIfEmpty().Max(), differences.DefaultIfEmpty().Average());
    }

    private static double Difference(ReadOnlySpan<float> one, ReadOnlySpan<float> other)
    {
        double largest = 0;
        for (var index = 0; index < one.Length; index++) largest = Math.Max(largest, Math.Abs((double)one[index] - other[index]));
        return largest;
    }
}
