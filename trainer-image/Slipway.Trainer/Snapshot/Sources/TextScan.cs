using System.Buffers;
using System.IO.Compression;

namespace Slipway.Trainer.Snapshot.Sources;

/// <summary>What one pass over a text file's bytes tells, before any engine reads it.</summary>
/// <param name="Lines">Lines with at least one character.</param>
/// <param name="HasQuotes">Whether a double quote occurs.</param>
internal sealed record TextScan(long Lines, bool HasQuotes)
{
    private const int BufferSize = 1 << 20;

    /// <summary>Reads the whole file; a compressed one is checked to be whole.</summary>
    /// <exception cref="InvalidDataException">The compressed bytes are damaged or end too early.</exception>
    public static async Task<TextScan> RunAsync(string path, bool compressed, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, useAsync: true);
        if (!compressed) return (await CountAsync(file, tailLength: 0, cancellationToken)).Scan;

        await using var marked = new ConcatenatedStream(file, EndMarker.Compressed);
        await using var plain = new GZipStream(marked, CompressionMode.Decompress);
        var (scan, tail) = await CountAsync(plain, EndMarker.Plain.Length, cancellationToken);
        return EndMarker.Ends(tail) ? scan with { Lines = scan.Lines - 1 } : throw new InvalidDataException("The compressed data ends before its end.");
    }

    private static async Task<(TextScan Scan, byte[] Tail)> CountAsync(Stream stream, int tailLength, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            long lines = 0;
            var quotes = false;
            var inLine = false;
            var tail = Array.Empty<byte>();
            int read;
            while ((read = await stream.ReadAsync(buffer.AsMemory(0, BufferSize), cancellationToken)) > 0)
            {
                var bytes = buffer.AsSpan(0, read);
                quotes = quotes || bytes.Contains((byte)'"');
                lines += CountLines(bytes, ref inLine);
                if (tailLength > 0) tail = EndMarker.Tail(tail, bytes);
            }

            return (new TextScan(lines + (inLine ? 1 : 0), quotes), tail);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Counts the line ends that follow at least one character other than a line end.</summary>
    private static long CountLines(ReadOnlySpan<byte> bytes, ref bool inLine)
    {
        long lines = 0;
        while (!bytes.IsEmpty)
        {
            if (!inLine)
            {
                var start = bytes.IndexOfAnyExcept((byte)'\n', (byte)'\r');
                if (start < 0) return lines;
                bytes = bytes[start..];
                inLine = true;
            }

            var end = bytes.IndexOf((byte)'\n');
            if (end < 0) return lines;
            lines++;
            inLine = false;
            bytes = bytes[(end + 1)..];
        }

        return lines;
    }
}
