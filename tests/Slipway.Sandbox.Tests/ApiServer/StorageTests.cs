using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Storage;

namespace Slipway.Sandbox.Tests.ApiServer;

public sealed class StorageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slipway-log-").FullName;

    [Fact]
    public void AWriteThatExpectsAnotherStateIsNotDone()
    {
        var log = new RevisionLog(100);
        var first = log.TryPut("widgets", null, Widget("a", 1))!;
        var second = log.TryPut("widgets", first, Widget("a", 2))!;

        log.TryPut("widgets", first, Widget("a", 3)).ShouldBeNull();
        log.TryPut("widgets", null, Widget("a", 3)).ShouldBeNull();
        log.TryDelete("widgets", first).ShouldBeFalse();
        log.Find("widgets", "n", "a")!.ShouldBeSameAs(second);
    }

    [Fact]
    public void TheStateOfAnyRetainedVersionCanBeListed() => Prop.ForAll(
        ArbMap.Default.ArbFor<(byte Name, bool Delete)[]>(),
        operations =>
        {
            var log = new RevisionLog(10_000);
            var states = new Dictionary<long, string> { [log.Revision] = Names(log.List("widgets")) };
            foreach (var (name, delete) in operations)
            {
                var current = log.Find("widgets", "n", $"w{name % 8}");
                if (delete && current is not null)
                {
                    log.TryDelete("widgets", current);
                }
                else
                {
                    log.TryPut("widgets", current, Widget($"w{name % 8}", name));
                }

                states[log.Revision] = Names(log.List("widgets"));
            }

            return states.All(state => Names(log.ListAt("widgets", state.Key)!) == state.Value);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void WhoeverIsFurtherBehindThanTheLogIsToldSo()
    {
        var log = new RevisionLog(10);
        StoredObject? current = null;
        var start = log.Revision;
        for (var i = 0; i < 100; i++)
        {
            current = log.TryPut("widgets", current, Widget("a", i));
        }

        var old = start;
        log.ReadAfter("widgets", ref old).ShouldBeNull();
        log.ListAt("widgets", start).ShouldBeNull();
        var recent = log.Revision - 5;
        log.ReadAfter("widgets", ref recent)!.Count.ShouldBe(5);
        recent.ShouldBe(log.Revision);
    }

    [Fact]
    public void AFileGivesBackWhatWasAnsweredEvenWhenItsLastLineIsTorn()
    {
        var (file, _, _) = LogFile.Open(_folder);
        var log = new RevisionLog(100, file);
        var a = log.TryPut("widgets", null, Widget("a", 1))!;
        log.TryPut("widgets", a, Widget("a", 2));
        var b = log.TryPut("widgets", null, Widget("b", 1))!;
        log.TryDelete("widgets", b);
        file.Dispose();
        var path = Directory.GetFiles(_folder).Single();
        File.AppendAllText(path, """{"revision":99999,"resource":"widgets","object":{"metada""");

        var (again, revision, objects) = LogFile.Open(_folder);
        again.Dispose();
        revision.ShouldBe(log.Revision);
        objects.Select(o => (o.StorageKey, o.Object.Name, o.Object.Json.IntegerAt("spec", "size"))).ShouldBe([("widgets", "a", 2L)]);
    }

    [Fact]
    public void AFileThatIsNoLogIsRefusedByLine()
    {
        File.WriteAllText(Path.Combine(_folder, "revisions.jsonl"), "{\"revision\":5}\nhello\n");
        Should.Throw<InvalidDataException>(() => LogFile.Open(_folder)).Message.ShouldContain("line 2");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Names(Snapshot snapshot) => string.Join(",", snapshot.Objects.Values.Select(o => $"{o.Name}@{o.Revision}"));

    private static JsonObject Widget(string name, long size) => new()
    {
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "n", ["uid"] = Guid.NewGuid().ToString() },
        ["spec"] = new JsonObject { ["size"] = size },
    };
}
