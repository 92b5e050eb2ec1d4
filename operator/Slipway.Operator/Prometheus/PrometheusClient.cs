using System.Globalization;
using System.Text.Json;

namespace Slipway.Operator.Prometheus;

/// <summary>Asks a Prometheus server for the raw samples of a range selector.</summary>
/// <remarks>
/// Raw samples instead of <c>increase()</c>: that function extrapolates to the window's edges and misses the first samples of a series that
/// was born inside the window, which is just what a candidate's series are.
/// </remarks>
internal sealed class PrometheusClient(HttpClient http) : IPrometheusClient
{
    public Task<IReadOnlyList<SampleSeries>> SelectAsync(
        Uri address, string selector, TimeSpan window, DateTimeOffset at, CancellationToken cancellation)
    {
        var seconds = Math.Max(1, (long)Math.Ceiling(window.TotalSeconds));
        var query = $"{selector}[{seconds.ToString(CultureInfo.InvariantCulture)}s]";
        return GetAsync(address, $"api/v1/query?query={Uri.EscapeDataString(query)}&time={Time(at)}", cancellation);
    }

    public Task<IReadOnlyList<SampleSeries>> EvaluateAsync(
        Uri address, string query, DateTimeOffset start, DateTimeOffset end, TimeSpan step, CancellationToken cancellation)
    {
        var seconds = step.TotalSeconds.ToString("F3", CultureInfo.InvariantCulture);
        return GetAsync(address, $"api/v1/query_range?query={Uri.EscapeDataString(query)}&start={Time(start)}&end={Time(end)}&step={seconds}", cancellation);
    }

    private static string Time(DateTimeOffset moment) => (moment.ToUnixTimeMilliseconds() / 1000.0).ToString("F3", CultureInfo.InvariantCulture);

    private async Task<IReadOnlyList<SampleSeries>> GetAsync(Uri address, string query, CancellationToken cancellation)
    {
        var uri = new Uri(address, query);
        try
        {
            using var response = await http.GetAsync(uri, cancellation).ConfigureAwait(false);
            var body = await response.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false);
            return Parse(body, address, (int)response.StatusCode);
        }
        catch (HttpRequestException unreachable)
        {
            throw new PrometheusException($"Prometheus at {address} cannot be reached: {unreachable.Message}", unreachable);
        }
        catch (OperationCanceledException late) when (!cancellation.IsCancellationRequested)
        {
            throw new PrometheusException($"Prometheus at {address} did not answer within {http.Timeout.TotalSeconds:0} s", late);
        }
    }

    private static List<SampleSeries> Parse(byte[] body, Uri address, int code)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.GetProperty("status").GetString() != "success")
                throw new PrometheusException($"Prometheus at {address} refused the query ({code}): {root.GetProperty("error").GetString()}");
            return [.. root.GetProperty("data").GetProperty("result").EnumerateArray().Select(ReadSeries)];
        }
        catch (Exception wrong) when (wrong is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new PrometheusException($"{address} answered {code} with something that is no Prometheus result; check the address", wrong);
        }
    }

    private static SampleSeries ReadSeries(JsonElement series) => new(
        series.GetProperty("metric").EnumerateObject().ToDictionary(label => label.Name, label => label.Value.GetString() ?? ""),
        [.. series.GetProperty("values").EnumerateArray().Select(ReadSample)]);

    private static Sample ReadSample(JsonElement sample) => new(
        DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Round(sample[0].GetDouble() * 1000)),
        double.Parse(sample[1].GetString()!.Replace("Inf", "Infinity", StringComparison.Ordinal), CultureInfo.InvariantCulture));
}
