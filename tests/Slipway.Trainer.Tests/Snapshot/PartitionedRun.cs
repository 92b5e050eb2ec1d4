using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;

namespace Slipway.Trainer.Tests.Snapshot;

/// <summary>Snapshots of a source in partitions by day, shared by some pods that run one after the other.</summary>
internal static class PartitionedRun
{
    /// <summary>The shop's clicks with the day among the columns and in the key.</summary>
    public static SnapshotSpec Spec(SnapshotRun run, int parallelism)
    {
        var spec = run.Spec();
        return spec with
        {
            Columns = [.. spec.Columns, new Column { Name = "day", Type = ColumnType.Date }],
            Key = ["id", "day"],
            Slices = [new Slice { Column = "country" }],
            Source = spec.Source with { Partitioning = new Partitioning { Columns = ["day"], Parallelism = parallelism } },
        };
    }

    /// <summary>The same rows, read by one pod at once.</summary>
    public static SnapshotSpec Whole(SnapshotSpec spec) => spec with { Source = spec.Source with { Partitioning = null } };

    public static void WriteDays(SnapshotRun run, int days, int rows, int first = 0)
    {
        for (var day = first; day < first + days; day++) run.Write($"day=2026-03-{1 + day:00}/clicks.csv", Day(day, rows));
    }

    public static string Day(int day, int rows) => SnapshotRun.Header + string.Concat(Enumerable.Range(0, rows).Select(id => FormattableString.Invariant(
        $"{id},2026-03-{1 + day:00} {id % 24:00}:{id % 60:00}:00,{(id % 5 == 0 ? "" : (id + day) % 3 == 0 ? "DE" : "FR")},{((id * 7) + day) % 1000 * 0.25},{((id + day) % 4 == 0 ? "true" : "false")}\n")));

    /// <summary>Runs every pod; the last one's result is the snapshot's.</summary>
    public static async Task<StepResult> RunAsync(SnapshotRun run, SnapshotSpec spec, IReadOnlyList<int>? order = null)
    {
        // Each run has a folder of its own for its pods' reports, as each Job has.
        spec = spec with { ResultPrefix = $"{spec.ResultPrefix}/{Guid.NewGuid():n}" };
        var last = new StepResult { Step = "", Outcome = StepOutcome.Succeeded };
        foreach (var worker in order ?? [.. Enumerable.Range(0, spec.Source.Partitioning!.Parallelism)])
        {
            (var exitCode, last) = await run.RunAsync(spec, worker: worker);
            exitCode.ShouldBe(0, run.Errors);
        }

        return last;
    }
}
