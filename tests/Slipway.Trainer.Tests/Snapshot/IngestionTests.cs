using Slipway.Storage;
using Slipway.Trainer.Tests.Steps;

namespace Slipway.Trainer.Tests.Snapshot;

/// <summary>An ingestion is acknowledged when its manifest is durable, and not before; its next try is the same ingestion.</summary>
[Trait("Capability", "D27")]
public sealed class IngestionTests : IDisposable
{
    private readonly SnapshotRun run = new();

    public void Dispose() => run.Dispose();

    [Fact]
    public async Task A_try_that_dies_before_the_manifest_acknowledges_nothing_and_the_next_has_its_id()
    {
        run.Write("a.csv", SnapshotRun.Header + SnapshotRun.Rows(100));
        var spec = run.Spec() with { IngestId = "0123456789abcdef" };
        using var stores = new ObjectStores();
        foreach (var last in new[] { "card.html", "train.parquet", "manifest.json" })
        {
            var (code, result) = await run.RunAsync(spec, new BrokenStore(stores, uri => uri.Name == last));
            (code, result.Snapshot).ShouldBe((75, null), last);
            var written = Directory.Exists(run.OutputFolder) ? Directory.GetFiles(run.OutputFolder, "*", SearchOption.AllDirectories).Select(Path.GetFileName) : [];
            written.ShouldNotContain("manifest.json");
        }

        var manifest = await run.SucceedAsync(spec);
        manifest.IngestId.ShouldBe("0123456789abcdef");
        (await run.SucceedAsync(spec with { IngestId = "another" })).IngestId.ShouldBe("0123456789abcdef", "a version says which ingestion wrote it");
    }
}
