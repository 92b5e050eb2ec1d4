using System.Globalization;
using Slipway.Api.Rollouts;
using Slipway.Operator.Prometheus;

namespace Slipway.Operator.Rollouts.Analysis;

/// <summary>Reads the counts of a metric from the routers' counters in Prometheus.</summary>
internal sealed class EvidenceReader(IPrometheusClient prometheus)
{
    private const string Requests = "slipway_router_requests_total";
    private const string DurationBuckets = "slipway_router_request_duration_seconds_bucket";
    private const string DurationCount = "slipway_router_request_duration_seconds_count";

    // Samples from before the step are needed as the counters' starting values.
    private static readonly TimeSpan LookBack = TimeSpan.FromMinutes(2);

    /// <summary>Counts of both revisions since a moment, or why there are none.</summary>
    public async Task<Evidence> ReadAsync(EvidenceQuery query, DateTimeOffset now, CancellationToken cancellation)
    {
        var window = now - query.Since + LookBack;
        try
        {
            var stable = await SelectAsync(query, query.StableRevision, window, now, cancellation).ConfigureAwait(false);
            var candidate = await SelectAsync(query, query.CandidateRevision, window, now, cancellation).ConfigureAwait(false);
            if (stable.Total.Count == 0) return NoSeries(query.StableRevision, query.Address);
            if (candidate.Total.Count == 0) return NoSeries(query.CandidateRevision, query.Address);
            if (!stable.HasBadSeries || !candidate.HasBadSeries)
                return new Evidence.NoData($"metric {query.Metric.Name}: the routers' histogram has no bucket of {Bound(query.Metric)} s; use one of its bounds");

            var newest = candidate.Total.Concat(stable.Total).Max(series => series.Samples[^1].Time);
            if (now - newest > query.StaleAfter)
            {
                return new Evidence.Stale(
                    $"the newest sample in Prometheus at {query.Address} is {(now - newest).TotalSeconds:0} s old; check that it scrapes the router's pods");
            }

            return new Evidence.Counts(stable.Count(query.Since), candidate.Count(query.Since));
        }
        catch (PrometheusException failure)
        {
            return new Evidence.ProviderError(failure.Message);
        }
    }

    private async Task<Arm> SelectAsync(EvidenceQuery query, string revision, TimeSpan window, DateTimeOffset now, CancellationToken cancellation)
    {
        var labels = $"namespace=\"{query.Namespace}\",rollout=\"{query.Rollout}\",revision=\"{revision}\"";
        if (query.Metric.Type == AnalysisMetricType.ErrorRate)
        {
            var all = await prometheus.SelectAsync(query.Address, $"{Requests}{{{labels}}}", window, now, cancellation).ConfigureAwait(false);
            return new Arm(all, [.. all.Where(series => !IsSuccess(series))], Inverted: false, HasBadSeries: true);
        }

        var total = await prometheus.SelectAsync(query.Address, $"{DurationCount}{{{labels}}}", window, now, cancellation).ConfigureAwait(false);
        var fast = await prometheus
            .SelectAsync(query.Address, $"{DurationBuckets}{{{labels},le=\"{Bound(query.Metric)}\"}}", window, now, cancellation)
            .ConfigureAwait(false);
        return new Arm(total, fast, Inverted: true, HasBadSeries: total.Count == 0 || fast.Count > 0);
    }

    private static string Bound(AnalysisMetric metric) =>
        (metric.Threshold?.Value.TotalSeconds ?? 0).ToString("0.######", CultureInfo.InvariantCulture);

    private static bool IsSuccess(SampleSeries series) =>
        series.Labels.TryGetValue("code", out var code) && code.StartsWith('2');

    private static Evidence.NoData NoSeries(string revision, Uri address) =>
        new($"Prometheus at {address} has no requests of revision {revision}; check that it scrapes the router's pods and that requests arrive");

    // Latency counts the good requests (a bucket holds those below its bound); errors count the bad ones.
    private sealed record Arm(IReadOnlyList<SampleSeries> Total, IReadOnlyList<SampleSeries> Part, bool Inverted, bool HasBadSeries)
    {
        public ArmCounts Count(DateTimeOffset since)
        {
            var total = CounterIncrease.Sum(Total, since);
            var part = CounterIncrease.Sum(Part, since);
            return new ArmCounts(total, Inverted ? Math.Max(0, total - part) : part);
        }
    }
}

/// <summary>Which counts are wanted.</summary>
/// <param name="Address">Prometheus to ask.</param>
/// <param name="Metric">What is counted.</param>
/// <param name="Namespace">Namespace of the Rollout.</param>
/// <param name="Rollout">Name of the Rollout.</param>
/// <param name="StableRevision">Revision that serves.</param>
/// <param name="CandidateRevision">Revision that is tried.</param>
/// <param name="Since">Start of the counting.</param>
/// <param name="StaleAfter">Age from which the newest sample is too old.</param>
internal sealed record EvidenceQuery(
    Uri Address,
    AnalysisMetric Metric,
    string Namespace,
    string Rollout,
    string StableRevision,
    string CandidateRevision,
    DateTimeOffset Since,
    TimeSpan StaleAfter);
