using Slipway.Server.Metrics;

namespace Slipway.Server.Predictor.Events;

/// <summary>What is counted of events and windows, by dataset.</summary>
internal sealed class EventMetrics(MetricRegistry registry)
{
    private readonly Counter received = registry.Add(new Counter(
        "slipway_predictor_events_received_total", "Events that clients sent, by what came of them: accepted, refused for what they are, or unavailable store.", "dataset", "result"));

    private readonly Counter applied = registry.Add(new Counter("slipway_predictor_events_applied_total", "Events of the log that were added to windows.", "dataset"));

    private readonly Counter late = registry.Add(new Counter(
        "slipway_predictor_events_late_total", "Events that were read after a window which should have had them could be served.", "dataset"));

    private readonly Counter damaged = registry.Add(new Counter("slipway_predictor_events_damaged_total", "Lines of the log that are no events of the dataset; they are left out.", "dataset"));

    private readonly Counter failures = registry.Add(new Counter("slipway_predictor_event_log_failures_total", "Readings of the log that failed.", "dataset"));

    private readonly Gauge readUpTo = registry.Add(new Gauge(
        "slipway_predictor_event_log_read_timestamp_seconds", "All that was in the log at this moment has been read, in seconds since the epoch.", "dataset"));

    private readonly Gauge entities = registry.Add(new Gauge("slipway_predictor_window_entities", "Entities with events within a window, added up over the model's windows.", "dataset"));

    private readonly Counter rows = registry.Add(new Counter(
        "slipway_predictor_window_rows_total", "Rows whose window was computed, by what came of it: found, empty, stale log, or no_entity in the request.", "dataset", "result"));

    /// <summary>Starts the series of events that are received for a dataset, so that Prometheus sees each of them from zero.</summary>
    public ReceivingSeries StartReceiving(string dataset) => new(received.With(dataset, "accepted"), received.With(dataset, "refused"), received.With(dataset, "unavailable"));

    /// <summary>Starts the series of a dataset's log that is read.</summary>
    public LogSeries StartReading(string dataset) => new(
        applied.With(dataset), late.With(dataset), damaged.With(dataset), failures.With(dataset), readUpTo.With(dataset), entities.With(dataset));

    /// <summary>Starts the series of windows over a dataset.</summary>
    public WindowSeries StartWindow(string dataset) => new(rows.With(dataset, "found"), rows.With(dataset, "empty"), rows.With(dataset, "stale"), rows.With(dataset, "no_entity"));
}

/// <summary>Events that clients sent.</summary>
internal sealed record ReceivingSeries(CounterSeries Accepted, CounterSeries Refused, CounterSeries Unavailable);

/// <summary>What is read of one log.</summary>
internal sealed record LogSeries(CounterSeries Applied, CounterSeries Late, CounterSeries Damaged, CounterSeries Failures, GaugeSeries ReadUpTo, GaugeSeries Entities);

/// <summary>Rows whose windows are computed.</summary>
internal sealed record WindowSeries(CounterSeries Found, CounterSeries Empty, CounterSeries Stale, CounterSeries NoEntity);
