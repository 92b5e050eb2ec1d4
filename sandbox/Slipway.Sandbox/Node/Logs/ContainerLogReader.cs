using System.Text;

namespace Slipway.Sandbox.Node.Logs;

/// <summary>Reads log files that <see cref="ContainerLogWriter"/> writes, also while it writes them.</summary>
internal static class ContainerLogReader
{
    private static readonly TimeSpan FollowPeriod = TimeSpan.FromMilliseconds(100);

    /// <summary>Copies the wanted part of a log.</summary>
    /// <param name="path">The file.</param>
    /// <param name="query">What is wanted.</param>
    /// <param name="ended">Completes when nothing more will be written.</param>
    /// <param name="output">Where it goes; flushed after each batch of lines.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task CopyAsync(string path, LogQuery query, Task ended, Stream output, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 4096, useAsync: false);
        var lines = new LogLineSource(file);
        var sink = new LimitedSink(output, query);
        foreach (var line in Tail(Since(lines.ReadAvailable(), query.Since), query.Tail)) await sink.WriteAsync(line, cancellationToken);
        await output.FlushAsync(cancellationToken);

        while (query.Follow && !sink.IsFull)
        {
            // Asked before reading: what was written before the end must still be read after it.
            var last = ended.IsCompleted;
            foreach (var line in lines.ReadAvailable()) await sink.WriteAsync(line, cancellationToken);
            await output.FlushAsync(cancellationToken);
            if (last) break;
            await Task.WhenAny(ended, Task.Delay(FollowPeriod, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>The end of a log as text, for a termination message: at most so many lines and bytes.</summary>
    public static async Task<string> LastTextAsync(string path, int lines, int bytes, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        await CopyAsync(path, new LogQuery { Tail = lines }, Task.CompletedTask, buffer, cancellationToken);
        var all = buffer.ToArray();
        return Encoding.UTF8.GetString(all.AsSpan(Math.Max(0, all.Length - bytes)));
    }

    private static IEnumerable<LogLine> Since(IEnumerable<LogLine> lines, DateTimeOffset? since) =>
        since is { } start ? lines.Where(line => line.Time >= start) : lines;

    private static IEnumerable<LogLine> Tail(IEnumerable<LogLine> lines, long? count)
    {
        if (count is not { } wanted) return lines;
        var last = new Queue<LogLine>();
        foreach (var line in lines)
        {
            last.Enqueue(line);
            if (last.Count > wanted) last.Dequeue();
        }

        return last;
    }

    private sealed class LimitedSink(Stream output, LogQuery query)
    {
        private long left = query.LimitBytes ?? long.MaxValue;

        public bool IsFull => left <= 0;

        public async Task WriteAsync(LogLine line, CancellationToken cancellationToken)
        {
            if (query.Timestamps) await WriteAsync(Encoding.ASCII.GetBytes(line.Timestamp + " "), cancellationToken);
            await WriteAsync(line.Text, cancellationToken);
        }

        private async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
        {
            var take = (int)Math.Min(left, bytes.Length);
            left -= take;
            if (take > 0) await output.WriteAsync(bytes[..take], cancellationToken);
        }
    }
}
