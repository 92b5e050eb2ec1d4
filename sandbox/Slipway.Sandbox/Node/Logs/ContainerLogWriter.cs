using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;

namespace Slipway.Sandbox.Node.Logs;

/// <summary>Writes a container's output in the format of the container runtime interface: <c>time stream F|P text</c> per line.</summary>
internal sealed class ContainerLogWriter : IAsyncDisposable
{
    /// <summary>Longer lines are written in parts.</summary>
    public const int MaxLine = 16 * 1024;

    private readonly FileStream file;
    private readonly TimeProvider time;
    private readonly SemaphoreSlim turn = new(1, 1);
    private bool closed;

    public ContainerLogWriter(string path, TimeProvider time)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        // No buffer: a line is in the file once it is written, so that whoever follows sees it and a killed sandbox loses none.
        file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, useAsync: false);
        this.time = time;
    }

    /// <summary>Copies a stream line by line until it ends.</summary>
    public async Task PumpAsync(Stream source, LogStream stream)
    {
        var reader = PipeReader.Create(source, new StreamPipeReaderOptions(bufferSize: 4 * MaxLine));
        while (true)
        {
            var read = await reader.ReadAsync();
            var buffer = read.Buffer;
            while (TryTake(ref buffer, read.IsCompleted, out var line, out var whole)) await WriteAsync(line.ToArray(), stream, whole);
            reader.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted) break;
        }

        await reader.CompleteAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await turn.WaitAsync();
        closed = true;
        await file.DisposeAsync();
        turn.Release();
    }

    private static bool TryTake(ref ReadOnlySequence<byte> buffer, bool last, out ReadOnlySequence<byte> line, out bool whole)
    {
        whole = false;
        if (buffer.PositionOf((byte)'\n') is { } end && buffer.Slice(0, end).Length <= MaxLine)
        {
            whole = true;
            line = buffer.Slice(0, end);
            buffer = buffer.Slice(buffer.GetPosition(1, end));
            return true;
        }

        var take = buffer.Length > MaxLine ? MaxLine : last ? buffer.Length : 0;
        line = buffer.Slice(0, take);
        buffer = buffer.Slice(take);
        return take > 0;
    }

    private async Task WriteAsync(byte[] text, LogStream stream, bool whole)
    {
        var name = stream == LogStream.StandardOutput ? "stdout" : "stderr";
        var prefix = string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffffff}00Z {name} {(whole ? 'F' : 'P')} ");
        byte[] line = [.. Encoding.ASCII.GetBytes(prefix), .. text, (byte)'\n'];
        await turn.WaitAsync();
        try
        {
            if (!closed) await file.WriteAsync(line);
        }
        finally
        {
            turn.Release();
        }
    }
}
