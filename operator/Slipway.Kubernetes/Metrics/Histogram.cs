using System.Text;

namespace Slipway.Kubernetes.Metrics;

/// <summary>Counts values by size.</summary>
public sealed class Histogram : IMetricSeries
{
    private readonly Lock gate = new();
    private readonly double[] bounds;
    private readonly long[] counts;
    private double sum;

    internal Histogram(IReadOnlyList<double> bounds)
    {
        this.bounds = [.. bounds];
        counts = new long[this.bounds.Length + 1];
    }

    /// <summary>How many values there were.</summary>
    public long Count
    {
        get { lock (gate) return counts.Sum(); }
    }

    /// <summary>Counts a value.</summary>
    public void Observe(double value)
    {
        var bucket = Array.FindIndex(bounds, bound => value <= bound);
        lock (gate)
        {
            counts[bucket < 0 ? bounds.Length : bucket]++;
            sum += value;
        }
    }

    /// <summary>Bounds that grow by a factor.</summary>
    public static double[] Exponential(double start, double factor, int count) =>
        [.. Enumerable.Range(0, count).Select(power => start * Math.Pow(factor, power))];

    /// <inheritdoc/>
    public void Write(StringBuilder text, string name, string labels)
    {
        long[] seen;
        double total;
        lock (gate) (seen, total) = ([.. counts], sum);

        var cumulative = 0L;
        for (var i = 0; i < seen.Length; i++)
        {
            cumulative += seen[i];
            var bound = MetricFamily<Histogram>.FormatNumber(i < bounds.Length ? bounds[i] : double.PositiveInfinity);
            var separator = labels.Length == 0 ? "" : ",";
            MetricFamily<Histogram>.WriteSample(text, $"{name}_bucket", $"{labels}{separator}le=\"{bound}\"", cumulative);
        }

        MetricFamily<Histogram>.WriteSample(text, $"{name}_sum", labels, total);
        MetricFamily<Histogram>.WriteSample(text, $"{name}_count", labels, cumulative);
    }
}
