using System.Text;
using Slipway.Server.Metrics;

namespace Slipway.Server.Tests.Metrics;

[Trait("Capability", "S9")]
public sealed class PrometheusTextTests
{
    [Fact]
    public void Families_are_written_with_help_type_and_escaped_labels()
    {
        var registry = new MetricRegistry();
        var counter = registry.Add(new Counter("x_total", "Back\\slash and\nnewline.", "path"));
        counter.With("a\"b\\c\nd").Add(3);
        registry.Add(new Gauge("y_bytes", "Plain.")).With().Set(double.NaN);

        Text(registry).ShouldBe(
            "# HELP x_total Back\\\\slash and\\nnewline.\n# TYPE x_total counter\nx_total{path=\"a\\\"b\\\\c\\nd\"} 3\n"
            + "# HELP y_bytes Plain.\n# TYPE y_bytes gauge\ny_bytes NaN\n");
    }

    [Fact]
    public void Histograms_are_cumulative_and_end_at_infinity()
    {
        var registry = new MetricRegistry();
        var series = registry.Add(new Histogram("t_seconds", "Time.", [0.00005, 0.5, 2], "m")).With("x");
        foreach (var value in new[] { 0.00005, 0.4, 0.6, 7 }) series.Observe(value);

        Text(registry).ShouldEndWith(
            "t_seconds_bucket{m=\"x\",le=\"5e-05\"} 1\nt_seconds_bucket{m=\"x\",le=\"0.5\"} 2\nt_seconds_bucket{m=\"x\",le=\"2\"} 3\n"
            + "t_seconds_bucket{m=\"x\",le=\"+Inf\"} 4\nt_seconds_sum{m=\"x\"} 8.00005\nt_seconds_count{m=\"x\"} 4\n");
    }

    [Fact]
    public void Threads_lose_no_count()
    {
        var registry = new MetricRegistry();
        var counter = registry.Add(new Counter("n_total", "Count.")).With();
        var histogram = registry.Add(new Histogram("h", "Values.", [1])).With();

        Parallel.For(0, 100_000, _ =>
        {
            counter.Add();
            histogram.Observe(0.5);
        });

        counter.Value.ShouldBe(100_000);
        histogram.Counts().ShouldBe([100_000, 0]);
        histogram.Sum.ShouldBe(50_000);
    }

    [Fact]
    public void A_wrong_number_of_label_values_is_a_fault_of_the_code() =>
        Should.Throw<ArgumentException>(() => new Counter("x_total", "X.", "a", "b").With("1")).Message.ShouldContain("x_total has labels a, b");

    private static string Text(MetricRegistry registry) => Encoding.UTF8.GetString(registry.Write());
}
