namespace Slipway.Operator.Prometheus;

/// <summary>How much a counter grew, exactly as its samples tell it.</summary>
internal static class CounterIncrease
{
    /// <summary>Growth of one series since a moment.</summary>
    /// <remarks>
    /// A value smaller than the one before is a restart: the counter began again at 0. A series without a sample at or before
    /// <paramref name="since"/> was born after it, at 0.
    /// Assumptions: <paramref name="samples"/> are sorted by time and reach back at least one scrape before <paramref name="since"/>.
    /// </remarks>
    public static double Of(IReadOnlyList<Sample> samples, DateTimeOffset since)
    {
        var previous = 0.0;
        var increase = 0.0;
        foreach (var (time, value) in samples)
        {
            if (double.IsNaN(value)) continue;
            if (time > since) increase += value >= previous ? value - previous : value;
            previous = value;
        }

        return increase;
    }

    /// <summary>Growth of all series together.</summary>
    public static long Sum(IEnumerable<SampleSeries> series, DateTimeOffset since) =>
        (long)Math.Round(series.Sum(each => Of(each.Samples, since)));
}
