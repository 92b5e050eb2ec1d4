using System.IO.Compression;

namespace Slipway.Trainer.Snapshot.Sources;

/// <summary>
/// A small gzip member put behind a file to learn whether the file is whole: .NET's decompressor takes the end of its input for the end of the data.
/// Behind a whole file the marker comes out as it went in; behind a cut one it is swallowed as the missing bytes, and its text or checksum is wrong.
/// </summary>
internal static class EndMarker
{
    public static readonly byte[] Plain = "\nslipway end of file 5f0c1b7e9a\n"u8.ToArray();

    public static readonly byte[] Compressed = Compress();

    public static bool Ends(ReadOnlySpan<byte> tail) => tail.SequenceEqual(Plain);

    /// <summary>The last bytes of what came before and what comes now, as many as the marker has.</summary>
    public static byte[] Tail(byte[] before, ReadOnlySpan<byte> now)
    {
        if (now.Length >= Plain.Length) return now[^Plain.Length..].ToArray();
        byte[] joined = [.. before, .. now];
        return joined.Length <= Plain.Length ? joined : joined[^Plain.Length..];
    }

    private static byte[] Compress()
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest)) gzip.Write(Plain);
        return target.ToArray();
    }
}
