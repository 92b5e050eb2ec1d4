namespace Slipway.Kubernetes.Authentication;

/// <summary>Looks for a configuration where controllers expect one.</summary>
internal static class ConfigurationFinder
{
    public static KubernetesConfiguration Find(Func<string, string?> environment, string home, string? context, TimeProvider time)
    {
        if (environment("KUBECONFIG") is { Length: > 0 } paths)
            return Kubeconfig.Load(paths.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries), context, time);
        if (InClusterConfiguration.TryLoad(environment, InClusterConfiguration.DefaultFolder, time) is { } inCluster) return inCluster;

        var file = Path.Combine(home, ".kube", "config");
        if (File.Exists(file)) return Kubeconfig.Load([file], context, time);
        throw new KubeconfigException(
            $"no API server is configured: KUBECONFIG is not set, this is no pod (no KUBERNETES_SERVICE_HOST), and {file} does not exist");
    }
}
