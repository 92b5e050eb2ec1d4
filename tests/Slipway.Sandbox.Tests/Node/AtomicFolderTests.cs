using System.Text;
using Slipway.Sandbox.Node.Volumes;

namespace Slipway.Sandbox.Tests.Node;

public sealed class AtomicFolderTests : IDisposable
{
    private readonly string path = Directory.CreateTempSubdirectory("slipway-atomic-").FullName;

    public void Dispose() => Directory.Delete(path, recursive: true);

    [Fact]
    public void Files_come_change_and_go()
    {
        Write(("a", "1"), ("sub/b", "2"));
        (Read("a"), Read("sub/b")).ShouldBe(("1", "2"));
        Write(("a", "3"));
        Read("a").ShouldBe("3");
        Path.Exists(Path.Combine(path, "sub")).ShouldBeFalse();
        Directory.GetFileSystemEntries(path).Select(Path.GetFileName).Count().ShouldBe(3, "one generation, the link to it, one file");
    }

    [Fact]
    public async Task A_reader_never_sees_files_of_two_generations()
    {
        Write(("a", "0"), ("b", "0"));
        using var stop = new CancellationTokenSource();
        var reader = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                // Through one look at the link, as a program that wants both files of one moment reads them.
                var generation = new FileInfo(Path.Combine(path, "..data")).LinkTarget!;
                try
                {
                    var both = (File.ReadAllText(Path.Combine(path, generation, "a")), File.ReadAllText(Path.Combine(path, generation, "b")));
                    both.Item1.ShouldBe(both.Item2);
                }
                catch (IOException)
                {
                    // The generation was removed meanwhile; the next look finds the new one.
                }
            }
        });
        for (var round = 1; round <= 200; round++) Write(("a", $"{round}"), ("b", $"{round}"));
        await stop.CancelAsync();
        await reader;
    }

    [Fact]
    public void Nothing_is_touched_when_nothing_has_changed()
    {
        Write(("a", "1"));
        var before = new FileInfo(Path.Combine(path, "..data")).LinkTarget;
        Write(("a", "1"));
        new FileInfo(Path.Combine(path, "..data")).LinkTarget.ShouldBe(before);
    }

    private void Write(params (string Path, string Text)[] files) =>
        new AtomicFolder(path).Write([.. files.Select(file => new VolumeFile(file.Path, Encoding.UTF8.GetBytes(file.Text)))]);

    private string Read(string file) => File.ReadAllText(Path.Combine(path, file));
}
