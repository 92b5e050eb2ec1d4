using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace Slipway.Kubernetes.Metrics;

/// <summary>All series of one name.</summary>
public abstract class MetricFamily
{
    internal abstract void Write(StringBuilder text);
}

/// <summary>All series of one name and type.</summary>
/// <typeparam name="TSeries">Type of one series.</typeparam>
public sealed class MetricFamily<TSeries> : MetricFamily where TSeries : class, IMetricSeries
{
    private readonly string name;
    private readonly string help;
    private readonly string type;
    private readonly string[] labelNames;
    private readonly Func<TSeries> create;
    private readonly ConcurrentDictionary<string, TSeries> series = new(StringComparer.Ordinal);

    internal MetricFamily(string name, string help, string type, string[] labelNames, Func<TSeries> create)
    {
        (this.name, this.help, this.type, this.labelNames, this.create) = (name, help, type, labelNames, create);
    }

    /// <summary>The series with these label values, made (at zero) when first asked for.</summary>
    /// <exception cref="ArgumentException">The number of values is not the number of labels.</exception>
    public TSeries With(params ReadOnlySpan<string> labelValues)
    {
        if (labelValues.Length != labelNames.Length)
            throw new ArgumentException($"{name} has the labels ({string.Join(", ", labelNames)}), but {labelValues.Length} values were given", nameof(labelValues));
        return series.GetOrAdd(Format(labelValues), _ => create());
    }

    /// <summary>Removes a series, because what it speaks of is gone.</summary>
    public void Remove(params ReadOnlySpan<string> labelValues) => series.TryRemove(Format(labelValues), out _);

    internal override void Write(StringBuilder text)
    {
        if (series.IsEmpty) return;
        text.Append("# HELP ").Append(name).Append(' ').Append(help.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal));
        text.Append("\n# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
        foreach (var (labels, value) in series.OrderBy(pair => pair.Key, StringComparer.Ordinal)) value.Write(text, name, labels);
    }

    internal static void WriteSample(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0) text.Append('{').Append(labels).Append('}');
        text.Append(' ').Append(FormatNumber(value)).Append('\n');
    }

    internal static string FormatNumber(double value) =>
        double.IsPositiveInfinity(value) ? "+Inf" : double.IsNegativeInfinity(value) ? "-Inf" : value.ToString("R", CultureInfo.InvariantCulture);

    private string Format(ReadOnlySpan<string> values)
    {
        if (values.Length == 0) return "";
        var text = new StringBuilder();
        for (var i = 0; i < values.Length; i++)
        {
            if (i > 0) text.Append(',');
            var escaped = values[i].Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
                .Replace("\n", "\\n", StringComparison.Ordinal);
            text.Append(labelNames[i]).Append("=\"").Append(escaped).Append('"');
        }

        return text.ToString();
    }
}
