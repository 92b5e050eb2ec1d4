using System.Text;
using YamlDotNet.RepresentationModel;

namespace Slipway.Kubernetes.Authentication;

/// <summary>Reads kubeconfig files.</summary>
/// <remarks>Guarantees: several files are merged as kubectl does it: the first that sets a value or names an entry wins, files that do not exist
/// are left out, and relative paths count from the file that holds them.</remarks>
public static class Kubeconfig
{
    /// <summary>The configuration of one context.</summary>
    /// <param name="files">Files in order of precedence.</param>
    /// <param name="context">Name of the context; null: the current one.</param>
    /// <param name="time">The clock, by which tokens expire.</param>
    /// <exception cref="KubeconfigException">Something is missing or wrong; the message says which entry of which file.</exception>
    public static KubernetesConfiguration Load(IReadOnlyList<string> files, string? context, TimeProvider time)
    {
        var documents = files.Where(File.Exists).Select(KubeconfigDocument.Read).ToList();
        if (documents.Count == 0) throw new KubeconfigException($"kubeconfig: none of these files exists: {string.Join(", ", files)}");

        var name = context ?? documents.Select(document => document.CurrentContext).FirstOrDefault(current => !string.IsNullOrEmpty(current))
            ?? throw new KubeconfigException($"{documents[0].Path}: no current-context; set one (kubectl config use-context) or name a context");
        var chosen = Find(documents, "contexts", "context", name);
        var cluster = Find(documents, "clusters", "cluster", chosen.Required("cluster"));
        var user = chosen.Text("user") is { Length: > 0 } userName ? Find(documents, "users", "user", userName) : null;
        var configuration = Connect(cluster) with { Namespace = chosen.Text("namespace") is { Length: > 0 } own ? own : "default" };
        return user is null ? configuration : configuration with { Credentials = KubeconfigUser.Credentials(user, configuration, time) };
    }

    private static KubernetesConfiguration Connect(KubeconfigEntry cluster)
    {
        var server = cluster.Required("server");
        if (!Uri.TryCreate(server, UriKind.Absolute, out var address)) throw cluster.Wrong("server", server, "an absolute URL such as https://host:6443");
        return new KubernetesConfiguration
        {
            Server = address,
            CertificateAuthorityPem = cluster.DataOrFile("certificate-authority"),
            InsecureSkipTlsVerify = cluster.Text("insecure-skip-tls-verify") == "true",
            TlsServerName = cluster.Text("tls-server-name"),
            Proxy = cluster.Text("proxy-url") is not { Length: > 0 } proxy ? null
                : Uri.TryCreate(proxy, UriKind.Absolute, out var proxyAddress) ? proxyAddress
                : throw cluster.Wrong("proxy-url", proxy, "an absolute URL such as http://proxy:3128"),
        };
    }

    private static KubeconfigEntry Find(List<KubeconfigDocument> documents, string list, string kind, string name) =>
        documents.Select(document => document.Entry(list, kind, name)).FirstOrDefault(entry => entry is not null)
        ?? throw new KubeconfigException($"{string.Join(", ", documents.Select(document => document.Path))}: there is no {kind} named '{name}' in {list}");
}
