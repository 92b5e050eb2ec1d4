namespace Slipway.Kubernetes.Authentication;

/// <summary>A credential that never changes.</summary>
public sealed class FixedCredentials(Credential credential) : ICredentialSource
{
    /// <inheritdoc/>
    public ValueTask<Credential> GetAsync(CancellationToken cancellationToken) => ValueTask.FromResult(credential);

    /// <inheritdoc/>
    public void Invalidate(Credential refused)
    {
    }
}
