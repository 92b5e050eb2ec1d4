namespace Slipway.Server.Metrics;

/// <summary>A number that only grows.</summary>
internal sealed class Counter(string name, string help, params string[] labelNames)
    : MetricFamily<CounterSeries>(name, help, "counter", labelNames)
{
    protected override CounterSeries Create() => new();

    protected override void Write(PrometheusText text, string labels, CounterSeries series) => text.Sample(Name, labels, series.Value);
}

internal sealed class CounterSeries
{
    private long value;

    public long Value => Interlocked.Read(ref value);

    public void Add(long amount = 1) => Interlocked.Add(ref value, amount);
}
