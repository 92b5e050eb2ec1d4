using Slipway.Api.Datasets;
using Slipway.Api.Rollouts;
using Slipway.Api.TrainingJobs;
using Slipway.Contracts.Data;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Hosting;

namespace Slipway.Operator.Webhooks;

/// <summary>Reads the informers' caches. Before they are filled, and in namespaces that are not looked after, nothing is known and nothing is refused.</summary>
internal sealed class CachedObjects(IReadOnlyList<(string? Place, OperatorInformers Informers)> scopes) : IKnownObjects
{
    public Dataset? Dataset(DatasetName name) => Of(name.Namespace)?.Datasets.Cache.Get(new NamespacedName(name.Namespace, name.Name));

    public IReadOnlyList<TrainingJob> TrainingJobs(string? place) => Of(place)?.TrainingJobs.Cache.List(place) ?? [];

    public IReadOnlyList<Rollout> Rollouts(string? place) => Of(place)?.Rollouts.Cache.List(place) ?? [];

    private OperatorInformers? Of(string? place) => scopes.FirstOrDefault(scope => scope.Place is null || scope.Place == place).Informers;
}
