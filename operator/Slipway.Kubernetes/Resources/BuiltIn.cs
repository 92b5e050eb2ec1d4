namespace Slipway.Kubernetes.Resources;

/// <summary>The built-in kinds that have a .NET type.</summary>
public static class BuiltIn
{
    /// <summary>Namespaces.</summary>
    public static ResourceType<Namespace> Namespaces { get; } = new("", "v1", "namespaces", "Namespace", false, KubernetesJson.Default.Namespace);

    /// <summary>Config maps.</summary>
    public static ResourceType<ConfigMap> ConfigMaps { get; } = new("", "v1", "configmaps", "ConfigMap", true, KubernetesJson.Default.ConfigMap);

    /// <summary>Secrets.</summary>
    public static ResourceType<Secret> Secrets { get; } = new("", "v1", "secrets", "Secret", true, KubernetesJson.Default.Secret);

    /// <summary>Services.</summary>
    public static ResourceType<Service> Services { get; } = new("", "v1", "services", "Service", true, KubernetesJson.Default.Service);

    /// <summary>Service accounts.</summary>
    public static ResourceType<ServiceAccount> ServiceAccounts { get; } =
        new("", "v1", "serviceaccounts", "ServiceAccount", true, KubernetesJson.Default.ServiceAccount);

    /// <summary>Nodes.</summary>
    public static ResourceType<Node> Nodes { get; } = new("", "v1", "nodes", "Node", false, KubernetesJson.Default.Node);

    /// <summary>Resource quotas.</summary>
    public static ResourceType<ResourceQuota> ResourceQuotas { get; } = new("", "v1", "resourcequotas", "ResourceQuota", true, KubernetesJson.Default.ResourceQuota);

    /// <summary>Pods.</summary>
    public static ResourceType<Pod> Pods { get; } = new("", "v1", "pods", "Pod", true, KubernetesJson.Default.Pod);

    /// <summary>Events.</summary>
    public static ResourceType<Event> Events { get; } = new("", "v1", "events", "Event", true, KubernetesJson.Default.Event);

    /// <summary>Endpoints, the older form.</summary>
    public static ResourceType<Endpoints> Endpoints { get; } = new("", "v1", "endpoints", "Endpoints", true, KubernetesJson.Default.Endpoints);

    /// <summary>Deployments.</summary>
    public static ResourceType<Deployment> Deployments { get; } =
        new("apps", "v1", "deployments", "Deployment", true, KubernetesJson.Default.Deployment);

    /// <summary>Replica sets.</summary>
    public static ResourceType<ReplicaSet> ReplicaSets { get; } =
        new("apps", "v1", "replicasets", "ReplicaSet", true, KubernetesJson.Default.ReplicaSet);

    /// <summary>Jobs.</summary>
    public static ResourceType<Job> Jobs { get; } = new("batch", "v1", "jobs", "Job", true, KubernetesJson.Default.Job);

    /// <summary>Leases.</summary>
    public static ResourceType<Lease> Leases { get; } = new("coordination.k8s.io", "v1", "leases", "Lease", true, KubernetesJson.Default.Lease);

    /// <summary>Endpoint slices.</summary>
    public static ResourceType<EndpointSlice> EndpointSlices { get; } =
        new("discovery.k8s.io", "v1", "endpointslices", "EndpointSlice", true, KubernetesJson.Default.EndpointSlice);

    /// <summary>Network policies.</summary>
    public static ResourceType<NetworkPolicy> NetworkPolicies { get; } =
        new("networking.k8s.io", "v1", "networkpolicies", "NetworkPolicy", true, KubernetesJson.Default.NetworkPolicy);

    /// <summary>Pod disruption budgets.</summary>
    public static ResourceType<PodDisruptionBudget> PodDisruptionBudgets { get; } =
        new("policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget", true, KubernetesJson.Default.PodDisruptionBudget);

    /// <summary>Horizontal pod autoscalers.</summary>
    public static ResourceType<HorizontalPodAutoscaler> HorizontalPodAutoscalers { get; } =
        new("autoscaling", "v2", "horizontalpodautoscalers", "HorizontalPodAutoscaler", true, KubernetesJson.Default.HorizontalPodAutoscaler);
}
