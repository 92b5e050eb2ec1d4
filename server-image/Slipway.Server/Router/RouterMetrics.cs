using System.Globalization;
using Slipway.Contracts.Serving;
using Slipway.Server.Metrics;

namespace Slipway.Server.Router;

/// <summary>
/// What a router counts for each revision. The operator decides over a candidate with these series: their names and labels are a contract.
/// </summary>
internal sealed class RouterMetrics
{
    /// <summary>Codes whose series start with the route, so that Prometheus sees the first failure as a step up from zero.</summary>
    private static readonly int[] InitialCodes = [200, 400, 500, 502, 503, 504];

    private static readonly string[] RevisionLabels = ["namespace", "rollout", "revision", "model_version"];

    private readonly MetricRegistry registry = new();
    private readonly ProcessMetrics process;
    private readonly Counter requests;
    private readonly Counter forced;
    private readonly Counter events;
    private readonly Counter retries;
    private readonly Counter unrouted;
    private readonly Histogram duration;
    private readonly Gauge inFlight;
    private readonly Gauge weight;
    private readonly Gauge generation;

    public RouterMetrics()
    {
        requests = registry.Add(new Counter(
            "slipway_router_requests_total", "Requests that were drawn for a revision, by HTTP status.", [.. RevisionLabels, "code"]));
        duration = registry.Add(new Histogram(
            "slipway_router_request_duration_seconds", "Time from the arrival of a request to the end of its answer, in seconds.", Histogram.LatencyBounds, RevisionLabels));
        forced = registry.Add(new Counter(
            "slipway_router_forced_requests_total", "Requests that named their revision; they are in no other series.", [.. RevisionLabels, "code"]));
        events = registry.Add(new Counter(
            "slipway_router_event_requests_total", "Bundles of events that were forwarded; they are in no other series.", [.. RevisionLabels, "code"]));
        retries = registry.Add(new Counter(
            "slipway_router_retries_total", "Second attempts at the same revision after a connection failed.", RevisionLabels));
        inFlight = registry.Add(new Gauge("slipway_router_requests_in_flight", "Requests that are being forwarded.", RevisionLabels));
        unrouted = registry.Add(new Counter("slipway_router_unrouted_requests_total", "Requests that no revision could be found for, by HTTP status.", "code"));
        weight = registry.Add(new Gauge("slipway_router_weight", "Weight of a revision in the route in force.", RevisionLabels));
        generation = registry.Add(new Gauge("slipway_router_route_generation", "Generation of the route in force.", "namespace", "rollout"));
        process = new ProcessMetrics(registry);
        unrouted.With("503");
    }

    public void CountUnrouted(int status) => unrouted.With(Text(status)).Add();

    /// <summary>The series of one revision, all of them started.</summary>
    public DestinationMetrics Start(RouteTable table, Backend backend)
    {
        string[] labels = [table.Namespace, table.Rollout, backend.Revision, backend.ModelVersion];
        foreach (var code in InitialCodes) requests.With([.. labels, Text(code)]);
        return new DestinationMetrics
        {
            ByCode = code => requests.With([.. labels, Text(code)]),
            ForcedByCode = code => forced.With([.. labels, Text(code)]),
            EventsByCode = code => events.With([.. labels, Text(code)]),
            Ok = requests.With([.. labels, "200"]),
            Duration = duration.With(labels),
            Retries = retries.With(labels),
            InFlight = inFlight.With(labels),
        };
    }

    /// <summary>Reports the weights in force; those of revisions that have left end. Counters stay: their last requests still count.</summary>
    public void RouteChanged(RouteTable? before, RouteTable now)
    {
        foreach (var gone in before?.Backends.Where(old => now.Backends.All(backend => backend.Revision != old.Revision)) ?? [])
            weight.Remove(before!.Namespace, before.Rollout, gone.Revision, gone.ModelVersion);
        foreach (var revision in now.Backends.GroupBy(backend => (backend.Revision, backend.ModelVersion)))
            weight.With(now.Namespace, now.Rollout, revision.Key.Revision, revision.Key.ModelVersion).Set(revision.Sum(backend => backend.Weight));
        generation.With(now.Namespace, now.Rollout).Set(now.Generation);
    }

    public byte[] Write()
    {
        process.Refresh();
        return registry.Write();
    }

    private static string Text(int status) => status.ToString(CultureInfo.InvariantCulture);
}
