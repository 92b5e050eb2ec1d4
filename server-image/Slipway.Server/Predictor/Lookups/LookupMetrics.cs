using Slipway.Server.Metrics;

namespace Slipway.Server.Predictor.Lookups;

/// <summary>What is counted of lookups, by dataset.</summary>
internal sealed class LookupMetrics(MetricRegistry registry)
{
    private readonly Counter rows = registry.Add(new Counter(
        "slipway_predictor_lookup_rows_total", "Rows whose entity was looked up, by what came of it: found, unknown, expired, or no_entity in the request.", "dataset", "result"));

    private readonly Gauge asOf = registry.Add(new Gauge(
        "slipway_predictor_lookup_as_of_timestamp_seconds", "Newest event time in the lookup file in use, in seconds since the epoch.", "dataset"));

    private readonly Gauge entities = registry.Add(new Gauge("slipway_predictor_lookup_entities", "Entities in the lookup file in use.", "dataset"));

    private readonly Counter failures = registry.Add(new Counter("slipway_predictor_lookup_refresh_failures_total", "Lookup files that could not be taken into use.", "dataset"));

    /// <summary>Starts the series of a dataset, so that Prometheus sees each of them from zero.</summary>
    public LookupSeries Start(string dataset) => new(
        rows.With(dataset, "found"), rows.With(dataset, "unknown"), rows.With(dataset, "expired"), rows.With(dataset, "no_entity"),
        asOf.With(dataset), entities.With(dataset), failures.With(dataset));
}

/// <summary>The series of one dataset.</summary>
internal sealed record LookupSeries(
    CounterSeries Found, CounterSeries Unknown, CounterSeries Expired, CounterSeries NoEntity, GaugeSeries AsOf, GaugeSeries Entities, CounterSeries Failures);
