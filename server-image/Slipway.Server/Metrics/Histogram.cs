namespace Slipway.Server.Metrics;

/// <summary>Counts of observations up to each of a fixed list of bounds.</summary>
internal sealed class Histogram(string name, string help, double[] bounds, params string[] labelNames)
    : MetricFamily<HistogramSeries>(name, help, "histogram", labelNames)
{
    /// <summary>Seconds; from 50 µs, because a single row takes less than the millisecond at which usual buckets start.</summary>
    public static readonly double[] LatencyBounds =
        [0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    protected override HistogramSeries Create() => new(bounds);

    protected override void Write(PrometheusText text, string labels, HistogramSeries series) => text.Histogram(Name, labels, bounds, series);
}

internal sealed class HistogramSeries(double[] bounds)
{
    private readonly long[] counts = new long[bounds.Length + 1];
    private double sum;

    public double Sum => Volatile.Read(ref sum);

    public void Observe(double value)
    {
        var bucket = 0;
        while (bucket < bounds.Length && value > bounds[bucket]) bucket++;
        Interlocked.Increment(ref counts[bucket]);
        double before;
        do before = Volatile.Read(ref sum);
        while (Interlocked.CompareExchange(ref sum, before + value, before) != before);
    }

    /// <summary>Observations in each bucket alone; the last one is that above every bound.</summary>
    public long[] Counts() => [.. counts.Select((_, i) => Interlocked.Read(ref counts[i]))];
}
