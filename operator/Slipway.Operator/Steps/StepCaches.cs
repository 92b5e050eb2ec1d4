using Slipway.Kubernetes.Cache;
using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Steps;

/// <summary>Reads the children of an object from the caches.</summary>
internal sealed class StepCaches(ICache<Job> jobs, ICache<ConfigMap> configMaps, ICache<Service> services, ICache<Pod> pods)
{
    public StepObjects Of(IKubernetesObject owner)
    {
        var uid = owner.Metadata.Uid!;
        var owned = jobs.OwnedBy(uid);
        return new StepObjects
        {
            Jobs = owned,
            ConfigMaps = configMaps.OwnedBy(uid),
            Services = services.OwnedBy(uid),
            Pods = [.. owned.SelectMany(job => pods.OwnedBy(job.Metadata.Uid!))],
        };
    }
}
