using Slipway.Kubernetes.Cache;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Reconciling;
using Slipway.Operator.Steps.Scheduling;

namespace Slipway.Operator.Steps;

/// <summary>Reads the children of an object from the caches.</summary>
internal sealed class StepCaches(IKubernetesClient client, ICache<Job> jobs, ICache<ConfigMap> configMaps, ICache<Service> services, ICache<Pod> pods, SchedulerCaches schedulers)
{
    /// <summary>The children.</summary>
    /// <param name="owner">Whose.</param>
    /// <param name="steps">Names of the Jobs whose ends are waited for.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <remarks>The watches of Jobs and pods are not in step. Before a result counts as lost, the server is asked: its pods are there before their Job is
    /// finished, so what it does not know by then is gone.</remarks>
    public async Task<StepObjects> OfAsync(IKubernetesObject owner, IReadOnlyList<string> steps, CancellationToken cancellationToken)
    {
        var uid = owner.Metadata.Uid!;
        var owned = jobs.OwnedBy(uid);
        var children = new StepObjects
        {
            Jobs = owned,
            ConfigMaps = configMaps.OwnedBy(uid),
            Services = services.OwnedBy(uid),
            Pods = [.. owned.SelectMany(job => pods.OwnedBy(job.Metadata.Uid!))],
            PodGroups = schedulers.PodGroups.OwnedBy(uid),
            Workloads = [.. owned.SelectMany(schedulers.WorkloadsOf)],
            Refusals = [.. owned.SelectMany(schedulers.RefusalsOf)],
        };
        if (!steps.Any(step => children.Job(step) is { } waited && StepReader.LacksItsEnd(waited, children.Pods))) return children;
        var found = await client.ListAsync(BuiltIn.Pods, owner.Metadata.Namespace, new ListOptions { LabelSelector = ChildMetadata.SelectorOf(owner) }, cancellationToken);
        return children with { Pods = [.. found.Items.Where(pod => owned.Any(pod.IsControlledBy))] };
    }

    /// <summary>Whether the cache has the newest state of an object: a process that has just begun may have an old one of it and new ones of its Jobs.</summary>
    public async Task<bool> IsNewestAsync<T>(ResourceType<T> type, T cached, CancellationToken cancellationToken) where T : class, IKubernetesObject =>
        (await client.GetAsync(type, cached.Key(), cancellationToken))?.Metadata.ResourceVersion == cached.Metadata.ResourceVersion;

    /// <summary>Asks the server for the specification of a step, of which the caches know only that it is there.</summary>
    public async Task<string?> SpecificationAsync(IKubernetesObject owner, string name, CancellationToken cancellationToken) =>
        await client.GetAsync(BuiltIn.ConfigMaps, new NamespacedName(owner.Metadata.Namespace!, name), cancellationToken) is { } map && map.IsControlledBy(owner) ? map.Data?.GetValueOrDefault(StepChildren.SpecificationKey) : null;

    /// <summary>Asks the server for a Job that the cache does not have, where making it twice would do harm.</summary>
    public async Task<Job?> FindAsync(IKubernetesObject owner, string name, CancellationToken cancellationToken) =>
        await client.GetAsync(BuiltIn.Jobs, new NamespacedName(owner.Metadata.Namespace!, name), cancellationToken) is { } job && job.IsControlledBy(owner) && !job.IsBeingDeleted() ? job : null;
}
