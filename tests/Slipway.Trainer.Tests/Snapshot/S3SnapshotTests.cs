using System.Text;
using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.Storage;
using Slipway.Storage.S3;
using Slipway.Testing;

namespace Slipway.Trainer.Tests.Snapshot;

/// <summary>Snapshots from and to a real S3 server process.</summary>
[Trait("Capability", "D4")]
public sealed class S3SnapshotTests : IAsyncLifetime
{
    private readonly SnapshotRun run = new();
    private S3Server server = null!;
    private ObjectStores stores = null!;

    public async ValueTask InitializeAsync()
    {
        server = await S3Server.StartAsync();
        stores = new ObjectStores(Settings());
    }

    public ValueTask DisposeAsync()
    {
        stores.Dispose();
        server.Dispose();
        run.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Partitions_of_a_bucket_give_the_digest_that_local_files_give()
    {
        await PutAsync("clicks/day=2026-01-01/a.csv", Encoding.UTF8.GetBytes(SnapshotRun.Header + SnapshotRun.Rows(500)));
        await PutAsync("clicks/day=2026-01-02/a.csv.gz", Compression.Gzip(SnapshotRun.Header + SnapshotRun.Rows(500, 500) + "x,,,,\n"));
        var (exitCode, result) = await run.RunAsync(Spec("clicks"), stores);
        exitCode.ShouldBe(0, run.Errors);
        result.Snapshot!.Rows.Read.ShouldBe(1001);
        result.Snapshot.ManifestUri.ShouldStartWith("s3://shop/datasets/");
        foreach (var name in new[] { "train.parquet", "test.parquet", "quarantine.parquet" })
            (await stores.FindAsync(ObjectUri.Parse(result.Snapshot.ManifestUri[..^"manifest.json".Length] + name), default)).ShouldNotBeNull();

        run.Write("a.csv", SnapshotRun.Header + SnapshotRun.Rows(1000));
        (await run.SucceedAsync(run.Spec())).Digest.ShouldBe(result.Snapshot.Digest);
    }

    [Fact]
    public async Task A_partition_that_was_written_again_is_known_by_the_stores_mark()
    {
        for (var day = 1; day <= 3; day++) await PutAsync($"daily/day=2026-03-0{day}/a.csv", Encoding.UTF8.GetBytes(PartitionedRun.Day(day - 1, 40)));
        var spec = Spec("daily") with
        {
            Columns = PartitionedRun.Spec(run, 1).Columns, Key = ["id", "day"],
            Source = new DataSource { Uri = $"s3://{S3Server.Bucket}/daily", Partitioning = new Partitioning { Columns = ["day"], Parallelism = 1 } },
        };
        var (exitCode, first) = await run.RunAsync(spec, stores);
        exitCode.ShouldBe(0, run.Errors);
        first.Snapshot!.Partitions.ShouldBe(new PartitionCounts { Total = 3, Read = 3 });
        var sameLength = PartitionedRun.Day(1, 40).Replace("true", "TRUE", StringComparison.Ordinal);
        await PutAsync("daily/day=2026-03-02/a.csv", Encoding.UTF8.GetBytes(sameLength));
        var (_, second) = await run.RunAsync(spec, stores);
        second.Snapshot!.Partitions.ShouldBe(new PartitionCounts { Total = 3, Read = 1 });
        second.Snapshot.Digest.ShouldBe(first.Snapshot.Digest, "the rows are the same ones");
    }

    [Fact]
    [Trait("Capability", "D6")]
    public async Task A_prefix_a_bucket_and_a_right_that_are_missing_are_told_apart()
    {
        var (_, prefix) = await run.RunAsync(Spec("nothing-here"), stores);
        prefix.Error!.Reason.ShouldBe("SourceNotFound");
        prefix.Error.Message.ShouldContain("no object has that key or prefix");

        var (_, bucket) = await run.RunAsync(Spec("clicks") with { Source = new DataSource { Uri = "s3://nobucket/clicks" } }, stores);
        bucket.Error!.Reason.ShouldBe("SourceNotFound");
        bucket.Error.Message.ShouldContain("bucket 'nobucket' does not exist");

        using var stranger = new ObjectStores(Settings() with { AccessKeyId = "STRANGER" });
        var (exitCode, forbidden) = await run.RunAsync(Spec("clicks") with { Output = "file://" + run.OutputFolder, ResultPrefix = "file://" + run.OutputFolder }, stranger);
        exitCode.ShouldBe(StepExitCode.Invalid);
        forbidden.Error!.Reason.ShouldBe("SourceForbidden");
    }

    private Task PutAsync(string key, byte[] bytes) => stores.PutAsync(ObjectUri.Parse($"s3://{S3Server.Bucket}/{key}"), bytes, default);

    private SnapshotSpec Spec(string prefix) => run.Spec() with
    {
        Source = new DataSource { Uri = $"s3://{S3Server.Bucket}/{prefix}" },
        Output = $"s3://{S3Server.Bucket}/datasets",
        ResultPrefix = $"s3://{S3Server.Bucket}/results/1",
    };

    private S3Settings Settings() => new() { Endpoint = server.Endpoint, AccessKeyId = S3Server.AccessKey, SecretAccessKey = S3Server.AccessKey };
}
