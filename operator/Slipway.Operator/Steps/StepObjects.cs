using Slipway.Kubernetes.Resources;
using Slipway.Operator.Steps.Scheduling;

namespace Slipway.Operator.Steps;

/// <summary>The children of one object that the caches hold.</summary>
internal sealed record StepObjects
{
    public static StepObjects None { get; } = new();

    public IReadOnlyList<Job> Jobs { get; init; } = [];

    public IReadOnlyList<ConfigMap> ConfigMaps { get; init; } = [];

    public IReadOnlyList<Service> Services { get; init; } = [];

    /// <summary>Pods of the Jobs.</summary>
    public IReadOnlyList<Pod> Pods { get; init; } = [];

    /// <summary>Groups of Volcano.</summary>
    public IReadOnlyList<PodGroup> PodGroups { get; init; } = [];

    /// <summary>What Kueue keeps of the Jobs.</summary>
    public IReadOnlyList<Workload> Workloads { get; init; } = [];

    /// <summary>Events of the Jobs whose pods were refused.</summary>
    public IReadOnlyList<Event> Refusals { get; init; } = [];

    public Job? Job(string name) => Find(Jobs, name);

    public ConfigMap? ConfigMap(string name) => Find(ConfigMaps, name);

    public Service? Service(string name) => Find(Services, name);

    public PodGroup? PodGroup(string name) => Find(PodGroups, name);

    /// <summary>What Kueue keeps of the Job of this name; null outside of its queues.</summary>
    public Workload? Workload(string name) => Job(name) is { } job ? Workloads.FirstOrDefault(workload => workload.IsControlledBy(job)) : null;

    /// <summary>How the step of this name stands.</summary>
    public StepState State(string name)
    {
        var job = Job(name);
        var state = StepReader.Read(job, Pods);
        if (job is null || state.IsFinished) return state;
        return QueueWait.Of(job, Workload(name)) ?? RefusedPods.Of(job, Pods, Refusals) ?? GroupWait.Of(PodGroup(name), state) ?? state;
    }

    // One that is going away is not there any more, only its name is still taken.
    private static T? Find<T>(IReadOnlyList<T> all, string name) where T : KubernetesObject =>
        all.FirstOrDefault(each => each.Metadata.Name == name && !each.IsBeingDeleted());
}
