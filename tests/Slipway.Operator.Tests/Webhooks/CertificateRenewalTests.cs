using System.Security.Cryptography.X509Certificates;
using Slipway.Operator.Tests.Support;
using Slipway.Operator.Webhooks;

namespace Slipway.Operator.Tests.Webhooks;

/// <summary>When certificates are made anew, and that nobody who trusted before is left behind.</summary>
[Trait("Capability", "P2")]
public sealed class CertificateRenewalTests
{
    private static readonly string[] Names = ["slipway-webhook.slipway-system.svc", "slipway-webhook.slipway-system.svc.cluster.local"];

    [Fact]
    public void The_certificate_is_made_out_to_the_service_and_trusted_by_the_bundle()
    {
        var bundle = CertificateRenewal.Renew(null, Names, Samples.Now);
        using var serving = Serving(bundle);
        serving.MatchesHostname(Names[0]).ShouldBeTrue();
        serving.MatchesHostname("slipway-webhook.other.svc").ShouldBeFalse();
        IsTrusted(serving, bundle.CaCertificates, Samples.Now).ShouldBeTrue();
        IsTrusted(serving, CertificateRenewal.Renew(null, Names, Samples.Now).CaCertificates, Samples.Now).ShouldBeFalse("another authority of the same name");
    }

    [Fact]
    public void Nothing_is_renewed_before_two_thirds_of_the_lifetime()
    {
        var first = CertificateRenewal.Renew(null, Names, Samples.Now);
        CertificateRenewal.Renew(first, Names, Samples.Now + CertificateRenewal.ServingLifetime * 0.6).ShouldBe(first);
        var later = Samples.Now + CertificateRenewal.ServingLifetime * 0.7;
        var second = CertificateRenewal.Renew(first, Names, later);
        second.Certificate.ShouldNotBe(first.Certificate);
        second.CaCertificates.ShouldBe(first.CaCertificates, "the API server need not learn anything");
        using var serving = Serving(second);
        IsTrusted(serving, first.CaCertificates, later).ShouldBeTrue();
        CertificateRenewal.Renew(second, Names, later).ShouldBe(second);
    }

    [Fact]
    public void A_new_authority_is_trusted_together_with_the_old_one()
    {
        var first = CertificateRenewal.Renew(null, Names, Samples.Now);
        var late = Samples.Now + CertificateRenewal.AuthorityLifetime - CertificateRenewal.ServingLifetime * 1.5;
        var before = CertificateRenewal.Renew(first with { }, Names, late - CertificateRenewal.ServingLifetime);
        var second = CertificateRenewal.Renew(before, Names, late);
        second.CaCertificates.ShouldContain(first.CaCertificates.Trim());
        using var old = Serving(before);
        using var fresh = Serving(second);
        IsTrusted(old, second.CaCertificates, late - TimeSpan.FromDays(1)).ShouldBeTrue("a replica that has not looked yet still serves the old one");
        IsTrusted(fresh, second.CaCertificates, late).ShouldBeTrue();

        var end = Samples.Now + CertificateRenewal.AuthorityLifetime + CertificateRenewal.AuthorityLifetime - CertificateRenewal.ServingLifetime * 3.2;
        var third = CertificateRenewal.Renew(second, Names, end);
        third = CertificateRenewal.Renew(third, Names, end + CertificateRenewal.ServingLifetime);
        third.CaCertificates.ShouldNotContain(first.CaCertificates.Trim(), Case.Sensitive, "an expired authority is let go");
    }

    [Fact]
    public void Another_name_or_a_broken_secret_makes_new_ones()
    {
        var first = CertificateRenewal.Renew(null, Names, Samples.Now);
        var renamed = CertificateRenewal.Renew(first, ["other.slipway-system.svc"], Samples.Now);
        using var serving = Serving(renamed);
        serving.MatchesHostname("other.slipway-system.svc").ShouldBeTrue();
        renamed.CaCertificates.ShouldBe(first.CaCertificates);

        foreach (var broken in new[] { first with { Key = "nonsense" }, first with { CaCertificates = "nonsense" }, first with { CaKey = first.Key } })
        {
            var mended = CertificateRenewal.Renew(broken, Names, Samples.Now);
            using var again = Serving(mended);
            IsTrusted(again, mended.CaCertificates, Samples.Now).ShouldBeTrue();
        }
    }

    private static X509Certificate2 Serving(CertificateBundle bundle) => X509Certificate2.CreateFromPem(bundle.Certificate, bundle.Key);

    private static bool IsTrusted(X509Certificate2 serving, string bundle, DateTimeOffset now)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.ImportFromPem(bundle);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTimeIgnored = false;
        chain.ChainPolicy.VerificationTime = now.UtcDateTime;
        return chain.Build(serving);
    }
}
