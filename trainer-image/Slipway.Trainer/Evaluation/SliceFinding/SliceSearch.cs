namespace Slipway.Trainer.Evaluation.SliceFinding;

/// <summary>Finds the slices of one and two columns whose rows have a larger loss than the other rows. Pure.</summary>
/// <remarks>
/// As Slice Finder does (Chung, Kraska, Polyzotis, Tae and Whang 2019): a slice counts when its effect size is large enough and Welch's test finds the difference significant, and slices of
/// two columns are looked at where neither column alone gives one. All slices are known beforehand, so Holm's correction is taken, which holds whatever their dependence. Losses are skewed
/// to the right, for which the one-sided test errs on the side of finding nothing (Johnson 1978).
/// </remarks>
internal static class SliceSearch
{
    /// <param name="losses">Loss of each row.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="maxColumns">1 or 2.</param>
    /// <param name="minRows">Fewest rows of a slice, and of the rest.</param>
    /// <param name="minEffect">Smallest effect size.</param>
    /// <param name="alpha">Probability of any false slice.</param>
    internal static (long Tested, IReadOnlyList<FoundSlice> Found) Find(double[] losses, IReadOnlyList<CodedColumn> columns, int maxColumns, int minRows, double minEffect, double alpha)
    {
        var all = new LossSum();
        foreach (var loss in losses) all.Add(loss);
        var tested = new List<FoundSlice>();
        for (var one = 0; one < columns.Count; one++)
        {
            tested.AddRange(Compare(losses, all, columns, [one], minRows));
            for (var other = one + 1; maxColumns > 1 && other < columns.Count; other++) tested.AddRange(Compare(losses, all, columns, [one, other], minRows));
        }

        var corrected = Correct(tested).Where(slice => slice.PValue <= alpha && slice.Effect >= minEffect).ToList();
        var single = corrected.Where(slice => slice.Parts.Count == 1).Select(slice => slice.Parts[0]).ToHashSet();
        return (tested.Count, [.. corrected.Where(slice => slice.Parts.Count == 1 || !slice.Parts.Any(single.Contains)).OrderByDescending(slice => slice.Effect).ThenByDescending(slice => slice.Inside.Count)]);
    }

    private static IEnumerable<FoundSlice> Compare(double[] losses, LossSum all, IReadOnlyList<CodedColumn> columns, int[] chosen, int minRows)
    {
        var first = columns[chosen[0]];
        var second = chosen.Length > 1 ? columns[chosen[1]] : null;
        var width = second?.Parts.Count ?? 1;
        var sums = new LossSum[first.Parts.Count * width];
        for (var row = 0; row < losses.Length; row++)
        {
            if (first.Codes[row] == CodedColumn.None || second?.Codes[row] == CodedColumn.None) continue;
            sums[(first.Codes[row] * width) + (second?.Codes[row] ?? 0)].Add(losses[row]);
        }

        for (var at = 0; at < sums.Length; at++)
        {
            var (inside, outside) = (sums[at], all.Without(sums[at]));
            if (inside.Count < minRows || outside.Count < minRows) continue;
            (int, int)[] parts = second is null ? [(chosen[0], at)] : [(chosen[0], at / width), (chosen[1], at % width)];
            yield return new FoundSlice(parts, inside, outside, Effect(inside, outside), Significance(inside, outside));
        }
    }

    private static double Effect(LossSum inside, LossSum outside)
    {
        var (difference, spread) = (inside.Mean - outside.Mean, Math.Sqrt((inside.Variance + outside.Variance) / 2));
        return spread > 0 ? difference / spread : difference > 0 ? double.MaxValue : 0;
    }

    // Welch (1947); one-sided, since a smaller loss is no problem.
    private static double Significance(LossSum inside, LossSum outside)
    {
        double own = inside.Variance / inside.Count, other = outside.Variance / outside.Count, difference = inside.Mean - outside.Mean;
        if (own + other <= 0) return difference > 0 ? 0 : 1;
        var freedom = (own + other) * (own + other) / ((own * own / (inside.Count - 1)) + (other * other / (outside.Count - 1)));
        return StudentT.UpperTail(difference / Math.Sqrt(own + other), freedom);
    }

    // Holm (1979).
    private static List<FoundSlice> Correct(List<FoundSlice> tested)
    {
        var (corrected, largest) = (new List<FoundSlice>(tested.Count), 0.0);
        foreach (var (index, slice) in tested.OrderBy(slice => slice.PValue).Index())
        {
            largest = Math.Max(largest, Math.Min(1, slice.PValue * (tested.Count - index)));
            corrected.Add(slice with { PValue = largest });
        }

        return corrected;
    }
}

/// <summary>A slice with how its losses differ from those of the other rows.</summary>
/// <param name="Parts">Column and part, by number.</param>
/// <param name="Inside">Losses of its rows.</param>
/// <param name="Outside">Losses of the others.</param>
/// <param name="Effect">Difference of the means in pooled standard deviations.</param>
/// <param name="PValue">Probability of the difference by chance.</param>
internal sealed record FoundSlice(IReadOnlyList<(int Column, int Part)> Parts, LossSum Inside, LossSum Outside, double Effect, double PValue);

/// <summary>Number, sum and sum of squares of some losses.</summary>
internal struct LossSum
{
    private double sum;
    private double squares;

    internal long Count { get; private set; }

    internal readonly double Mean => sum / Count;

    internal readonly double Variance => Count < 2 ? 0 : Math.Max(0, (squares - (sum * sum / Count)) / (Count - 1));

    internal void Add(double loss)
    {
        sum += loss;
        squares += loss * loss;
        Count++;
    }

    internal readonly LossSum Without(LossSum part) => new() { sum = sum - part.sum, squares = squares - part.squares, Count = Count - part.Count };
}
