using Slipway.Trainer.FeatureReports.Statistics;

namespace Slipway.Trainer.FeatureReports.Leakage;

/// <summary>Parts the values of one feature into few bins, learned from the train split; missing values have one of their own. Pure.</summary>
/// <remarks>A feature of several columns is parted by the first that is other than 0.</remarks>
internal sealed class FeatureBins
{
    private readonly FeatureLayout feature;
    private readonly float[] edges;
    private readonly int most;

    private FeatureBins(FeatureLayout feature, float[] edges, int most) => (this.feature, this.edges, this.most) = (feature, edges, most);

    internal int Count => most;

    internal static FeatureBins Learn(FeatureLayout feature, FeatureSample train, int wanted)
    {
        if (feature.IsVector) return new FeatureBins(feature, [], Math.Min(feature.Width + 1, wanted + 1));
        float[] sorted = [.. train.Columns[feature.First].Where(value => !float.IsNaN(value))];
        Array.Sort(sorted);
        if (sorted.Length == 0) return new FeatureBins(feature, [], 2);
        float[] distinct = [.. sorted.Distinct().Take(wanted + 1)];
        var edges = distinct.Length <= wanted ? distinct : Quantiles(sorted, wanted);
        return new FeatureBins(feature, edges, edges.Length + 2);
    }

    /// <summary>The bin of each row.</summary>
    internal int[] Assign(FeatureSample sample)
    {
        var bins = new int[sample.Count];
        for (var row = 0; row < bins.Length; row++) bins[row] = feature.IsVector ? Category(sample, row) : Number(sample.Columns[feature.First][row]);
        return bins;
    }

    private int Number(float value)
    {
        if (float.IsNaN(value)) return 0;
        var place = Array.BinarySearch(edges, value);
        return 1 + (place >= 0 ? place + 1 : ~place);
    }

    private int Category(FeatureSample sample, int row)
    {
        for (var index = 0; index < feature.Width; index++)
            if (sample.Columns[feature.First + index][row] != 0) return Math.Min(index + 1, most - 1);
        return 0;
    }

    // Besides even shares the tails, where what belongs to a rare class lies, and what lies above the most frequent value.
    private static float[] Quantiles(float[] sorted, int wanted)
    {
        var shares = Enumerable.Range(1, wanted - 1).Select(step => (double)step / wanted).Concat([0.001, 0.01, 0.99, 0.999]);
        var (frequent, above) = MostFrequent(sorted);
        return [.. shares.Select(share => sorted[(int)(share * (sorted.Length - 1))]).Concat([frequent, above]).Distinct().Order()];
    }

    /// <summary>The value with the longest run, and the one after it.</summary>
    private static (float Value, float Above) MostFrequent(float[] sorted)
    {
        var (start, longest, at) = (0, 0, 0);
        for (var end = 1; end <= sorted.Length; end++)
        {
            if (end < sorted.Length && sorted[end] == sorted[start]) continue;
            if (end - start > longest) (longest, at) = (end - start, start);
            start = end;
        }

        return (sorted[at], sorted[Math.Min(at + longest, sorted.Length - 1)]);
    }
}
