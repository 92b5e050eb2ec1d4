using System.Text;

namespace Slipway.Kubernetes.Metrics;

/// <summary>One series of a metric.</summary>
public interface IMetricSeries
{
    /// <summary>Appends its samples.</summary>
    /// <param name="text">Where to.</param>
    /// <param name="name">Name of the metric.</param>
    /// <param name="labels">Labels, formatted, without braces.</param>
    void Write(StringBuilder text, string name, string labels);
}
