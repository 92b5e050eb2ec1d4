using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.Storage;

namespace Slipway.Trainer.Tests.Snapshot;

[Trait("Capability", "D4")]
public sealed class PartitionedSnapshotTests : IDisposable
{
    private readonly SnapshotRun run = new();

    public void Dispose() => run.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [Trait("Capability", "D2")]
    public async Task A_version_of_partitions_is_the_version_of_the_whole(int pods)
    {
        PartitionedRun.WriteDays(run, days: 5, rows: 200);
        run.Write("day=2026-03-02/more.csv", SnapshotRun.Header + "3,2026-03-02 03:03:00,FR,1.5,true\nx,2026-03-02 04:00:00,DE,1,true\n");
        var spec = PartitionedRun.Spec(run, pods);
        var whole = await run.SucceedAsync(PartitionedRun.Whole(spec));
        var result = await PartitionedRun.RunAsync(run, spec);
        result.Snapshot!.Digest.ShouldBe(whole.Digest, "the same rows are the same version, whoever read them");
        result.Snapshot.Partitions.ShouldBe(new PartitionCounts { Total = 5, Read = 5 });
    }

    [Fact]
    [Trait("Capability", "D21")]
    public async Task Statistics_added_up_are_those_of_the_whole()
    {
        PartitionedRun.WriteDays(run, days: 6, rows: 500);
        run.Write("day=2026-03-03/more.csv", SnapshotRun.Header + "3,2026-03-03 03:03:00,FR,1.5,true\nx,2026-03-03 04:00:00,DE,1,true\n9,2026-03-05 04:00:00,DE,1,true\n");
        var checks = new[]
        {
            new Check { Name = "cheap", Expression = "price < 200", MaxViolationPercent = 1, PerSlice = ["country"], Severity = Severity.Warn },
            new Check { Name = "known", Column = "country", NotNull = true, Severity = Severity.Warn },
        };
        var spec = PartitionedRun.Spec(run, parallelism: 2) with { Checks = checks };
        var whole = await run.SucceedAsync(PartitionedRun.Whole(spec));
        Directory.Delete(run.OutputFolder, recursive: true);
        var manifest = SnapshotRun.Manifest(await PartitionedRun.RunAsync(run, spec));

        manifest.Digest.ShouldBe(whole.Digest);
        manifest.Rows.ShouldBe(whole.Rows);
        manifest.Rejected.ShouldBe(whole.Rejected);
        manifest.Discards!.Slices.ShouldBe(whole.Discards!.Slices);
        manifest.SliceStatistics.ShouldBe(whole.SliceStatistics);
        manifest.EventTimeMin.ShouldBe(whole.EventTimeMin);
        manifest.EventTimeMax.ShouldBe(whole.EventTimeMax);
        manifest.Missingness.ShouldBe(whole.Missingness);
        manifest.Coverage![0].Periods.ShouldBe(whole.Coverage![0].Periods);
        manifest.Coverage[0].Values.Select(value => (value.Value, string.Join(' ', value.Rows))).ShouldBe(whole.Coverage[0].Values.Select(value => (value.Value, string.Join(' ', value.Rows))));
        foreach (var (added, counted) in manifest.Statistics.Zip(whole.Statistics)) Compare(added, counted);
        manifest.Findings!.Select(finding => (finding.Check, finding.Slice, finding.Rows, finding.Message)).ShouldBe(
            whole.Findings!.Select(finding => (finding.Check, finding.Slice, finding.Rows, finding.Message)), ignoreOrder: true);
    }

    private static void Compare(ColumnStatistics added, ColumnStatistics counted)
    {
        added.Column.ShouldBe(counted.Column);
        (added.Count, added.Nulls, added.Distinct, added.Min, added.Max, added.Mode).ShouldBe((counted.Count, counted.Nulls, counted.Distinct, counted.Min, counted.Max, counted.Mode), added.Column);
        foreach (var (mine, theirs) in new[]
        {
            (added.Mean, counted.Mean), (added.Variance, counted.Variance), (added.Skewness, counted.Skewness), (added.Kurtosis, counted.Kurtosis), (added.Median, counted.Median),
        })
        {
            (mine is null).ShouldBe(theirs is null, added.Column);
            if (mine is { } number) number.ShouldBe(theirs!.Value, 1e-9 * (1 + Math.Abs(theirs.Value)), added.Column);
        }

        added.Top.ShouldBe(counted.Top);
        added.Histogram?.Counts.ShouldBe(counted.Histogram!.Counts, added.Column);
        if (counted.Percentiles is { } percentiles) added.Percentiles!.Zip(percentiles).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-9, added.Column);
    }

    [Fact]
    public async Task Only_new_and_changed_partitions_are_read_on_refresh()
    {
        PartitionedRun.WriteDays(run, days: 3, rows: 50);
        var spec = PartitionedRun.Spec(run, parallelism: 1);
        var first = await PartitionedRun.RunAsync(run, spec);
        PartitionedRun.WriteDays(run, days: 1, rows: 50, first: 3);
        var second = await PartitionedRun.RunAsync(run, spec);
        second.Snapshot!.Partitions.ShouldBe(new PartitionCounts { Total = 4, Read = 1 });
        second.Snapshot.Digest.ShouldNotBe(first.Snapshot!.Digest);

        var changed = run.Write("day=2026-03-02/clicks.csv", PartitionedRun.Day(1, 51));
        File.SetLastWriteTimeUtc(changed, DateTime.UtcNow.AddMinutes(1));
        var third = await PartitionedRun.RunAsync(run, spec);
        third.Snapshot!.Partitions.ShouldBe(new PartitionCounts { Total = 4, Read = 1 });
        (await run.SucceedAsync(PartitionedRun.Whole(spec))).Digest.ShouldBe(third.Snapshot.Digest, "what was kept of unchanged partitions is what they hold");

        var asked = await PartitionedRun.RunAsync(run, spec with { Checks = [new Check { Name = "cheap", Expression = "price < 5000" }] });
        asked.Snapshot!.Partitions.ShouldBe(new PartitionCounts { Total = 4, Read = 4 }, "another question needs the rows again");
    }

    [Fact]
    public async Task The_pod_that_is_done_last_adds_up_whatever_the_order()
    {
        PartitionedRun.WriteDays(run, days: 9, rows: 20);
        var spec = PartitionedRun.Spec(run, parallelism: 3) with { ResultPrefix = "file://" + Path.Combine(run.ScratchFolder, "job") };
        foreach (var worker in new[] { 2, 0 })
        {
            var (_, early) = await run.RunAsync(spec, worker: worker);
            early.Snapshot.ShouldBeNull();
            early.Worker.ShouldBe(new WorkerResult { Index = worker, Partitions = 3 });
        }

        var (exitCode, last) = await run.RunAsync(spec, worker: 1);
        exitCode.ShouldBe(0, run.Errors);
        last.Snapshot!.Partitions!.Total.ShouldBe(9);
        var (_, again) = await run.RunAsync(spec, worker: 0);
        again.Snapshot!.Digest.ShouldBe(last.Snapshot.Digest, "a pod that is tried again finds its partitions ready and adds up too");
    }

    [Fact]
    public async Task A_pod_that_dies_loses_one_partition_at_most()
    {
        PartitionedRun.WriteDays(run, days: 4, rows: 20);
        var spec = PartitionedRun.Spec(run, parallelism: 1);
        using var stores = new ObjectStores();
        var flaky = new FailingStore(stores, uri => uri.Key.Contains("partitions", StringComparison.Ordinal) && uri.Name == "part.json", allowed: 2);
        var (exitCode, failed) = await run.RunAsync(spec, flaky);
        exitCode.ShouldBe(75);
        failed.Error!.Reason.ShouldBe("StorageUnavailable");
        (await PartitionedRun.RunAsync(run, spec)).Snapshot!.Partitions.ShouldBe(new PartitionCounts { Total = 4, Read = 2 });
    }

    [Fact]
    public async Task Limits_are_those_of_the_whole()
    {
        PartitionedRun.WriteDays(run, days: 3, rows: 100);
        run.Write("day=2026-03-04/clicks.csv", SnapshotRun.Header + "x,2026-03-04 04:00:00,DE,1,true\n");
        var spec = PartitionedRun.Spec(run, parallelism: 1);
        (await PartitionedRun.RunAsync(run, spec with { Limits = new Limits { MaxRejectedPercent = 1 } })).Snapshot!.Rows.Rejected.ShouldBe(1, "a whole partition is rejected, and less than one percent of all rows");
        var (exitCode, result) = await run.RunAsync(spec with { Limits = new Limits { MaxRejectedPercent = 0.1 } });
        exitCode.ShouldBe(3);
        result.Error!.Reason.ShouldBe("TooManyRejected");
        result.Error.Remedy.ShouldContain("quarantine.parquet");
    }

    [Fact]
    public async Task What_needs_all_rows_at_once_is_refused_with_the_place_for_it()
    {
        PartitionedRun.WriteDays(run, days: 1, rows: 5);
        var spec = PartitionedRun.Spec(run, parallelism: 2);
        await RefusesAsync(spec with { Key = ["id"] }, "key has to include day");
        await RefusesAsync(spec with { Splits = new SplitPolicy { Method = SplitMethod.Time } }, "splits.method");
        await RefusesAsync(spec with { Label = new Label { Column = "clicked", Delay = Contracts.Duration.Parse("1h") } }, "label.delay");
        await RefusesAsync(spec with { Checks = [new Check { Name = "sum", Query = "SELECT sum(price) FROM kept", Minimum = 0 }] }, "checks[0].query");
        await RefusesAsync(spec with { Checks = [new Check { Name = "once", Unique = ["id"] }] }, "checks[0].unique");
        run.Write("stray.csv", SnapshotRun.Header + SnapshotRun.Rows(1));
        (await run.FailAsync(spec, 2)).Reason.ShouldBe("NoPartition");
    }

    private async Task RefusesAsync(SnapshotSpec spec, string message)
    {
        var error = await run.FailAsync(spec, 2);
        error.Reason.ShouldBe("InvalidSpecification");
        error.Message.ShouldContain(message);
    }
}
