using System.Text;
using Slipway.Sandbox.Node.Logs;
using Slipway.Testing;

namespace Slipway.Sandbox.Tests.Node;

public sealed class ContainerLogTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("slipway-log-").FullName;
    private readonly ManualTimeProvider time = new();

    private string FilePath => Path.Combine(folder, "0.log");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task What_was_written_is_read_back_whatever_its_shape()
    {
        var text = "short\n\n" + new string('x', 3 * ContainerLogWriter.MaxLine) + "\nlast without end";
        await WriteAsync(text);
        (await ReadAsync(new LogQuery())).ShouldBe(text);
    }

    [Fact]
    public async Task Tail_bytes_and_timestamps_do_as_they_say()
    {
        await WriteAsync("one\ntwo\nthree\n");
        (await ReadAsync(new LogQuery { Tail = 2 })).ShouldBe("two\nthree\n");
        (await ReadAsync(new LogQuery { Tail = 0 })).ShouldBe("");
        (await ReadAsync(new LogQuery { LimitBytes = 5 })).ShouldBe("one\nt");
        (await ReadAsync(new LogQuery { Tail = 1, Timestamps = true })).ShouldBe("2026-01-01T00:00:00.000000000Z three\n");
    }

    [Fact]
    public async Task Lines_before_a_time_are_left_out()
    {
        await using (var writer = new ContainerLogWriter(FilePath, time))
        {
            await writer.PumpAsync(Bytes("old\n"), LogStream.StandardOutput);
            time.Advance(TimeSpan.FromSeconds(10));
            await writer.PumpAsync(Bytes("new\n"), LogStream.StandardError);
        }

        (await ReadAsync(new LogQuery { Since = time.GetUtcNow() })).ShouldBe("new\n");
    }

    private async Task WriteAsync(string text)
    {
        await using var writer = new ContainerLogWriter(FilePath, time);
        await writer.PumpAsync(Bytes(text), LogStream.StandardOutput);
    }

    private async Task<string> ReadAsync(LogQuery query)
    {
        using var output = new MemoryStream();
        await ContainerLogReader.CopyAsync(FilePath, query, Task.CompletedTask, output, default);
        return Encoding.UTF8.GetString(output.ToArray());
    }

    private static MemoryStream Bytes(string text) => new(Encoding.UTF8.GetBytes(text));
}
