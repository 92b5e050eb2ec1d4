using System.Text;
using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Webhooks;

/// <summary>All that replicas share, in PEM: who is to be trusted, and with what to serve.</summary>
/// <param name="CaCertificates">Authorities, the newest first; an older one stays until it has expired.</param>
/// <param name="CaKey">Key of the newest authority.</param>
/// <param name="Certificate">Serving certificate.</param>
/// <param name="Key">Its key.</param>
internal sealed record CertificateBundle(string CaCertificates, string CaKey, string Certificate, string Key)
{
    private const string CaCertificateEntry = "ca.crt";
    private const string CaKeyEntry = "ca.key";
    private const string CertificateEntry = "tls.crt";
    private const string KeyEntry = "tls.key";

    /// <summary>Type of the Secret.</summary>
    public const string SecretType = "kubernetes.io/tls";

    /// <summary>What a Secret holds; null when something is missing.</summary>
    public static CertificateBundle? Read(Secret? secret) =>
        Text(secret, CaCertificateEntry) is { } ca && Text(secret, CaKeyEntry) is { } caKey && Text(secret, CertificateEntry) is { } certificate && Text(secret, KeyEntry) is { } key
            ? new CertificateBundle(ca, caKey, certificate, key)
            : null;

    /// <summary>Entries of the Secret.</summary>
    public IReadOnlyDictionary<string, byte[]> Data => new Dictionary<string, byte[]>
    {
        [CaCertificateEntry] = Encoding.ASCII.GetBytes(CaCertificates),
        [CaKeyEntry] = Encoding.ASCII.GetBytes(CaKey),
        [CertificateEntry] = Encoding.ASCII.GetBytes(Certificate),
        [KeyEntry] = Encoding.ASCII.GetBytes(Key),
    };

    /// <summary>Never the keys: they must not get into a log by way of string interpolation.</summary>
    public override string ToString() => "certificates of the webhook";

    private static string? Text(Secret? secret, string entry) =>
        secret?.Data is { } data && data.TryGetValue(entry, out var bytes) && bytes.Length > 0 ? Encoding.ASCII.GetString(bytes) : null;
}
