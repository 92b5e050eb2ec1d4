using Slipway.Kubernetes.Resources;

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

    public Job? Job(string name) => Find(Jobs, name);

    public ConfigMap? ConfigMap(string name) => Find(ConfigMaps, name);

    public Service? Service(string name) => Find(Services, name);

    /// <summary>How the step of this name stands.</summary>
    public StepState State(string name) => StepReader.Read(Job(name), Pods);

    // One that is going away is not there any more, only its name is still taken.
    private static T? Find<T>(IReadOnlyList<T> all, string name) where T : KubernetesObject =>
        all.FirstOrDefault(each => each.Metadata.Name == name && !each.IsBeingDeleted());
}
