namespace Slipway.Server.Metrics;

/// <summary>A number that goes up and down.</summary>
internal sealed class Gauge(string name, string help, params string[] labelNames)
    : MetricFamily<GaugeSeries>(name, help, "gauge", labelNames)
{
    protected override GaugeSeries Create() => new();

    protected override void Write(PrometheusText text, string labels, GaugeSeries series) => text.Sample(Name, labels, series.Value);
}

internal sealed class GaugeSeries
{
    private double value;

    public double Value => Volatile.Read(ref value);

    public void Set(double to) => Volatile.Write(ref value, to);

    public void Add(double amount)
    {
        double before;
        do before = Volatile.Read(ref value);
        while (Interlocked.CompareExchange(ref value, before + amount, before) != before);
    }
}
