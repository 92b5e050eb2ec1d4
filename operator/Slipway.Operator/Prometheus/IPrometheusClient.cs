namespace Slipway.Operator.Prometheus;

/// <summary>Reads samples from Prometheus.</summary>
internal interface IPrometheusClient
{
    /// <summary>All samples of the selected series in the window that ends at a moment, oldest first.</summary>
    /// <exception cref="PrometheusException">Prometheus cannot be reached, or refuses the query.</exception>
    Task<IReadOnlyList<SampleSeries>> SelectAsync(
        Uri address, string selector, TimeSpan window, DateTimeOffset at, CancellationToken cancellation);

    /// <summary>The values of an expression at evenly spaced moments from a start to an end, both included, oldest first; series without a value at a moment have no sample for it.</summary>
    /// <exception cref="PrometheusException">Prometheus cannot be reached, or refuses the query.</exception>
    Task<IReadOnlyList<SampleSeries>> EvaluateAsync(
        Uri address, string query, DateTimeOffset start, DateTimeOffset end, TimeSpan step, CancellationToken cancellation);
}

/// <summary>One series with its samples, oldest first.</summary>
internal sealed record SampleSeries(IReadOnlyDictionary<string, string> Labels, IReadOnlyList<Sample> Samples);

/// <summary>A value at a moment.</summary>
internal readonly record struct Sample(DateTimeOffset Time, double Value);

/// <summary>Prometheus could not answer; the message says why.</summary>
internal sealed class PrometheusException(string message, Exception? inner = null) : Exception(message, inner);
