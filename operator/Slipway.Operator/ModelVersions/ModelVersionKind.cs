using Slipway.Api.ModelVersions;
using Slipway.Api.Rollouts;
using Slipway.Api.TrainingJobs;
using Slipway.Contracts.Data;
using Slipway.Kubernetes.Cache;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Access;
using Slipway.Operator.ModelVersions.History;
using Slipway.Operator.ModelVersions.Trash;
using Slipway.Operator.Reconciling;
using Slipway.Operator.Steps;
using Slipway.Operator.Upstream;

namespace Slipway.Operator.ModelVersions;

/// <summary>Reads the world of a ModelVersion from the caches, by indexes alone: what a pass looks at does not grow with the versions of other families.</summary>
internal sealed class ModelVersionKind(
    ICache<ModelVersion> versions, ICache<Rollout> rollouts, ICache<TrainingJob> trainings, ICache<ConfigMap> maps, DatasetCatalog datasets, StepCaches steps, OperatorSettings settings)
    : IKind<ModelVersion, ModelVersionStatus>
{
    public async Task<Plan<ModelVersionStatus>> PlanAsync(ModelVersion resource, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (place, spec) = (resource.Metadata.Namespace!, resource.Spec);
        var family = trainings.WithModel(place, spec.Model);
        var version = Remembering(resource);
        var measured = spec.Imported?.Evaluation?.Dataset;
        var dataset = measured is null ? null : datasets.Find(measured, place);
        return ModelVersionDecision.Decide(
            new ModelVersionWorld
            {
                Version = version,
                Rollouts = rollouts.Serving(place, resource.Metadata.Name!),
                Datasets = datasets.Named(CacheIndex.LearnedFrom(resource), place),
                Upstream = ModelFamily.Named(place, (spec.Provenance?.Upstream ?? []).Select(upstream => upstream.Model), versions, rollouts),
                Readers = versions.WithUpstream(place, spec.Model),
                Aliased = versions.WithAliases(place, spec.Model),
                Approvers = Approval.Approvers(resource, family),
                Approvals = Approval.Policy(family)?.Approvals ?? 1,
                Settings = settings,
                MeasuredOn = dataset,
                DatasetNames = measured is not null && dataset is null ? datasets.NamesNear([measured], place) : [],
                Children = measured is null ? StepObjects.None
                    : await steps.OfAsync(resource, version.Status?.Import is { FinishedAt: null } import ? [import.Job] : [], cancellationToken),
            },
            now);
    }

    // One that was restored goes on where it was: its digest and its history are those of the record in the trash.
    private ModelVersion Remembering(ModelVersion resource)
    {
        if (resource.Status?.SpecDigest is not null) return resource;
        var restored = maps.Trashed(resource.Metadata.Namespace, ChildMetadata.LabelValue(resource.Metadata.Name!)).Select(TrashedVersion.Find).OfType<TrashedVersion>()
            .FirstOrDefault(trashed => trashed.IsToBeRestored && SpecDigest.Of(trashed.Record.Spec) == SpecDigest.Of(resource.Spec));
        return restored is null ? resource : resource with { Status = restored.Remembered };
    }
}
