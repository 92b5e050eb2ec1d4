using System.Globalization;
using Slipway.Server.Metrics;

namespace Slipway.Server.Predictor;

/// <summary>The series of one model, looked up once so that a request does not.</summary>
internal sealed class ModelMetrics
{
    public required Func<string, CounterSeries> ByCode { get; init; }

    public required CounterSeries Ok { get; init; }

    public required CounterSeries BadRequest { get; init; }

    public required CounterSeries Failed { get; init; }

    public required HistogramSeries Duration { get; init; }

    public required HistogramSeries Inference { get; init; }

    public required GaugeSeries InFlight { get; init; }

    public required CounterSeries Rows { get; init; }

    public required HistogramSeries RequestRows { get; init; }

    public required CounterSeries[] MissingByInput { get; init; }

    /// <summary>In the order of the model's checks: rows without the feature, rows that break the expectation.</summary>
    public required CounterSeries[] Checks { get; init; }

    public required CounterSeries[] NanByOutput { get; init; }

    public void Count(int status)
    {
        var series = status switch
        {
            200 => Ok,
            400 => BadRequest,
            500 => Failed,
            _ => ByCode(status.ToString(CultureInfo.InvariantCulture)),
        };
        series.Add();
    }
}
