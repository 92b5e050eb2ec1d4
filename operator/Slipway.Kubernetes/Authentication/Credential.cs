using System.Security.Cryptography.X509Certificates;

namespace Slipway.Kubernetes.Authentication;

/// <summary>Proves to the server who asks.</summary>
/// <param name="Authorization">Value of the Authorization header, or null.</param>
/// <param name="Certificate">Client certificate with its key, or null.</param>
public sealed record Credential(string? Authorization, X509Certificate2? Certificate)
{
    /// <summary>No proof.</summary>
    public static Credential None { get; } = new(null, null);

    /// <summary>A bearer token.</summary>
    public static Credential Bearer(string token) => new($"Bearer {token}", null);

    /// <summary>What kind it is, never what it holds: a credential must not get into a log.</summary>
    public override string ToString() => $"credential (header: {Authorization is not null}, certificate: {Certificate?.Subject ?? "none"})";
}
