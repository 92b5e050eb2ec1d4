using Slipway.Api;
using Slipway.Api.Rollouts;
using Slipway.Api.TrainingJobs;
using Slipway.Contracts.Training;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Reconciling;

namespace Slipway.Operator.TrainingJobs;

/// <summary>How the family of a model is served, watched and kept under control: what the trainer cannot know and the model card tells.</summary>
internal static class FamilyFacts
{
    public static OperationFacts Of(TrainingJobWorld world, TrainingRun run)
    {
        List<string> rollouts = [.. world.Rollouts.Select(rollout => rollout.Metadata.Name!)];
        List<string> logs = [.. world.DatasetsRead.Where(dataset => dataset.Spec.Source?.PredictionLog?.Rollout is { } logged && rollouts.Contains(logged)).Select(dataset => dataset.Metadata.Name!)];
        return new OperationFacts
        {
            Rollouts = rollouts.Count == 0 ? null : rollouts,
            Canary = world.Rollouts.Any(rollout => rollout.Spec.Strategy.Canary.Steps is not { Count: 1 }),
            RolledBack = world.Rollouts.Any(rollout => (rollout.Status?.History ?? []).Any(entry => entry.Result == RolloutResult.RolledBack)),
            PredictionLogs = logs.Count == 0 ? null : logs,
            // A later definition has no time of its own on record.
            FeatureAgeSeconds = world.FeatureSet is { Metadata: { Generation: 1, CreationTimestamp: { } made } } ? (run.StartedAt - made)?.TotalSeconds : null,
            SourceRevision = world.Job.Annotation(SlipwayApi.SourceRevisionAnnotation),
            Versions = world.Versions.Count,
        };
    }
}
