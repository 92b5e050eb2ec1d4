using Slipway.Kubernetes.Metrics;

namespace Slipway.Kubernetes.Tests.Metrics;

public sealed class MetricRegistryTests
{
    private readonly MetricRegistry registry = new();

    [Fact]
    public void Families_are_written_in_prometheus_text()
    {
        registry.Counter("b_total", "Counts \"b\"\nand more", "kind").With("a\"\\\n").Add(2.5);
        registry.Gauge("a", "A").With().Set(-1);
        registry.WriteText().ShouldBe(
            "# HELP a A\n# TYPE a gauge\na -1\n# HELP b_total Counts \"b\"\\nand more\n# TYPE b_total counter\nb_total{kind=\"a\\\"\\\\\\n\"} 2.5\n");
    }

    [Fact]
    public void Buckets_count_everything_up_to_their_bound()
    {
        var histogram = registry.Histogram("h_seconds", "H", [0.5, 1], "x").With("y");
        histogram.Observe(0.5);
        histogram.Observe(0.7);
        histogram.Observe(3);
        registry.WriteText().ShouldEndWith(
            "h_seconds_bucket{x=\"y\",le=\"0.5\"} 1\nh_seconds_bucket{x=\"y\",le=\"1\"} 2\nh_seconds_bucket{x=\"y\",le=\"+Inf\"} 3\nh_seconds_sum{x=\"y\"} 4.2\nh_seconds_count{x=\"y\"} 3\n");
    }

    [Fact]
    public void The_same_name_is_the_same_metric_and_another_type_is_refused()
    {
        registry.Counter("c_total", "C").With().Add();
        registry.Counter("c_total", "C").With().Add();
        registry.Counter("c_total", "C").With().Value.ShouldBe(2);
        Should.Throw<InvalidOperationException>(() => registry.Gauge("c_total", "C"));
        Should.Throw<ArgumentException>(() => registry.Counter("c_total", "C").With("extra")).Message.ShouldContain("1 values were given");
    }

    [Fact]
    public void Gauges_can_be_refreshed_when_they_are_read()
    {
        var age = registry.Gauge("age_seconds", "Age").With();
        registry.BeforeCollect(() => age.Set(7));
        registry.WriteText().ShouldContain("age_seconds 7\n");
    }
}
