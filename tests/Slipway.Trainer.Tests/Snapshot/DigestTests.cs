using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;

namespace Slipway.Trainer.Tests.Snapshot;

[Trait("Capability", "D2")]
public sealed class DigestTests : IDisposable
{
    private readonly SnapshotRun run = new();

    public void Dispose() => run.Dispose();

    [Fact]
    public async Task The_digest_can_be_computed_without_the_engine()
    {
        run.Write("clicks.csv", SnapshotRun.Header + "1,2026-01-01T10:00:00Z,DE,0.5,true\n22,2026-01-02 00:00:00.25,,,0\n");
        var manifest = await run.SucceedAsync(run.Spec());

        var rows = new[] { (Key: "|1|", Text: "1|2026-01-01 10:00:00|2:DE|0.5|true|"), (Key: "|22|", Text: "22|2026-01-02 00:00:00.25|||false|") };
        var parts = rows.ToLookup(row => RowHash.Bucket(row.Key) switch { < 10 => "test", < 20 => "validation", _ => "train" }, row => row.Text);
        var text = "slipway dataset 1\nrole Training\ncolumn id Int64 required\ncolumn time Timestamp nullable\ncolumn country String nullable\n" +
            "column price Float64 nullable\ncolumn clicked Boolean nullable\neventTime time\nkey id\nlabel clicked\nsplit Hash 10 10 \n" +
            string.Concat(new[] { "train", "validation", "test" }.Select(split => $"{split} {RowHash.Fingerprint(parts[split])}\n"));
        manifest.Digest.ShouldBe(Slipway.Storage.Digest.Of(System.Text.Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public async Task Threads_file_order_compression_and_file_boundaries_do_not_matter()
    {
        run.Write("clicks.csv", SnapshotRun.Header + SnapshotRun.Rows(30_000));
        var whole = await run.SucceedAsync(run.Spec() with { Threads = 1 });
        var files = whole.Files.Select(file => file.Sha256).ToList();

        Directory.Delete(run.SourceFolder, recursive: true);
        Directory.Delete(run.OutputFolder, recursive: true);
        run.Write("a.csv", SnapshotRun.Header + SnapshotRun.Rows(10_000, 20_000));
        run.Write("b.csv.gz", Compression.Gzip(SnapshotRun.Header + SnapshotRun.Rows(12_000)));
        run.Write("c.csv", SnapshotRun.Header + SnapshotRun.Rows(8_000, 12_000));
        var parts = await run.SucceedAsync(run.Spec() with { Threads = 4 });
        parts.Digest.ShouldBe(whole.Digest);
        parts.Files.Select(file => file.Sha256).ShouldBe(files, "the files are the same to the byte");
    }

    [Fact]
    public async Task A_small_memory_limit_spills_and_changes_nothing()
    {
        run.Write("clicks.csv", SnapshotRun.Header + SnapshotRun.Rows(300_000));
        var roomy = await run.SucceedAsync(run.Spec());
        var (exitCode, tight) = await run.RunAsync(run.Spec() with { MemoryBytes = 48 << 20, Threads = 1 });
        exitCode.ShouldBe(0, run.Errors);
        tight.Snapshot!.Digest.ShouldBe(roomy.Digest);
    }

    [Theory]
    [InlineData("value")]
    [InlineData("missing")]
    [InlineData("role")]
    [InlineData("salt")]
    [InlineData("column")]
    public async Task Whatever_changes_the_content_changes_the_digest(string change)
    {
        run.Write("clicks.csv", SnapshotRun.Header + SnapshotRun.Rows(200) + "900,2026-01-01,,1,true\n");
        var before = await run.SucceedAsync(run.Spec());
        var spec = run.Spec();
        if (change == "value") run.Write("clicks.csv", SnapshotRun.Header + SnapshotRun.Rows(200) + "900,2026-01-01,,2,true\n");
        if (change == "missing") run.Write("clicks.csv", SnapshotRun.Header + SnapshotRun.Rows(200) + "900,2026-01-01,DE,,true\n");
        if (change == "role") spec = spec with { Role = DatasetRole.Golden };
        if (change == "salt") spec = spec with { Splits = new SplitPolicy { Salt = "other" } };
        if (change == "column") spec = spec with { Columns = [.. spec.Columns.Where(column => column.Name != "price")] };
        (await run.SucceedAsync(spec)).Digest.ShouldNotBe(before.Digest);
    }

    [Fact]
    public async Task A_manifest_that_belongs_to_another_version_is_not_trusted()
    {
        run.Write("clicks.csv", SnapshotRun.Header + SnapshotRun.Rows(20));
        var manifest = await run.SucceedAsync(run.Spec());
        await File.WriteAllTextAsync(Path.Combine(run.VersionFolder(manifest), "manifest.json"), "{\"name\":");
        var (exitCode, result) = await run.RunAsync(run.Spec());
        exitCode.ShouldBe(StepExitCode.Invalid);
        result.Error!.Reason.ShouldBe("DamagedVersion");
    }
}
