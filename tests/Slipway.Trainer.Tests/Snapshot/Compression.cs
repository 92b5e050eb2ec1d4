using System.IO.Compression;
using System.Text;

namespace Slipway.Trainer.Tests.Snapshot;

internal static class Compression
{
    public static byte[] Gzip(string text)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest)) gzip.Write(Encoding.UTF8.GetBytes(text));
        return target.ToArray();
    }
}
