namespace Slipway.Kubernetes.Authentication;

/// <summary>How to reach an API server, and as whom.</summary>
public sealed record KubernetesConfiguration
{
    /// <summary>Address of the server; a path is kept as prefix.</summary>
    public required Uri Server { get; init; }

    /// <summary>Certificates (PEM) that sign the server's; null: those that the machine trusts.</summary>
    public string? CertificateAuthorityPem { get; init; }

    /// <summary>True if the server's certificate is not checked. Anyone in between can then read and change everything.</summary>
    public bool InsecureSkipTlsVerify { get; init; }

    /// <summary>Name that the server's certificate must have, where it is reached by another one.</summary>
    public string? TlsServerName { get; init; }

    /// <summary>Proxy for the requests; null: as the environment says.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>Namespace of requests that name none. Default <c>default</c>.</summary>
    public string Namespace { get; init; } = "default";

    /// <summary>Proves who we are.</summary>
    public ICredentialSource Credentials { get; init; } = AnonymousCredentials.Instance;

    /// <summary>Finds the configuration as controllers do: <c>KUBECONFIG</c>, then the service account of the pod, then <c>~/.kube/config</c>.</summary>
    /// <param name="context">Context of the kubeconfig; null: its current one.</param>
    /// <exception cref="KubeconfigException">None was found, or the one that was found is wrong.</exception>
    public static KubernetesConfiguration Find(string? context = null) => ConfigurationFinder.Find(
        Environment.GetEnvironmentVariable, Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), context, TimeProvider.System);
}
