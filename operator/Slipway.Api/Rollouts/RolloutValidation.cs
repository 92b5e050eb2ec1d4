using Slipway.Api.ModelVersions;
using Slipway.Api.Validation;

namespace Slipway.Api.Rollouts;

/// <summary>What a schema cannot say about a Rollout.</summary>
public static class RolloutValidation
{
    /// <summary>All that is wrong with the spec by itself; other objects are not looked at.</summary>
    public static IReadOnlyList<FieldError> Validate(RolloutSpec spec)
    {
        var errors = new FieldErrors();
        if (spec.Strategy.Canary.Steps is { } steps) Steps(steps, errors);
        errors.AddIf(spec.Model is { Version: not null, Alias: not null }, "spec.model.alias", spec.Model.Alias, "goes without spec.model.version; remove one of the two");
        if (spec.Model.Alias is { } alias && AliasName.Fault(alias) is { } fault) errors.Add("spec.model.alias", alias, fault);
        PlacementValidation.Check(spec.Server, "spec.server", errors);
        PlacementValidation.Check(spec.Router, "spec.router", errors);
        var metrics = spec.Analysis.Metrics ?? [];
        errors.Unique("spec.analysis.metrics", metrics.Select(metric => metric.Name), "metric");
        foreach (var (index, metric) in metrics.Index())
        {
            errors.AddIf(
                metric is { Type: AnalysisMetricType.SlowRequests, Threshold: null },
                $"spec.analysis.metrics[{index}].threshold", null, "SlowRequests needs the latency from which a request is slow, such as 100ms");
        }

        Positive("spec.analysis.interval", spec.Analysis.Interval, errors);
        Positive("spec.analysis.maxDuration", spec.Analysis.MaxDuration, errors);
        Positive("spec.progressDeadline", spec.ProgressDeadline, errors);
        return errors.All;
    }

    private static void Steps(IReadOnlyList<CanaryStep> steps, FieldErrors errors)
    {
        const string at = "spec.strategy.canary.steps";
        for (var i = 1; i < steps.Count; i++)
        {
            errors.AddIf(
                steps[i].SetWeight <= steps[i - 1].SetWeight, $"{at}[{i}].setWeight", steps[i].SetWeight, $"must be larger than the {steps[i - 1].SetWeight} of the step before it");
        }

        errors.AddIf(
            steps.Count == 0 || steps[^1].SetWeight != 100, $"{at}[{Math.Max(0, steps.Count - 1)}].setWeight", steps.Count == 0 ? null : steps[^1].SetWeight,
            "the last step must be 100, so that the candidate ends up with all traffic");
    }

    private static void Positive(string field, Contracts.Duration duration, FieldErrors errors) =>
        errors.AddIf(duration.Value <= TimeSpan.Zero, field, duration, "must be longer than zero, such as 30s");
}
