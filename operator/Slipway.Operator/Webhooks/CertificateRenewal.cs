using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Slipway.Operator.Webhooks;

/// <summary>Makes the webhook's own authority and serving certificate, and new ones well before they expire.</summary>
internal static class CertificateRenewal
{
    public static readonly TimeSpan AuthorityLifetime = TimeSpan.FromDays(3650);
    public static readonly TimeSpan ServingLifetime = TimeSpan.FromDays(365);

    // Clocks of API servers differ a little.
    private static readonly TimeSpan Backdating = TimeSpan.FromHours(1);

    /// <summary>The bundle that is to be used from now on: <paramref name="current"/> itself unless a part of it is due.</summary>
    /// <remarks>Guarantees: whoever trusts the bundle of before still trusts what is served after a renewal of the serving certificate alone.</remarks>
    public static CertificateBundle Renew(CertificateBundle? current, IReadOnlyList<string> names, DateTimeOffset now)
    {
        if (current is null) return Begin(names, now);
        try
        {
            using var authority = X509Certificate2.CreateFromPem(current.CaCertificates, current.CaKey);
            using var serving = X509Certificate2.CreateFromPem(current.Certificate, current.Key);
            if (authority.NotAfter.ToUniversalTime() - now.UtcDateTime < 2 * ServingLifetime) return Succeed(current, names, now);
            var isDue = serving.NotAfter.ToUniversalTime() - now.UtcDateTime < ServingLifetime / 3;
            return isDue || !names.All(name => serving.MatchesHostname(name)) || !IsIssuedBy(serving, authority) ? Serve(current.CaCertificates, authority, names, now) : current;
        }
        catch (Exception broken) when (broken is CryptographicException or ArgumentException)
        {
            // Somebody wrote into the Secret; nobody can trust what is in it.
            return Begin(names, now);
        }
    }

    private static CertificateBundle Begin(IReadOnlyList<string> names, DateTimeOffset now)
    {
        using var authority = Authority(now);
        return Serve(authority.ExportCertificatePem() + "\n", authority, names, now);
    }

    // API servers take the new bundle at another moment than the new certificate, so the old authority stays in it.
    private static CertificateBundle Succeed(CertificateBundle current, IReadOnlyList<string> names, DateTimeOffset now)
    {
        using var authority = Authority(now);
        var former = new X509Certificate2Collection();
        former.ImportFromPem(current.CaCertificates);
        var trusted = former.Where(each => each.NotAfter.ToUniversalTime() > now.UtcDateTime).Prepend(authority);
        return Serve(string.Concat(trusted.Select(each => each.ExportCertificatePem() + "\n")), authority, names, now);
    }

    private static X509Certificate2 Authority(DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN=slipway-webhook-ca-{now.ToUnixTimeSeconds()}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request.CreateSelfSigned(now - Backdating, now + AuthorityLifetime);
    }

    private static CertificateBundle Serve(string trusted, X509Certificate2 authority, IReadOnlyList<string> names, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={names[0]}", key, HashAlgorithmName.SHA256);
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names) alternatives.AddDnsName(name);
        request.CertificateExtensions.Add(alternatives.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1", "serverAuth")], false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, true, false));
        var start = Max(now - Backdating, new DateTimeOffset(authority.NotBefore));
        using var certificate = request.Create(authority, start, now + ServingLifetime, RandomNumberGenerator.GetBytes(16));
        using var authorityKey = authority.GetECDsaPrivateKey()!;
        return new CertificateBundle(trusted, authorityKey.ExportPkcs8PrivateKeyPem(), certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    private static bool IsIssuedBy(X509Certificate2 serving, X509Certificate2 authority) => serving.IssuerName.RawData.AsSpan().SequenceEqual(authority.SubjectName.RawData);

    private static DateTimeOffset Max(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
