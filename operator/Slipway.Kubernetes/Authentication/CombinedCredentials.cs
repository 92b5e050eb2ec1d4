namespace Slipway.Kubernetes.Authentication;

/// <summary>A certificate from one source and a header from another.</summary>
internal sealed class CombinedCredentials(ICredentialSource certificate, ICredentialSource header) : ICredentialSource
{
    public async ValueTask<Credential> GetAsync(CancellationToken cancellationToken)
    {
        var first = await certificate.GetAsync(cancellationToken);
        var second = await header.GetAsync(cancellationToken);
        return new Credential(second.Authorization, first.Certificate);
    }

    public void Invalidate(Credential refused)
    {
        certificate.Invalidate(new Credential(null, refused.Certificate));
        header.Invalidate(new Credential(refused.Authorization, null));
    }
}
