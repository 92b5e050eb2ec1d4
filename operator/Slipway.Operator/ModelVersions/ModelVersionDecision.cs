using Slipway.Api;
using Slipway.Api.ModelVersions;
using Slipway.Contracts.Training;
using Slipway.Operator.ModelVersions.History;
using Slipway.Operator.ModelVersions.Imports;
using Slipway.Operator.Reconciling;
using Slipway.Operator.Upstream;

namespace Slipway.Operator.ModelVersions;

/// <summary>Whether a version may be served: it is the record that was made, it was measured, and it met its gates.</summary>
/// <remarks>
/// Guarantees: no version is Ready without a measured metric, nor with a required gate that was not met. The one exception is an imported model that declares itself unevaluated,
/// when an approver has waived the evaluation in the own name and with a reason, which the condition then says.
/// </remarks>
internal static class ModelVersionDecision
{
    public static Plan<ModelVersionStatus> Decide(ModelVersionWorld world, DateTimeOffset now)
    {
        var spec = world.Version.Spec;
        var conditions = new ConditionDraft(world.Version.Status?.Conditions, world.Version.Metadata.Generation, now);
        var history = DecisionHistory.Of(world.Version, new DecisionRules(world.Version, world.Approvers), now);
        var digest = SpecDigest.Of(spec);
        var recorded = world.Version.Status?.SpecDigest ?? digest;
        var import = recorded == digest ? ImportPlan.Of(world, now) : new ImportPlan(world.Version.Status?.Import);
        var evidence = Evidence.Of(spec, import.Status);

        evidence.Set(conditions);
        Approval.Set(conditions, history, world.Approvers, world.Approvals);
        UpstreamCondition.Set(conditions, spec.Provenance?.Upstream ?? [], world.Upstream);
        Judge(conditions, world.Version, recorded, isIntact: recorded == digest, evidence, import, Approval.Waiver(history.Decisions));
        var held = TrainedOnDeletedData.Set(conditions, world);
        return new Plan<ModelVersionStatus>(new ModelVersionStatus
        {
            HoldsDeleted = held,
            ObservedGeneration = world.Version.Metadata.Generation,
            Conditions = conditions.Conditions,
            SpecDigest = recorded,
            Headline = evidence.Headline,
            Card = spec.Card?.Uri,
            Retrainable = spec.Provenance?.TrainingJob is not null,
            Import = import.Status,
            Decisions = history.Decisions is { Count: > 0 } decisions ? decisions : null,
            Aliases = AliasHolders.Of(world.Version, history.Decisions, world.Aliased) is { Count: > 0 } aliases ? aliases : null,
            LegalHold = LegalHold.Of(history.Decisions)?.Reason,
            UpstreamOf = UpstreamOf(world) is { Count: > 0 } readers ? readers : null,
            ServedBy = ServedBy(world) is { Count: > 0 } rollouts ? rollouts : null,
        })
        {
            Children = import.Children,
            Reads = import.Reads,
        };
    }

    private static void Judge(ConditionDraft conditions, ModelVersion version, string recorded, bool isIntact, Evidence evidence, ImportPlan import, AcceptedDecision? waiver)
    {
        var errors = ModelVersionValidation.Validate(version);
        if (!isIntact)
        {
            conditions.Stalled("SpecChanged",
                $"the spec is no longer the one that was recorded ({CanonicalJson.Short(recorded, 12)}); a version never changes: restore it from its manifest, or make a new version");
        }
        else if (errors.Count > 0) conditions.Stalled("InvalidSpec", Summary.Of(errors));
        else if (version.Spec.Imported is { Unevaluated: true } && waiver is not null)
            conditions.Ready("EvaluationWaived", $"not evaluated; waived by {waiver.By} at {waiver.At:yyyy-MM-dd HH:mm} UTC: {waiver.Reason}; may be served");
        else if (version.Spec.Imported is { Unevaluated: true })
            conditions.Stalled("NotEvaluated", "an imported model that declares itself unevaluated is not served until an approver waives the evaluation (kubectl slipway waive NAME --reason WHY), or it is imported again with spec.imported.evaluation");
        else if (import.Obstacle is { } obstacle) obstacle.Tell(conditions);
        else if (evidence.Headline is null)
            conditions.Stalled("NotEvaluated", "the model was never measured on a test split, so it is not served; train it by a TrainingJob, or import it with spec.imported.evaluation");
        else if (evidence.Missed(GateMode.Required) is { Count: > 0 } required) conditions.Stalled("GatesFailed", Summary.Of([.. required.Select(gate => gate.Message)]));
        else conditions.Ready("Ready", $"{evidence.Headline}; may be served");
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
