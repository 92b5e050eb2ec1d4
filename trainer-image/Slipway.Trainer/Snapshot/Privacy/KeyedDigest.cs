using System.Security.Cryptography;

namespace Slipway.Trainer.Snapshot.Privacy;

/// <summary>HMAC-SHA-256 (RFC 2104) in SQL. The key comes as parameters of the statement, so that it is in no text that an error or a log could show.</summary>
internal static class KeyedDigest
{
    private const int BlockBytes = 64;

    /// <summary>SQL of the digest of a text, 64 hexadecimal digits; the statement takes <see cref="Parameters"/>.</summary>
    public static string Sql(string text) => $"sha256(unhex($2) || unhex(sha256(unhex($1) || encode({text}))))";

    /// <summary>Values of <c>$1</c> and <c>$2</c>: the key with the inner and the outer padding.</summary>
    public static object?[] Parameters(ReadOnlySpan<byte> key)
    {
        Span<byte> block = stackalloc byte[BlockBytes];
        block.Clear();
        if (key.Length > BlockBytes) SHA256.HashData(key, block);
        else key.CopyTo(block);
        return [Padded(block, 0x36), Padded(block, 0x5c)];
    }

    private static string Padded(ReadOnlySpan<byte> block, byte padding)
    {
        Span<byte> padded = stackalloc byte[BlockBytes];
        for (var index = 0; index < BlockBytes; index++) padded[index] = (byte)(block[index] ^ padding);
        return Convert.ToHexString(padded);
    }
}
