namespace Slipway.Kubernetes.Resources;

/// <summary>Kinds of queues and gang schedulers; a cluster has them where these are installed.</summary>
public static class SchedulerKinds
{
    /// <summary>Kueue's workloads, from 0.15 on.</summary>
    public static ResourceType<Workload> Workloads { get; } = new("kueue.x-k8s.io", "v1beta2", "workloads", "Workload", true, KubernetesJson.Default.Workload);

    /// <summary>Kueue's workloads, before 0.15.</summary>
    public static ResourceType<Workload> OldWorkloads { get; } = new("kueue.x-k8s.io", "v1beta1", "workloads", "Workload", true, KubernetesJson.Default.Workload);

    /// <summary>Volcano's pod groups.</summary>
    public static ResourceType<PodGroup> PodGroups { get; } = new("scheduling.volcano.sh", "v1beta1", "podgroups", "PodGroup", true, KubernetesJson.Default.PodGroup);
}
