using Slipway.Api;
using Slipway.Api.Datasets;
using Slipway.Api.ModelVersions;
using Slipway.Api.Rollouts;
using Slipway.Contracts.Training;
using Slipway.Operator.Reconciling;
using Slipway.Operator.Upstream;

namespace Slipway.Operator.ModelVersions;

/// <summary>Everything that a decision about one ModelVersion depends on.</summary>
internal sealed record ModelVersionWorld
{
    public required ModelVersion Version { get; init; }

    /// <summary>Rollouts of the namespace.</summary>
    public IReadOnlyList<Rollout> Rollouts { get; init; } = [];

    /// <summary>The Datasets that it learned from, by name, as far as there are such.</summary>
    public IReadOnlyDictionary<string, Dataset> Datasets { get; init; } = new Dictionary<string, Dataset>();

    /// <summary>The families of the models whose predictions its features read, by name.</summary>
    public IReadOnlyDictionary<string, ModelFamily> Upstream { get; init; } = new Dictionary<string, ModelFamily>();

    /// <summary>Versions whose features read the predictions of its family.</summary>
    public IReadOnlyList<ModelVersion> Readers { get; init; } = [];
}

/// <summary>Whether a version may be served: it is the record that was made, it was measured, and it met its gates.</summary>
/// <remarks>Guarantees: no version is Ready without a measured metric on the test split, nor with a required gate that was not met.</remarks>
internal static class ModelVersionDecision
{
    public static Plan<ModelVersionStatus> Decide(ModelVersionWorld world, DateTimeOffset now)
    {
        var spec = world.Version.Spec;
        var conditions = new ConditionDraft(world.Version.Status?.Conditions, world.Version.Metadata.Generation, now);
        var digest = SpecDigest.Of(spec);
        var recorded = world.Version.Status?.SpecDigest ?? digest;
        var headline = HeadlineMetric.Of(spec.Task, spec.Metrics);

        conditions.Set("Evaluated", headline is not null, headline is null ? "NoMetric" : "Measured",
            headline is null ? "spec.metrics holds no value that was measured on all rows of the test split" : headline);
        var missed = (spec.Gates ?? []).Where(gate => !gate.Passed).ToList();
        var required = missed.Where(gate => gate.Mode == GateMode.Required).ToList();
        conditions.Set("GatesPassed", required.Count == 0, required.Count == 0 ? "Passed" : "GatesFailed", GateSummary(spec, missed, required));

        UpstreamCondition.Set(conditions, spec.Provenance?.Upstream ?? [], world.Upstream);
        var errors = ModelVersionValidation.Validate(world.Version);
        if (recorded != digest)
        {
            conditions.Stalled("SpecChanged",
                $"the spec is no longer the one that was recorded ({CanonicalJson.Short(recorded, 12)}); a version never changes: restore it from its manifest, or make a new version");
        }
        else if (errors.Count > 0) conditions.Stalled("InvalidSpec", Summary.Of(errors));
        else if (headline is null)
            conditions.Stalled("NotEvaluated", "the model was never measured on a test split, so it is not served; train it by a TrainingJob, or record its measured spec.metrics");
        else if (required.Count > 0) conditions.Stalled("GatesFailed", Summary.Of([.. required.Select(gate => gate.Message)]));
        else conditions.Ready("Ready", $"{headline}; may be served");

        var held = TrainedOnDeletedData.Set(conditions, world);
        return new Plan<ModelVersionStatus>(new ModelVersionStatus
        {
            HoldsDeleted = held,
            ObservedGeneration = world.Version.Metadata.Generation,
            Conditions = conditions.Conditions,
            SpecDigest = recorded,
            Headline = headline,
            Card = spec.Card?.Uri,
            UpstreamOf = UpstreamOf(world) is { Count: > 0 } readers ? readers : null,
            ServedBy = ServedBy(world) is { Count: > 0 } rollouts ? rollouts : null,
        });
    }

    private static string GateSummary(ModelVersionSpec spec, List<GateResult> missed, List<GateResult> required)
    {
        if (required.Count > 0) return Summary.Of([.. required.Select(gate => gate.Message)]);
        var total = spec.Gates?.Count ?? 0;
        if (total == 0) return "the TrainingJob sets no gates";
        return missed.Count == 0
            ? $"all {total} gates were passed"
            : $"all required gates were passed; advisory: {Summary.Of([.. missed.Select(gate => gate.Message)])}";
    }

    private static List<string> UpstreamOf(ModelVersionWorld world) =>
    [
        .. world.Readers.Where(reader => (reader.Spec.Provenance?.Upstream ?? []).Any(upstream => upstream.Model == world.Version.Spec.Model && upstream.Version == world.Version.Spec.Version))
            .Select(reader => reader.Metadata.Name!).Order(StringComparer.Ordinal),
    ];

    private static List<string> ServedBy(ModelVersionWorld world) =>
    [
        .. world.Rollouts
            .Where(rollout => rollout.Status?.Stable?.ModelVersion == world.Version.Metadata.Name || rollout.Status?.Candidate?.ModelVersion == world.Version.Metadata.Name)
            .Select(rollout => rollout.Metadata.Name!).Order(StringComparer.Ordinal),
    ];
}
