using System.Text;

namespace Slipway.Kubernetes.Metrics;

/// <summary>The metrics of a process, written as Prometheus text.</summary>
/// <remarks>Guarantees: asking twice for a metric gives the same one; all members may be used from any thread.</remarks>
public sealed class MetricRegistry
{
    /// <summary>Content type of <see cref="WriteText"/>.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly Lock gate = new();
    private readonly SortedDictionary<string, MetricFamily> families = new(StringComparer.Ordinal);
    private readonly List<Action> refreshers = [];

    /// <summary>A number that only grows; its name ends in <c>_total</c>.</summary>
    public MetricFamily<Counter> Counter(string name, string help, params string[] labels) =>
        Register(name, () => new MetricFamily<Counter>(name, help, "counter", labels, () => new Counter()));

    /// <summary>A number that goes up and down.</summary>
    public MetricFamily<Gauge> Gauge(string name, string help, params string[] labels) =>
        Register(name, () => new MetricFamily<Gauge>(name, help, "gauge", labels, () => new Gauge()));

    /// <summary>Counts of values up to each bound.</summary>
    /// <param name="name">Name; ends in the unit.</param>
    /// <param name="help">What it measures.</param>
    /// <param name="bounds">Upper bounds of the buckets, ascending; the last, infinite one is added.</param>
    /// <param name="labels">Names of the labels.</param>
    public MetricFamily<Histogram> Histogram(string name, string help, IReadOnlyList<double> bounds, params string[] labels) =>
        Register(name, () => new MetricFamily<Histogram>(name, help, "histogram", labels, () => new Histogram(bounds)));

    /// <summary>Runs before each <see cref="WriteText"/>, to set gauges that are cheaper to ask for than to keep.</summary>
    public void BeforeCollect(Action refresh)
    {
        lock (gate) refreshers.Add(refresh);
    }

    /// <summary>All metrics in the Prometheus text format.</summary>
    public string WriteText()
    {
        Action[] refresh;
        MetricFamily[] all;
        lock (gate) refresh = [.. refreshers];
        foreach (var action in refresh) action();
        lock (gate) all = [.. families.Values];

        var text = new StringBuilder();
        foreach (var family in all) family.Write(text);
        return text.ToString();
    }

    private TFamily Register<TFamily>(string name, Func<TFamily> create) where TFamily : MetricFamily
    {
        lock (gate)
        {
            if (!families.TryGetValue(name, out var family)) families[name] = family = create();
            return family as TFamily ?? throw new InvalidOperationException($"metric {name} exists with another type");
        }
    }
}
