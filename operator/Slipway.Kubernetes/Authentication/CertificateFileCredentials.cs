using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Slipway.Kubernetes.Authentication;

/// <summary>A client certificate with its key, read again after the files have changed.</summary>
internal sealed class CertificateFileCredentials(string certificateFile, string keyFile) : ICredentialSource
{
    private readonly Lock gate = new();
    private Credential? known;
    private (DateTime, DateTime) readVersion;

    public ValueTask<Credential> GetAsync(CancellationToken cancellationToken)
    {
        var version = (File.GetLastWriteTimeUtc(certificateFile), File.GetLastWriteTimeUtc(keyFile));
        lock (gate)
        {
            if (known is null || version != readVersion)
            {
                known = new Credential(null, Load());
                readVersion = version;
            }

            return ValueTask.FromResult(known);
        }
    }

    public void Invalidate(Credential refused)
    {
        lock (gate)
        {
            if (known == refused) known = null;
        }
    }

    public static X509Certificate2 Parse(string certificatePem, string keyPem, string origin)
    {
        try
        {
            using var parsed = X509Certificate2.CreateFromPem(certificatePem, keyPem);
            // Not every platform uses a key that was only ever in memory; the detour by PKCS 12 works on all of them.
            return X509CertificateLoader.LoadPkcs12(parsed.Export(X509ContentType.Pkcs12), null);
        }
        catch (Exception wrong) when (wrong is CryptographicException or ArgumentException)
        {
            throw new KubeconfigException($"{origin}: client certificate and key are no matching pair in PEM: {wrong.Message}", wrong);
        }
    }

    private X509Certificate2 Load()
    {
        try
        {
            return Parse(File.ReadAllText(certificateFile), File.ReadAllText(keyFile), $"{certificateFile} with {keyFile}");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new KubeconfigException($"client certificate cannot be read: {unreadable.Message}", unreadable);
        }
    }
}
