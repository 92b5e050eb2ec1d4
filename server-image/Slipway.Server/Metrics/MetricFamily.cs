using System.Collections.Concurrent;

namespace Slipway.Server.Metrics;

/// <summary>A metric with its label names, and one series for every combination of label values that was met.</summary>
internal abstract class MetricFamily(string name, string help, string type, string[] labelNames)
{
    public string Name { get; } = name;

    public string Help { get; } = help;

    public string Type { get; } = type;

    protected string[] LabelNames { get; } = labelNames;

    public abstract void Write(PrometheusText text);
}

internal abstract class MetricFamily<TSeries>(string name, string help, string type, string[] labelNames)
    : MetricFamily(name, help, type, labelNames)
    where TSeries : class
{
    private readonly ConcurrentDictionary<string, TSeries> byLabels = new(StringComparer.Ordinal);

    /// <summary>The series of these label values, made at zero when it is new. Keep it where a hot path needs it.</summary>
    public TSeries With(params ReadOnlySpan<string> labelValues)
    {
        if (labelValues.Length != LabelNames.Length)
            throw new ArgumentException($"{Name} has labels {string.Join(", ", LabelNames)}; {labelValues.Length} values were given", nameof(labelValues));
        return byLabels.GetOrAdd(PrometheusText.Labels(LabelNames, labelValues), _ => Create());
    }

    /// <summary>Ends the series of these label values: it is no longer reported.</summary>
    public void Remove(params ReadOnlySpan<string> labelValues) => byLabels.TryRemove(PrometheusText.Labels(LabelNames, labelValues), out _);

    public override void Write(PrometheusText text)
    {
        foreach (var (labels, series) in byLabels.OrderBy(pair => pair.Key, StringComparer.Ordinal)) Write(text, labels, series);
    }

    protected abstract TSeries Create();

    protected abstract void Write(PrometheusText text, string labels, TSeries series);
}
