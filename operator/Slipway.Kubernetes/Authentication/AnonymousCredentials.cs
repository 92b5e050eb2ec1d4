namespace Slipway.Kubernetes.Authentication;

/// <summary>Proves nothing.</summary>
public sealed class AnonymousCredentials : ICredentialSource
{
    private AnonymousCredentials()
    {
    }

    /// <summary>The one instance.</summary>
    public static AnonymousCredentials Instance { get; } = new();

    /// <inheritdoc/>
    public ValueTask<Credential> GetAsync(CancellationToken cancellationToken) => ValueTask.FromResult(Credential.None);

    /// <inheritdoc/>
    public void Invalidate(Credential refused)
    {
    }
}
