namespace Slipway.Kubernetes.Authentication;

/// <summary>A bearer token in a file that the kubelet replaces before it expires.</summary>
/// <remarks>Guarantees: a replaced token is used within a minute, and at once if the server refuses the old one.</remarks>
public sealed class TokenFileCredentials(string path, TimeProvider time) : ICredentialSource
{
    private static readonly TimeSpan ReadAgainAfter = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private Credential? known;
    private long readAt;

    /// <inheritdoc/>
    /// <exception cref="KubeconfigException">The file cannot be read or is empty, and no token is known from before.</exception>
    public async ValueTask<Credential> GetAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (known is not null && time.GetElapsedTime(readAt) < ReadAgainAfter) return known;
        }

        var read = await ReadAsync(cancellationToken);
        lock (gate)
        {
            if (read is not null) known = Credential.Bearer(read);
            readAt = time.GetTimestamp();
            return known ?? throw new KubeconfigException($"token file {path} is empty");
        }
    }

    /// <inheritdoc/>
    public void Invalidate(Credential refused)
    {
        lock (gate)
        {
            if (known == refused) known = null;
        }
    }

    private async Task<string?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var token = (await File.ReadAllTextAsync(path, cancellationToken)).Trim();
            return token.Length > 0 ? token : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            // While the kubelet swaps the file, the token in memory is still good.
            if (known is not null) return null;
            throw new KubeconfigException($"token file {path} cannot be read: {unreadable.Message}", unreadable);
        }
    }
}
