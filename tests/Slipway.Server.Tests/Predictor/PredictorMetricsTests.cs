using System.Globalization;

namespace Slipway.Server.Tests.Predictor;

[Trait("Capability", "S9")]
public sealed class PredictorMetricsTests
{
    private const string Labels = "model_name=\"clicks\",model_version=\"v1\",revision=\"r1\"";

    [Fact]
    public async Task Requests_rows_missing_values_and_times_are_counted_under_the_models_labels()
    {
        using var model = new YarnModel();
        await using var predictor = await RunningPredictor.StartAsync(model);
        var before = await predictor.MetricsAsync();
        before.ShouldContain($"slipway_predictor_requests_total{{{Labels},code=\"200\"}} 0\n");
        before.ShouldContain($"slipway_predictor_rows_total{{{Labels}}} 0\n");

        await predictor.InferAsync(Requests.OneRow());
        await predictor.InferAsync(Requests.Price("[3,1]", "FP64", "[1,2,3]"));
        await predictor.InferAsync(Requests.OneRow(discount: "null"));

        var metrics = await predictor.MetricsAsync();
        metrics.ShouldContain("# TYPE slipway_predictor_requests_total counter\n");
        metrics.ShouldContain($"slipway_predictor_requests_total{{{Labels},code=\"200\"}} 3\n");
        metrics.ShouldContain($"slipway_predictor_rows_total{{{Labels}}} 5\n");
        metrics.ShouldContain($"slipway_predictor_missing_values_total{{{Labels},input=\"discount\"}} 4\n");
        metrics.ShouldContain($"slipway_predictor_missing_values_total{{{Labels},input=\"yarn\"}} 3\n");
        metrics.ShouldContain($"slipway_predictor_request_duration_seconds_count{{{Labels}}} 3\n");
        metrics.ShouldContain($"slipway_predictor_inference_duration_seconds_bucket{{{Labels},le=\"+Inf\"}} 3\n");
        metrics.ShouldContain($"slipway_predictor_inference_duration_seconds_bucket{{{Labels},le=\"0.00025\"}}");
        metrics.ShouldContain($"slipway_predictor_request_rows_bucket{{{Labels},le=\"2\"}} 2\n");
        metrics.ShouldContain($"slipway_predictor_model_info{{{Labels},digest=\"{model.Digest}\"}} 1\n");
        metrics.ShouldContain("slipway_predictor_ready 1\n");
        var loaded = Value(metrics, $"slipway_predictor_model_loaded_timestamp_seconds{{{Labels}}} ");
        loaded.ShouldBeInRange(DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 60, DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 1);
        Value(metrics, "process_resident_memory_bytes ").ShouldBeGreaterThan(1_000_000);
    }

    private static double Value(string metrics, string series) =>
        double.Parse(metrics.Split('\n').Single(line => line.StartsWith(series, StringComparison.Ordinal))[series.Length..], CultureInfo.InvariantCulture);
}
