using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Slipway.Trainer.Tests.Snapshot;

/// <summary>The documented hashes, computed without DuckDB.</summary>
internal static class RowHash
{
    /// <summary>Bucket of the text "salt, bar, key text".</summary>
    public static int Bucket(string text) => (int)(Halves(text).Low % 100);

    /// <summary>Number of rows and the sums of the halves of their hashes, as the digest's text has them.</summary>
    public static string Fingerprint(IEnumerable<string> rows)
    {
        var halves = rows.Select(Halves).ToList();
        var high = halves.Aggregate(UInt128.Zero, (sum, hash) => sum + hash.High);
        var low = halves.Aggregate(UInt128.Zero, (sum, hash) => sum + hash.Low);
        return string.Create(CultureInfo.InvariantCulture, $"{halves.Count} {high}:{low}");
    }

    private static (ulong Low, ulong High) Halves(string text)
    {
#pragma warning disable CA5351 // MD5 tells rows apart here; it protects nothing.
        var hash = MD5.HashData(Encoding.UTF8.GetBytes(text));
#pragma warning restore CA5351
        return (BinaryPrimitives.ReadUInt64LittleEndian(hash), BinaryPrimitives.ReadUInt64LittleEndian(hash.AsSpan(8)));
    }
}
