using Slipway.Contracts.Data;
using Slipway.Trainer.Snapshot.Checks.Comparison;

namespace Slipway.Trainer.FeatureReports.Statistics;

/// <summary>Statistics of one feature in a sample, in the form that datasets have them, so that they are compared alike. Pure.</summary>
internal static class SampleStatistics
{
    private const int MostClasses = 50;
    private const string NoClass = "(none)";
    private static readonly int[] QuantilePercents = [1, 5, 25, 50, 75, 95, 99];

    internal static ColumnStatistics Of(FeatureLayout feature, FeatureSample sample, IReadOnlyList<string> columnNames)
    {
        var statistics = feature.IsVector ? Classes(feature, sample, columnNames) : Number(feature.Name, sample.Columns[feature.First]);
        return feature.IsPersonal ? new ColumnStatistics { Column = statistics.Column, Count = statistics.Count, Nulls = statistics.Nulls, Distinct = statistics.Distinct } : statistics;
    }

    private static ColumnStatistics Number(string name, float[] values)
    {
        double[] present = [.. values.Where(value => !float.IsNaN(value)).Select(value => (double)value)];
        var statistics = new ColumnStatistics { Column = name, Count = present.Length, Nulls = values.Length - present.Length };
        if (present.Length == 0) return statistics;
        Array.Sort(present);
        var mean = present.Average();
        var variance = present.Sum(value => (value - mean) * (value - mean)) / present.Length;
        double[] percentiles = [.. Enumerable.Range(0, KolmogorovSmirnov.Points).Select(percent => Quantile(present, percent / 100.0))];
        return statistics with
        {
            Distinct = 1 + present.Skip(1).Index().Count(pair => pair.Item != present[pair.Index]),
            Min = present[0],
            Max = present[^1],
            Mean = mean,
            Variance = double.IsFinite(variance) ? variance : null,
            StandardDeviation = double.IsFinite(variance) ? Math.Sqrt(variance) : null,
            Median = percentiles[50],
            Quantiles = [.. QuantilePercents.Select(percent => percentiles[percent])],
            Percentiles = percentiles,
        };
    }

    // What counts of several columns is how often each is other than 0: once in a row for categories, more often for words.
    private static ColumnStatistics Classes(FeatureLayout feature, FeatureSample sample, IReadOnlyList<string> columnNames)
    {
        var counts = new long[feature.Width];
        long none = 0;
        for (var row = 0; row < sample.Count; row++)
        {
            var any = false;
            for (var index = 0; index < feature.Width; index++)
            {
                if (sample.Columns[feature.First + index][row] == 0) continue;
                counts[index]++;
                any = true;
            }

            if (!any) none++;
        }

        List<ValueCount> all = [.. counts.Select((count, index) => new ValueCount { Value = Class(feature, columnNames[feature.First + index]), Count = count }), new ValueCount { Value = NoClass, Count = none }];
        return new ColumnStatistics
        {
            Column = feature.Name,
            Count = counts.Sum() + none,
            Nulls = 0,
            Distinct = counts.Count(count => count > 0),
            Top = [.. all.Where(value => value.Count > 0).OrderByDescending(value => value.Count).ThenBy(value => value.Value, StringComparer.Ordinal).Take(MostClasses)],
        };
    }

    private static string Class(FeatureLayout feature, string column) => column.StartsWith(feature.Name + "=", StringComparison.Ordinal) ? column[(feature.Name.Length + 1)..] : column;

    private static double Quantile(double[] sorted, double share)
    {
        var place = share * (sorted.Length - 1);
        var (below, above) = ((int)Math.Floor(place), (int)Math.Ceiling(place));
        var part = place - below;
        return (sorted[below] * (1 - part)) + (sorted[above] * part);
    }
}
