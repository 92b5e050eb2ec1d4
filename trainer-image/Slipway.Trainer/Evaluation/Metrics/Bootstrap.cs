namespace Slipway.Trainer.Evaluation.Metrics;

/// <summary>Intervals of statistics that have no simple formula: rows are resampled by weighting each with a Poisson(1) count.</summary>
/// <remarks>Guarantees: seeded, so the same rows give the same interval.</remarks>
internal static class Bootstrap
{
    private const int MostReplicates = 200;
    private const int FewestReplicates = 40;
    private const long RowBudget = 10_000_000;
    private static readonly byte[] CountOfUniform = MakeTable();

    /// <summary>Percentile intervals of several statistics; null where a statistic is undefined in too many replicates.</summary>
    /// <param name="rows">Number of rows.</param>
    /// <param name="statistics">Computes every statistic from the weight of each row; NaN is undefined.</param>
    internal static Interval?[] Intervals(int rows, Func<byte[], double[]> statistics)
    {
        var replicates = (int)Math.Clamp(RowBudget / Math.Max(1, rows), FewestReplicates, MostReplicates);
        var random = new Random(rows);
        var weights = new byte[rows];
        var uniforms = new byte[rows * 2];
        var values = new List<double[]>(replicates);
        for (var i = 0; i < replicates; i++)
        {
            random.NextBytes(uniforms);
            for (var row = 0; row < rows; row++) weights[row] = CountOfUniform[uniforms[2 * row] | (uniforms[(2 * row) + 1] << 8)];
            values.Add(statistics(weights));
        }

        return [.. Enumerable.Range(0, values[0].Length).Select(statistic => Percentiles([.. values.Select(value => value[statistic])]))];
    }

    private static Interval? Percentiles(double[] values)
    {
        var defined = values.Where(double.IsFinite).Order().ToArray();
        if (defined.Length < values.Length * 9 / 10) return null;
        return new Interval(Quantile(defined, 0.025), Quantile(defined, 0.975));
    }

    private static double Quantile(double[] sorted, double share)
    {
        var position = share * (sorted.Length - 1);
        var low = (int)position;
        var high = Math.Min(low + 1, sorted.Length - 1);
        return sorted[low] + ((position - low) * (sorted[high] - sorted[low]));
    }

    /// <summary>Maps 16 uniform bits to a Poisson(1) count.</summary>
    private static byte[] MakeTable()
    {
        var table = new byte[65536];
        double cumulative = 0, probability = Math.Exp(-1);
        var from = 0;
        for (byte count = 0; from < table.Length; count++)
        {
            cumulative += probability;
            var to = count >= 8 ? table.Length : (int)Math.Round(cumulative * table.Length);
            table.AsSpan(from..to).Fill(count);
            from = to;
            probability /= count + 1;
        }

        return table;
    }
}
