using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.Storage;

namespace Slipway.Trainer.Tests.Snapshot;

public sealed class SnapshotPathTests : IDisposable
{
    private readonly SnapshotRun run = new();

    public void Dispose() => run.Dispose();

    [Fact]
    [Trait("Capability", "D2")]
    [Trait("Capability", "D4")]
    public async Task A_csv_becomes_a_version_with_counts_times_sizes_and_checksums()
    {
        run.Write("clicks.csv", SnapshotRun.Header + SnapshotRun.Rows(1000));
        var manifest = await run.SucceedAsync(run.Spec() with { Author = "ada", Provenance = new Provenance { Source = "web", Licence = "CC0-1.0", Party = Party.First } });

        manifest.Rows.Read.ShouldBe(1000);
        manifest.Rows.Rejected.ShouldBe(0);
        manifest.Rows.Kept.ShouldBe(1000);
        manifest.Rows.Test.ShouldBeInRange(60, 140);
        manifest.EventTimeMin.ShouldBe(new DateTimeOffset(2026, 1, 1, 10, 0, 0, TimeSpan.Zero));
        manifest.EventTimeMax!.Value.Day.ShouldBe(28);
        manifest.Author.ShouldBe("ada");
        manifest.Provenance!.Licence.ShouldBe("CC0-1.0");
        manifest.Engine!.ShouldStartWith("duckdb/1.");
        manifest.CreatedAt.Year.ShouldBe(2026);
        manifest.Bytes.ShouldBe(manifest.Files.Sum(file => file.Bytes));
        foreach (var file in manifest.Files)
        {
            var path = Path.Combine(run.VersionFolder(manifest), file.Path);
            new FileInfo(path).Length.ShouldBe(file.Bytes);
            (await Digest.OfFileAsync(path, CancellationToken.None)).ShouldBe(file.Sha256);
        }

        run.Query(manifest, "SELECT sum(id), count(DISTINCT id) FROM \"all\"")[0].ShouldBe([499500L, 1000L]);
        run.Query(manifest, "SELECT typeof(id), typeof(time), typeof(country), typeof(price), typeof(clicked) FROM train LIMIT 1")[0]
            .ShouldBe(["BIGINT", "TIMESTAMP", "VARCHAR", "DOUBLE", "BOOLEAN"]);
    }

    [Fact]
    public async Task The_result_and_the_termination_message_say_the_same()
    {
        run.Write("clicks.csv", SnapshotRun.Header + SnapshotRun.Rows(100));
        var (exitCode, result) = await run.RunAsync(run.Spec());
        exitCode.ShouldBe(StepExitCode.Succeeded);
        var message = System.Text.Json.JsonSerializer.Deserialize(run.TerminationMessage, Contracts.ContractsJson.Default.StepResult)!;
        message.Snapshot!.Digest.ShouldBe(result.Snapshot!.Digest);
        message.Snapshot.Rows.ShouldBe(result.Snapshot.Rows);
        run.Progress.ShouldContain("published sha256:");
        Directory.GetDirectories(run.ScratchFolder).ShouldBeEmpty();
    }

    [Fact]
    public async Task Files_are_sorted_by_event_time()
    {
        run.Write("clicks.csv", SnapshotRun.Header + SnapshotRun.Rows(2000));
        var manifest = await run.SucceedAsync(run.Spec());
        run.Query(manifest, "SELECT count(*) FROM (SELECT time, lag(time) OVER (ORDER BY file_row_number) AS before FROM train) WHERE before > time")[0][0].ShouldBe(0L);
    }

    [Fact]
    [Trait("Capability", "D2")]
    public async Task A_version_that_exists_is_not_written_again()
    {
        run.Write("clicks.csv", SnapshotRun.Header + SnapshotRun.Rows(100));
        var first = await run.SucceedAsync(run.Spec());
        var stamps = Directory.GetFiles(run.VersionFolder(first)).ToDictionary(path => path, File.GetLastWriteTimeUtc);
        var (exitCode, result) = await run.RunAsync(run.Spec());
        exitCode.ShouldBe(0);
        result.Snapshot!.Digest.ShouldBe(first.Digest);
        run.Progress.ShouldContain("exists already");
        Directory.GetFiles(run.VersionFolder(first)).ToDictionary(path => path, File.GetLastWriteTimeUtc).ShouldBe(stamps, ignoreOrder: true);
    }
}
