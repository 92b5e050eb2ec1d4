using Slipway.Server.Metrics;
using Slipway.Server.Predictor.Events;
using Slipway.Server.Predictor.Inference;
using Slipway.Server.Predictor.Loading;
using Slipway.Server.Predictor.Lookups;

namespace Slipway.Server.Predictor;

/// <summary>Everything that a predictor counts. Before a model is loaded only readiness and refusals are reported.</summary>
internal sealed class PredictorMetrics
{
    private static readonly string[] ModelLabels = ["model_name", "model_version", "revision"];

    private static readonly double[] RowBounds = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096];

    private readonly MetricRegistry registry = new();
    private readonly ProcessMetrics process;
    private readonly LookupMetrics lookups;
    private readonly PredictorState state;
    private readonly GaugeSeries ready;
    private readonly Gauge inFlight;
    private readonly Counter requests;
    private readonly Counter refused;
    private readonly Histogram duration;
    private readonly Histogram inference;
    private readonly Histogram batch;
    private readonly Counter rows;
    private readonly Counter missing;
    private readonly Counter nan;
    private readonly Counter missingFeatures;
    private readonly Counter violations;
    private readonly Gauge info;
    private readonly Gauge loaded;
    private readonly Gauge loading;

    public PredictorMetrics(PredictorState state)
    {
        this.state = state;
        ready = registry.Add(new Gauge("slipway_predictor_ready", "1 when the server answers requests, else 0.")).With();
        requests = registry.Add(new Counter("slipway_predictor_requests_total", "Infer requests by HTTP status.", [.. ModelLabels, "code"]));
        duration = registry.Add(new Histogram(
            "slipway_predictor_request_duration_seconds", "Time from the request's last byte to the answer's, in seconds.", Histogram.LatencyBounds, ModelLabels));
        inference = registry.Add(new Histogram(
            "slipway_predictor_inference_duration_seconds", "Time inside the engine, in seconds.", Histogram.LatencyBounds, ModelLabels));
        inFlight = registry.Add(new Gauge("slipway_predictor_requests_in_flight", "Infer requests that are being answered.", ModelLabels));
        rows = registry.Add(new Counter("slipway_predictor_rows_total", "Rows predicted.", ModelLabels));
        batch = registry.Add(new Histogram("slipway_predictor_request_rows", "Rows of a request.", RowBounds, ModelLabels));
        missing = registry.Add(new Counter("slipway_predictor_missing_values_total", "Values that were missing, by input.", [.. ModelLabels, "input"]));
        refused = registry.Add(new Counter("slipway_predictor_refused_requests_total", "Infer requests refused, by reason.", "reason"));
        nan = registry.Add(new Counter("slipway_predictor_nan_outputs_total", "Outputs that were no finite number, by output.", [.. ModelLabels, "output"]));
        missingFeatures = registry.Add(new Counter("slipway_feature_missing_values_total", "Rows in which a feature had no value, by feature.", [.. ModelLabels, "feature"]));
        violations = registry.Add(new Counter(
            "slipway_feature_expectation_violations_total", "Rows that broke an expectation, by feature and expectation.", [.. ModelLabels, "feature", "expectation"]));
        info = registry.Add(new Gauge("slipway_predictor_model_info", "The model that is loaded; always 1.", [.. ModelLabels, "digest"]));
        loaded = registry.Add(new Gauge("slipway_predictor_model_loaded_timestamp_seconds", "When the model was loaded, in seconds since the epoch.", ModelLabels));
        loading = registry.Add(new Gauge("slipway_predictor_model_load_duration_seconds", "Time to fetch, verify and load the model, in seconds.", ModelLabels));
        lookups = new LookupMetrics(registry);
        Events = new EventMetrics(registry);
        process = new ProcessMetrics(registry);
        foreach (var reason in RefusalReasons.All) refused.With(reason);
    }

    /// <summary>What is counted of events and windows.</summary>
    public EventMetrics Events { get; }

    /// <summary>Starts the series of lookups in a dataset.</summary>
    public LookupSeries StartLookup(string dataset) => lookups.Start(dataset);

    public void CountRefusal(string reason) => refused.With(reason).Add();

    /// <summary>Starts the series of a model, so that Prometheus sees each of them from zero.</summary>
    public ModelMetrics Start(ServedModel served)
    {
        var (model, schema) = (served.Identity, served.Schema);
        string[] labels = [model.Name, model.Version, model.Revision];
        info.With([.. labels, model.Digest]).Set(1);
        loaded.With(labels).Set(model.LoadedAt.ToUnixTimeMilliseconds() / 1000.0);
        loading.With(labels).Set(model.LoadDuration.TotalSeconds);
        return new ModelMetrics
        {
            ByCode = code => requests.With([.. labels, code]),
            Ok = requests.With([.. labels, "200"]),
            BadRequest = requests.With([.. labels, "400"]),
            Failed = requests.With([.. labels, "500"]),
            Duration = duration.With(labels),
            Inference = inference.With(labels),
            InFlight = inFlight.With(labels),
            Rows = rows.With(labels),
            RequestRows = batch.With(labels),
            MissingByInput = [.. schema.Accepted.Select(input => missing.With([.. labels, input.Name]))],
            Checks =
            [
                .. served.Checks.Select(check => check.Expectation is null
                    ? missingFeatures.With([.. labels, check.Feature])
                    : violations.With([.. labels, check.Feature, check.Expectation])),
            ],
            NanByOutput = [.. schema.Outputs.Select(output => nan.With([.. labels, output.Name]))],
        };
    }

    public byte[] Write()
    {
        ready.Set(state.Phase == PredictorPhase.Ready ? 1 : 0);
        process.Refresh();
        return registry.Write();
    }
}
