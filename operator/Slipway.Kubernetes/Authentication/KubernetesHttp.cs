using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Slipway.Kubernetes.Authentication;

/// <summary>Makes the HTTP client for a configuration.</summary>
public static class KubernetesHttp
{
    /// <summary>A client that authenticates, checks the server's certificate, and notices within 45 s when a connection is dead.</summary>
    /// <param name="configuration">Where to and as whom.</param>
    /// <param name="wrap">Puts a handler around the network: metrics, fault injection, a recording.</param>
    /// <exception cref="KubeconfigException">The certificate authority is no PEM.</exception>
    public static HttpClient CreateClient(KubernetesConfiguration configuration, Func<HttpMessageHandler, HttpMessageHandler>? wrap = null)
    {
        var certificate = new CurrentCertificate();
        HttpMessageHandler handler = new AuthenticationHandler(configuration.Credentials, CreateSockets(configuration, certificate), certificate);
        if (wrap is not null) handler = wrap(handler);
        var client = new HttpClient(handler)
        {
            BaseAddress = new Uri(configuration.Server.ToString().TrimEnd('/') + "/"),
            Timeout = Timeout.InfiniteTimeSpan,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        client.DefaultRequestHeaders.UserAgent.ParseAdd("slipway");
        // The name in the Host header is also the one that TLS asks for and checks.
        if (configuration.TlsServerName is { } name) client.DefaultRequestHeaders.Host = name;
        return client;
    }

    private static SocketsHttpHandler CreateSockets(KubernetesConfiguration configuration, CurrentCertificate certificate)
    {
        var handler = new SocketsHttpHandler
        {
            // Without pings, a watch on a connection whose peer vanished stays silent until TCP gives up, which takes a quarter of an hour.
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(15),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.Always,
            // One connection carries about a hundred watches; more of them must not wait for each other.
            EnableMultipleHttp2Connections = true,
            ConnectTimeout = TimeSpan.FromSeconds(30),
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(5),
            // New connections now and then, so that a renewed client certificate and a changed address come into use.
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            AutomaticDecompression = DecompressionMethods.GZip,
            AllowAutoRedirect = false,
            UseCookies = false,
        };
        if (configuration.Proxy is { } proxy) handler.Proxy = new WebProxy(proxy);
        if (configuration.Server.Scheme == Uri.UriSchemeHttps) handler.SslOptions = CreateTls(configuration, certificate);
        return handler;
    }

    private static SslClientAuthenticationOptions CreateTls(KubernetesConfiguration configuration, CurrentCertificate certificate)
    {
        var tls = new SslClientAuthenticationOptions
        {
            // Asked for at each handshake, so that the next connection uses a renewed certificate.
            LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate.Value!,
        };
#pragma warning disable CA5359 // The kubeconfig asks for it by name, and kubectl does the same.
        if (configuration.InsecureSkipTlsVerify) tls.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        else if (configuration.CertificateAuthorityPem is { } pem) tls.CertificateChainPolicy = Trust(pem);
        return tls;
    }

    private static X509ChainPolicy Trust(string pem)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        try
        {
            policy.CustomTrustStore.ImportFromPem(pem);
        }
        catch (CryptographicException wrong)
        {
            throw new KubeconfigException($"the certificate authority of the cluster is no PEM: {wrong.Message}", wrong);
        }

        if (policy.CustomTrustStore.Count == 0) throw new KubeconfigException("the certificate authority of the cluster holds no certificate in PEM");
        return policy;
    }
}
