using System.Security.Cryptography;
using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.Trainer.Steps;

namespace Slipway.Trainer.Snapshot.Privacy;

/// <summary>The secret that pseudonyms are made with. Each use has a key of its own, derived from it.</summary>
/// <remarks>Guarantees: neither the secret nor a derived key is in any text that this type gives.</remarks>
internal sealed class PseudonymKey
{
    /// <summary>Fewest bytes of the secret: a shorter one could be found by trying.</summary>
    public const int LeastBytes = 32;

    private readonly byte[] secret;

    public PseudonymKey(byte[] secret)
    {
        this.secret = secret;
        Id = $"hmac-sha256:{Convert.ToHexStringLower(Derive("slipway/key-id/1"))[..32]}";
    }

    /// <summary>Tells keys apart; a digest that says nothing of the pseudonyms.</summary>
    public string Id { get; }

    /// <summary>Key of the keyed digests.</summary>
    public byte[] ForDigests => Derive("slipway/pseudonym/1");

    /// <summary>32 bytes for Crypto-PAn.</summary>
    public byte[] ForAddresses => Derive("slipway/addresses/1");

    /// <summary>Key of the digests of a text's parts.</summary>
    public byte[] ForParts => Derive("slipway/parts/1");

    /// <summary>The key of a specification; null when no column needs one.</summary>
    /// <exception cref="StepException">It is needed and not there, or too short.</exception>
    public static async Task<PseudonymKey?> ReadAsync(SnapshotSpec spec, string? path, CancellationToken cancellationToken)
    {
        if (spec.Columns.FirstOrDefault(Protections.NeedsKey) is not { } column) return null;
        if (!File.Exists(path))
        {
            throw StepException.Invalid("PseudonymisationKeyMissing", $"Column '{column.Name}' is pseudonymised, and there is no key for it.",
                "Name a Secret and its key in spec.privacy.pseudonymisationKeyRef; make one by: kubectl create secret generic NAME --from-literal=key=$(openssl rand -hex 32).");
        }

        var secret = TrimEnd(await File.ReadAllBytesAsync(path, cancellationToken));
        return secret.Length >= LeastBytes
            ? new PseudonymKey(secret)
            : throw StepException.Invalid("PseudonymisationKeyTooShort", $"The pseudonymisation key has {secret.Length} bytes; at least {LeastBytes} are needed.", "Use a random key, such as that of: openssl rand -hex 32.");
    }

    // Editors and shells end a file with a line end that nobody means.
    private static byte[] TrimEnd(byte[] bytes) => bytes.AsSpan().TrimEnd("\r\n"u8).ToArray();

    private byte[] Derive(string use) => HMACSHA256.HashData(secret, System.Text.Encoding.ASCII.GetBytes(use));
}
