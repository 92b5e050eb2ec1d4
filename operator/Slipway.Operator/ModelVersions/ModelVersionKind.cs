using Slipway.Api.ModelVersions;
using Slipway.Api.Rollouts;
using Slipway.Kubernetes.Cache;
using Slipway.Operator.Reconciling;

namespace Slipway.Operator.ModelVersions;

/// <summary>Reads the world of a ModelVersion from the caches.</summary>
internal sealed class ModelVersionKind(ICache<Rollout> rollouts) : IKind<ModelVersion, ModelVersionStatus>
{
    public Task<Plan<ModelVersionStatus>> PlanAsync(ModelVersion resource, DateTimeOffset now, CancellationToken cancellationToken) =>
        Task.FromResult(ModelVersionDecision.Decide(new ModelVersionWorld { Version = resource, Rollouts = rollouts.List(resource.Metadata.Namespace) }, now));
}
