using System.Text;

namespace Slipway.Kubernetes.Metrics;

/// <summary>A number that only grows.</summary>
public sealed class Counter : IMetricSeries
{
    private readonly Lock gate = new();
    private double value;

    /// <summary>The number.</summary>
    public double Value
    {
        get { lock (gate) return value; }
    }

    /// <summary>Adds to it.</summary>
    public void Add(double amount = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(amount);
        lock (gate) value += amount;
    }

    /// <inheritdoc/>
    public void Write(StringBuilder text, string name, string labels) => MetricFamily<Counter>.WriteSample(text, name, labels, Value);
}
