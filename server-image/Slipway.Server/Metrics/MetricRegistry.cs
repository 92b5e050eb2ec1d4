namespace Slipway.Server.Metrics;

/// <summary>The metrics of this process, in the order in which they were added.</summary>
internal sealed class MetricRegistry
{
    private readonly List<MetricFamily> families = [];

    public TFamily Add<TFamily>(TFamily family)
        where TFamily : MetricFamily
    {
        if (families.Any(other => other.Name == family.Name)) throw new ArgumentException($"the metric {family.Name} exists already", nameof(family));
        families.Add(family);
        return family;
    }

    public byte[] Write()
    {
        var text = new PrometheusText();
        foreach (var family in families)
        {
            text.Head(family);
            family.Write(text);
        }

        return text.ToUtf8();
    }
}
