using Slipway.Api.ModelVersions;
using Slipway.Api.Rollouts;
using Slipway.Api.TrainingJobs;
using Slipway.Kubernetes.Cache;
using Slipway.Operator.ModelVersions.History;
using Slipway.Operator.Reconciling;

namespace Slipway.Operator.ModelVersions.Protection;

/// <summary>What uses versions, as the caches of one scope know it, each found by an index.</summary>
internal sealed record VersionUses(ICache<ModelVersion> Versions, ICache<Rollout> Rollouts, ICache<TrainingJob> TrainingJobs)
{
    /// <summary>All that uses a version now.</summary>
    public IReadOnlyList<VersionUse> Of(ModelVersion version)
    {
        var (place, spec) = (version.Metadata.Namespace, version.Spec);
        var aliases = AliasHolders.Of(version, version.Status?.Decisions ?? [], Versions.WithAliases(place, spec.Model));
        return VersionUse.Of(version, aliases, Rollouts.Serving(place, version.Metadata.Name!), Versions.WithUpstream(place, spec.Model));
    }

    /// <summary>What the policy of its family says.</summary>
    public VersionUse? Kept(ModelVersion version, DateTimeOffset now)
    {
        var place = version.Metadata.Namespace;
        return VersionUse.Keeper(TrainingJobs.WithModel(place, version.Spec.Model)) is { } job ? VersionUse.Kept(version, Versions.WithModel(place, version.Spec.Model), job, now) : null;
    }
}
