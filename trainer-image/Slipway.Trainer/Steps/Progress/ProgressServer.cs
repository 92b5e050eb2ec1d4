using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Slipway.Trainer.Steps.Progress;

/// <summary>Who is told how far a run has come, by the three variables that Kubeflow's trainers know.</summary>
/// <param name="Url">Address to post to (KUBEFLOW_TRAINER_SERVER_URL).</param>
/// <param name="CaFile">File with the authorities to trust (KUBEFLOW_TRAINER_SERVER_CA_CERT); null for those of the system.</param>
/// <param name="TokenFile">File with the token, which changes while the step runs (KUBEFLOW_TRAINER_SERVER_TOKEN); null for none.</param>
internal sealed record ProgressServer(Uri Url, string? CaFile, string? TokenFile)
{
    /// <summary>The server that the container names; null outside of a run.</summary>
    internal static ProgressServer? FromVariables(Func<string, string?> variable) =>
        Uri.TryCreate(variable("KUBEFLOW_TRAINER_SERVER_URL"), UriKind.Absolute, out var url) && url.Scheme is "https" or "http"
            ? new ProgressServer(url, variable("KUBEFLOW_TRAINER_SERVER_CA_CERT"), variable("KUBEFLOW_TRAINER_SERVER_TOKEN"))
            : null;

    /// <summary>A handler that trusts the authorities of <see cref="CaFile"/> alone.</summary>
    internal SocketsHttpHandler Handler()
    {
        if (CaFile is null) return new SocketsHttpHandler();
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(CaFile);
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(authorities);
        return new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy } };
    }
}
