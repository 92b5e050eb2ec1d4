using System.Text;

namespace Slipway.Kubernetes.Metrics;

/// <summary>A number that goes up and down.</summary>
public sealed class Gauge : IMetricSeries
{
    private readonly Lock gate = new();
    private double value;

    /// <summary>The number.</summary>
    public double Value
    {
        get { lock (gate) return value; }
    }

    /// <summary>Sets it.</summary>
    public void Set(double newValue)
    {
        lock (gate) value = newValue;
    }

    /// <summary>Adds to it; a negative amount takes away.</summary>
    public void Add(double amount)
    {
        lock (gate) value += amount;
    }

    /// <inheritdoc/>
    public void Write(StringBuilder text, string name, string labels) => MetricFamily<Gauge>.WriteSample(text, name, labels, Value);
}
