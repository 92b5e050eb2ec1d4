using Slipway.Server.Metrics;

namespace Slipway.Server.Router;

/// <summary>The series of one revision, looked up once so that a request does not.</summary>
internal sealed class DestinationMetrics
{
    public required Func<int, CounterSeries> ByCode { get; init; }

    public required Func<int, CounterSeries> ForcedByCode { get; init; }

    public required Func<int, CounterSeries> EventsByCode { get; init; }

    public required CounterSeries Ok { get; init; }

    public required HistogramSeries Duration { get; init; }

    public required CounterSeries Retries { get; init; }

    public required GaugeSeries InFlight { get; init; }

    /// <summary>Counts a request; one that named its revision was not drawn, and would bias the comparison of revisions, as would events.</summary>
    public void Count(int status, TimeSpan took, RequestKind kind)
    {
        if (kind != RequestKind.Drawn)
        {
            (kind == RequestKind.Forced ? ForcedByCode(status) : EventsByCode(status)).Add();
            return;
        }

        (status == 200 ? Ok : ByCode(status)).Add();
        Duration.Observe(took.TotalSeconds);
    }
}
