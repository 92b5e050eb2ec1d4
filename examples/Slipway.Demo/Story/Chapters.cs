using System.Globalization;
using Slipway.Api.Rollouts;
using Slipway.Api.TrainingJobs;
using Slipway.Kubernetes.Resources;

namespace Slipway.Demo.Story;

/// <summary>The story of the demo, in order.</summary>
internal static class Chapters
{
    public static Chapter Data() => new(
        "Raw click logs become a validated Dataset version",
        state => state.Dataset?.Status is { Current: not null } status && status.Conditions.IsTrue("Ready"),
        state => state.Dataset?.Status is { Current: { } current }
            ? $"{current.Rows:N0} rows kept, {current.Rejected:N0} in quarantine, version {current.ShortDigest}"
            : ShopState.Says(state.Dataset?.Status?.Conditions));

    public static Chapter Features() => new(
        "Features are defined once, for training and serving",
        state => state.Features?.Status?.Conditions.IsTrue("Ready") == true,
        state => state.Features?.Status is { Features: { } count, ShortDigest: { } digest }
            ? $"{count} features, definition {digest}"
            : ShopState.Says(state.Features?.Status?.Conditions));

    public static Chapter Train(string version, string title) => new(
        title,
        state => state.Version(version)?.Status?.Conditions.IsTrue("Ready") == true,
        state => state.Version(version) is { } model
            ? Metrics(model.Spec.Metrics)
            : state.Run(version) is { } run ? $"run {run.Name}: {run.State}. {run.Message}" : ShopState.Says(state.Training?.Status?.Conditions));

    public static Chapter Roll(string version, RolloutResult result, string title) => new(
        title,
        state => state.History(version)?.Result == result && state.Rollout!.Status!.Candidate is null,
        state => state.History(version) is { } end ? end.Message ?? end.Result.ToString() : ShopState.Says(state.Rollout?.Status?.Conditions));

    /// <summary>The metrics that matter for the example.</summary>
    public static string Metrics(IReadOnlyList<Contracts.Training.MetricValue>? metrics) => string.Join(
        ", ",
        (metrics ?? []).Where(metric => metric.Metric is "roc_auc" or "log_loss" or "accuracy" && metric.Slice is null)
            .Select(metric => string.Create(CultureInfo.InvariantCulture, $"{metric.Metric} {metric.Value:0.0000}")));

    /// <summary>A run of the TrainingJob that will not come to a version.</summary>
    public static string? Failure(ShopState state) =>
        state.Dataset?.Status?.Conditions.Find("Stalled") is { Status: "True" } data ? $"Dataset: {data.Message}"
        : state.Features?.Status?.Conditions.Find("Stalled") is { Status: "True" } features ? $"FeatureSet: {features.Message}"
        : state.Training?.Status is { Phase: TrainingJobPhase.Failed } training ? $"TrainingJob: {ShopState.Says(training.Conditions)}"
        : null;
}
