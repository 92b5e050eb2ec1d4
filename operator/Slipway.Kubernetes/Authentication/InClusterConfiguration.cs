namespace Slipway.Kubernetes.Authentication;

/// <summary>The configuration that every pod has through its service account.</summary>
internal static class InClusterConfiguration
{
    public const string DefaultFolder = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>Null if this process runs in no pod.</summary>
    public static KubernetesConfiguration? TryLoad(Func<string, string?> environment, string folder, TimeProvider time)
    {
        var host = environment("KUBERNETES_SERVICE_HOST");
        var port = environment("KUBERNETES_SERVICE_PORT");
        if (string.IsNullOrEmpty(host) || string.IsNullOrEmpty(port)) return null;

        var token = Path.Combine(folder, "token");
        if (!File.Exists(token))
        {
            throw new KubeconfigException(
                $"this is a pod (KUBERNETES_SERVICE_HOST is {host}), but {token} does not exist; set automountServiceAccountToken, or KUBECONFIG");
        }

        var authority = Path.Combine(folder, "ca.crt");
        var @namespace = Path.Combine(folder, "namespace");
        return new KubernetesConfiguration
        {
            Server = new Uri($"https://{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{port}/"),
            CertificateAuthorityPem = File.Exists(authority) ? File.ReadAllText(authority) : null,
            Namespace = File.Exists(@namespace) ? File.ReadAllText(@namespace).Trim() : "default",
            Credentials = new TokenFileCredentials(token, time),
        };
    }
}
