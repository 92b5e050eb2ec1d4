using System.Buffers;
using System.Security.Cryptography;

namespace Slipway.Storage;

/// <summary>SHA-256 digests as they are written everywhere: <c>sha256:</c> and 64 hexadecimal digits.</summary>
public static class Digest
{
    private const string Prefix = "sha256:";

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>Digest of some bytes.</summary>
    public static string Of(ReadOnlySpan<byte> bytes) => Format(SHA256.HashData(bytes));

    /// <summary>Digest of a local file's bytes.</summary>
    public static async Task<string> OfFileAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 20, useAsync: true);
        return Format(await SHA256.HashDataAsync(file, cancellationToken));
    }

    /// <summary>The 64 digits of a digest, as used in object keys.</summary>
    /// <exception cref="FormatException">The text is no digest.</exception>
    public static string Hex(string digest) =>
        IsValid(digest) ? digest[Prefix.Length..] : throw new FormatException($"'{digest}' is no digest: write sha256: and 64 hexadecimal digits.");

    /// <summary>Whether a text has the form of a digest.</summary>
    public static bool IsValid(string text) =>
        text.StartsWith(Prefix, StringComparison.Ordinal) && text.Length == Prefix.Length + 64 && text.AsSpan(Prefix.Length).IndexOfAnyExcept(HexDigits) < 0;

    internal static string Format(ReadOnlySpan<byte> hash) => Prefix + Convert.ToHexStringLower(hash);
}
