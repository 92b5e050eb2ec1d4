using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;

namespace Slipway.Trainer.Tests.Snapshot.DryRuns;

[Trait("Capability", "D12")]
public sealed class PartitionedDryRunTests : IDisposable
{
    private readonly SnapshotRun run = new();

    public void Dispose() => run.Dispose();

    [Fact]
    public async Task Each_pod_tries_the_partitions_that_it_is_about_to_read()
    {
        PartitionedRun.WriteDays(run, days: 6, rows: 400);
        var manifest = SnapshotRun.Manifest(await PartitionedRun.RunAsync(run, Spec()));
        (manifest.DryRun!.Rows, manifest.DryRun.Files).ShouldBe((480, 6));

        PartitionedRun.WriteDays(run, days: 1, rows: 400, first: 6);
        manifest = SnapshotRun.Manifest(await PartitionedRun.RunAsync(run, Spec()));
        (manifest.DryRun!.Rows, manifest.DryRun.Files).ShouldBe((240, 1));
    }

    [Fact]
    public async Task A_new_partition_that_cannot_pass_is_refused_and_none_is_read()
    {
        for (var day = 1; day <= 5; day++) run.Write($"day=2026-03-0{day}/clicks.csv", day < 5 ? PartitionedRun.Day(day - 1, 400) : PartitionedRun.Day(day - 1, 400).Replace("2026-03", "03.2026", StringComparison.Ordinal));
        var spec = Spec() with { Limits = new Limits { MaxRejectedPercent = 1 } };
        var error = await run.FailAsync(spec with { Source = spec.Source with { Partitioning = spec.Source.Partitioning! with { Parallelism = 1 } } }, StepExitCode.Refused);

        error.Reason.ShouldBe("TooManyRejected");
        error.Message.ShouldStartWith("In the dry run: 48 of 240 rows were rejected");
    }

    private SnapshotSpec Spec() => PartitionedRun.Spec(run, parallelism: 2) with { DryRun = new DryRunPolicy { Rows = 240 } };
}
