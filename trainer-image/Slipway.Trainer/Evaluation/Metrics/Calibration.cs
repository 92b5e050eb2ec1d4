using Slipway.Contracts.Training;

namespace Slipway.Trainer.Evaluation.Metrics;

/// <summary>Whether predicted probabilities come true, by tenths of the rows.</summary>
internal static class Calibration
{
    private const int Bins = 10;

    /// <summary>The tenth of each sorted row, 0 being the most probable rows. Rows of equal probability share a bin, so that their order cannot matter.</summary>
    internal static byte[] Assign(SortedScores sorted)
    {
        var bins = new byte[sorted.Count];
        byte bin = 0;
        foreach (var (start, end) in sorted.Ties())
        {
            bins.AsSpan(start..end).Fill(bin);
            bin = (byte)Math.Clamp((long)end * Bins / sorted.Count, bin, Bins - 1);
        }

        return bins;
    }

    internal static IReadOnlyList<CalibrationBin> Table(SortedScores sorted, byte[] bins)
    {
        var sums = Sum(sorted, bins, []);
        return [.. sums.Where(sum => sum.Rows > 0).Reverse().Select(sum => new CalibrationBin(sum.Predicted / sum.Rows, sum.Observed / sum.Rows, (long)sum.Rows))];
    }

    /// <summary>Expected calibration error: the mean distance between predicted and observed rates of the bins, weighted by their rows.</summary>
    internal static double Error(SortedScores sorted, byte[] bins, ReadOnlySpan<byte> weights)
    {
        double distance = 0, rows = 0;
        foreach (var sum in Sum(sorted, bins, weights))
        {
            distance += Math.Abs(sum.Predicted - sum.Observed);
            rows += sum.Rows;
        }

        return rows > 0 ? distance / rows : double.NaN;
    }

    private static (double Predicted, double Observed, double Rows)[] Sum(SortedScores sorted, byte[] bins, ReadOnlySpan<byte> weights)
    {
        var sums = new (double Predicted, double Observed, double Rows)[Bins];
        for (var i = 0; i < sorted.Count; i++)
        {
            var weight = weights.IsEmpty ? 1 : weights[i];
            ref var sum = ref sums[bins[i]];
            sum.Predicted += weight * sorted.Probability[i];
            sum.Observed += sorted.Positive[i] ? weight : 0;
            sum.Rows += weight;
        }

        return sums;
    }
}
