using System.Buffers;

namespace Slipway.Sandbox.Node.Logs;

/// <summary>Reads whole lines from a file that grows.</summary>
internal sealed class LogLineSource(FileStream file)
{
    private readonly ArrayBufferWriter<byte> pending = new();

    /// <summary>The lines that are there now, lazily; a line that is still being written waits for the next call.</summary>
    public IEnumerable<LogLine> ReadAvailable()
    {
        var chunk = new byte[64 * 1024];
        int read;
        while ((read = file.Read(chunk, 0, chunk.Length)) > 0)
        {
            var start = 0;
            for (int end; (end = Array.IndexOf(chunk, (byte)'\n', start, read - start)) >= 0; start = end + 1)
            {
                pending.Write(chunk.AsSpan(start, end - start));
                yield return LogLine.Parse(pending.WrittenMemory.ToArray());
                pending.ResetWrittenCount();
            }

            pending.Write(chunk.AsSpan(start, read - start));
        }
    }
}
