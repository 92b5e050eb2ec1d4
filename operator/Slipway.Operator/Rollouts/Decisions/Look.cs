using Slipway.Api.Rollouts;
using Slipway.Operator.Rollouts.Analysis;

namespace Slipway.Operator.Rollouts.Decisions;

/// <summary>One look at all metrics, or the last one when none was due.</summary>
internal sealed record Look(AnalysisStatus Analysis)
{
    private static readonly MetricJudge Judge = new(new SpendingComparison());
    private static readonly IReadOnlyList<AnalysisMetric> DefaultMetrics =
        [new() { Name = "error-rate", Type = AnalysisMetricType.ErrorRate }];

    public MetricStatus? Harm => Metrics.FirstOrDefault(metric => metric.Verdict == MetricVerdict.Harm);

    public bool AllSafe => Metrics.Count > 0 && Metrics.All(metric => metric.Verdict == MetricVerdict.Safe);

    /// <summary>The least certain metric's message.</summary>
    public string Summary => Metrics.Count == 0
        ? "waiting for the first look"
        : string.Join("; ", Metrics.OrderBy(metric => metric.Verdict == MetricVerdict.Safe).Take(1).Select(metric => $"{metric.Name}: {metric.Message}"));

    /// <summary>Reason of the condition: the first verdict that is not Safe.</summary>
    public string Reason => Metrics.FirstOrDefault(metric => metric.Verdict != MetricVerdict.Safe)?.Verdict switch
    {
        MetricVerdict.ProviderError => "MetricsUnavailable",
        MetricVerdict.NoData or MetricVerdict.Stale => "NoMetrics",
        _ => "Analyzing",
    };

    private IReadOnlyList<MetricStatus> Metrics => Analysis.Metrics ?? [];

    public static IReadOnlyList<AnalysisMetric> MetricsOf(RolloutSpec spec) =>
        spec.Analysis.Metrics is { Count: > 0 } metrics ? metrics : DefaultMetrics;

    /// <summary>Whether the last look is an interval ago, so that the shell should ask for evidence.</summary>
    public static bool IsDue(Rollout rollout, DateTimeOffset now)
    {
        if (rollout.Status is not { Candidate: not null, StepStartedAt: { } started } status) return false;
        var last = status.Analysis?.LastLookAt is { } look && look > started ? look : started;
        return now - last >= rollout.Spec.Analysis.Interval.Value;
    }

    /// <summary>Judges the evidence, if there is any.</summary>
    public static Look Take(RolloutDraft draft)
    {
        var before = draft.Status.Analysis ?? new AnalysisStatus();
        if (draft.World.Evidence is not { } evidence)
        {
            // The numbers of the step before say nothing about this one.
            return new Look(before.LastLookAt >= draft.Status.StepStartedAt ? before : before with { Metrics = null });
        }

        // A look without counts cannot raise a false alarm, so it does not use up any of the rate.
        var looks = evidence.Values.Any(each => each is Evidence.Counts) ? before.Looks + 1 : before.Looks;
        var metrics = MetricsOf(draft.Spec);
        var alpha = draft.Spec.Analysis.FalseAlarmRate / metrics.Count;
        return new Look(new AnalysisStatus
        {
            Looks = looks,
            LastLookAt = draft.Now,
            Metrics =
            [
                .. metrics.Select(metric => Judge.Judge(metric, EvidenceOf(metric, evidence), draft.Spec.Analysis.MinSamples, Math.Max(1, looks), alpha)),
            ],
        });
    }

    private static Evidence EvidenceOf(AnalysisMetric metric, IReadOnlyDictionary<string, Evidence> evidence) =>
        evidence.GetValueOrDefault(metric.Name) ?? new Evidence.NoData($"metric {metric.Name} was not asked for");
}
