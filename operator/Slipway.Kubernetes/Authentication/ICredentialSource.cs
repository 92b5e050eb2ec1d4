namespace Slipway.Kubernetes.Authentication;

/// <summary>Gives the credential that is valid now.</summary>
public interface ICredentialSource
{
    /// <summary>The credential; from memory while it is valid.</summary>
    ValueTask<Credential> GetAsync(CancellationToken cancellationToken);

    /// <summary>Says that the server refused <paramref name="refused"/>, so that the next one is fetched anew.</summary>
    void Invalidate(Credential refused);
}
