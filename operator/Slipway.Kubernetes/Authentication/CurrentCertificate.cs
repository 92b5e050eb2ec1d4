using System.Security.Cryptography.X509Certificates;

namespace Slipway.Kubernetes.Authentication;

/// <summary>Hands the client certificate from the request, which may wait for it, to the TLS handshake, which may not.</summary>
internal sealed class CurrentCertificate
{
    private volatile X509Certificate2? value;

    public X509Certificate2? Value
    {
        get => value;
        set => this.value = value;
    }
}
