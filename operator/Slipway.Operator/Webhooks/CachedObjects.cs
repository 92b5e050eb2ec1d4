using Slipway.Api.Datasets;
using Slipway.Api.ModelVersions;
using Slipway.Api.TrainingJobs;
using Slipway.Contracts.Data;
using Slipway.Kubernetes.Cache;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Hosting;
using Slipway.Operator.ModelVersions.Protection;
using Slipway.Operator.ModelVersions.Trash;
using Slipway.Operator.Reconciling;

namespace Slipway.Operator.Webhooks;

/// <summary>Reads the informers' caches. Before they are filled, and in namespaces that are not looked after, nothing is known and nothing is refused.</summary>
internal sealed class CachedObjects(IReadOnlyList<(string? Place, OperatorInformers Informers)> scopes) : IKnownObjects
{
    public Dataset? Dataset(DatasetName name) => Of(name.Namespace)?.Datasets.Cache.Get(new NamespacedName(name.Namespace, name.Name));

    public IReadOnlyList<TrainingJob> TrainingJobs(string? place) => Of(place)?.TrainingJobs.Cache.List(place) ?? [];

    public IReadOnlyList<TrainingJob> TrainingJobs(string? place, string model) => Of(place)?.TrainingJobs.Cache.WithModel(place, model) ?? [];

    public IReadOnlyList<VersionUse> Uses(ModelVersion version) => UsesOf(version.Metadata.Namespace)?.Of(version) ?? [];

    public VersionUse? Kept(ModelVersion version, DateTimeOffset now) => UsesOf(version.Metadata.Namespace)?.Kept(version, now);

    public IReadOnlyList<TrashedVersion> Trashed(string? place, string version) =>
        [.. (Of(place)?.ConfigMaps.Cache.Trashed(place, ChildMetadata.LabelValue(version)) ?? []).Select(TrashedVersion.Find).OfType<TrashedVersion>()];

    private VersionUses? UsesOf(string? place) => Of(place) is { } informers ? new VersionUses(informers.ModelVersions.Cache, informers.Rollouts.Cache, informers.TrainingJobs.Cache) : null;

    /// <summary>A TrainingJob.</summary>
    public TrainingJob? TrainingJob(NamespacedName key) => Of(key.Namespace)?.TrainingJobs.Cache.Get(key);

    /// <summary>The pods of a Job that the operator made.</summary>
    public IReadOnlyList<Pod> PodsOf(string place, string job) =>
        Of(place) is { } informers && informers.Jobs.Cache.Get(new NamespacedName(place, job)) is { } owner ? informers.Pods.Cache.OwnedBy(owner.Metadata.Uid!) : [];

    private OperatorInformers? Of(string? place) => scopes.FirstOrDefault(scope => scope.Place is null || scope.Place == place).Informers;
}
