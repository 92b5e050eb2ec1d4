using System.Globalization;
using System.Text;

namespace Slipway.Server.Metrics;

/// <summary>Writes the Prometheus text format, version 0.0.4.</summary>
internal sealed class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder text = new();

    /// <summary>Label pairs as they stand between braces; empty when there are none.</summary>
    public static string Labels(ReadOnlySpan<string> names, ReadOnlySpan<string> values)
    {
        if (names.IsEmpty) return "";
        var pairs = new StringBuilder();
        for (var i = 0; i < names.Length; i++)
        {
            if (i > 0) pairs.Append(',');
            pairs.Append(names[i]).Append("=\"");
            foreach (var c in values[i])
                _ = c switch
                {
                    '\\' => pairs.Append("\\\\"),
                    '"' => pairs.Append("\\\""),
                    '\n' => pairs.Append("\\n"),
                    _ => pairs.Append(c),
                };
            pairs.Append('"');
        }

        return pairs.ToString();
    }

    public void Head(MetricFamily family)
    {
        var help = family.Help.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        text.Append("# HELP ").Append(family.Name).Append(' ').Append(help).Append('\n');
        text.Append("# TYPE ").Append(family.Name).Append(' ').Append(family.Type).Append('\n');
    }

    public void Sample(string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0) text.Append('{').Append(labels).Append('}');
        text.Append(' ').Append(Number(value)).Append('\n');
    }

    public void Histogram(string name, string labels, double[] bounds, HistogramSeries series)
    {
        var separator = labels.Length > 0 ? "," : "";
        var total = 0L;
        var counts = series.Counts();
        for (var i = 0; i < counts.Length; i++)
        {
            total += counts[i];
            Sample(name + "_bucket", $"{labels}{separator}le=\"{Number(i < bounds.Length ? bounds[i] : double.PositiveInfinity)}\"", total);
        }

        Sample(name + "_sum", labels, series.Sum);
        Sample(name + "_count", labels, total);
    }

    public byte[] ToUtf8() => Encoding.UTF8.GetBytes(text.ToString());

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ when double.IsNaN(value) => "NaN",
        _ => value.ToString("R", CultureInfo.InvariantCulture).Replace('E', 'e'),
    };
}
