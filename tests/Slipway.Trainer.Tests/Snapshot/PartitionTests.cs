using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.DuckDb;

namespace Slipway.Trainer.Tests.Snapshot;

[Trait("Capability", "D11")]
public sealed class PartitionTests : IDisposable
{
    private readonly SnapshotRun run = new();

    public void Dispose() => run.Dispose();

    [Theory]
    [InlineData(1, -1)]
    [InlineData(-1, 1)]
    public async Task Partitions_that_are_off_by_one_day_are_found(int shift, int seen)
    {
        foreach (var (day, text) in new ShopData { PartitionShift = shift }.Partitions()) run.Write($"day={day}/part-0.csv", text);
        var finding = (await run.SucceedAsync(run.Spec())).Findings!.Single(finding => finding.Check == "partition");
        finding.Severity.ShouldBe(Severity.Warn);
        finding.Value!.Value.ShouldBeGreaterThan(90);
        finding.Limit.ShouldBe(1);
        finding.Message.ShouldContain($"most of them {seen:+0;-0} days from it");

        var error = Limited(await run.RunAsync(run.Spec() with { EventTimeLimits = new EventTimeLimits { Severity = Severity.Error }, Label = null }));
        error.Message.ShouldContain("[partition]");
    }

    [Fact]
    public async Task Right_partitions_and_a_few_late_events_say_nothing()
    {
        run.Write("date=2026-03-01/hour=7/a.csv", SnapshotRun.Header + "1,2026-03-01 07:00:00,DE,1,true\n2,2026-03-01 07:59:59,DE,1,true\n3,2026-03-01 08:40:00,DE,1,true\n");
        (await run.SucceedAsync(run.Spec())).Findings!.ShouldAllBe(finding => finding.Check == "splits");

        var strict = run.Spec() with { EventTimeLimits = new EventTimeLimits { Tolerance = Duration.Parse("10m") }, Key = ["id", "time"] };
        var finding = (await run.SucceedAsync(strict)).Findings!.Single(finding => finding.Check == "partition");
        (finding.Rows, finding.Column).ShouldBe((1, "time"));
    }

    [Theory]
    [InlineData(SourceFormat.JSONLines, "a.jsonl", "{\"id\":1,\"time\":\"2026-03-02 10:00:00\",\"country\":\"DE\",\"price\":1,\"clicked\":true}\n")]
    [InlineData(SourceFormat.CSV, "a.csv", SnapshotRun.Header + "1,2026-03-02 10:00:00,DE,1,true\n")]
    public async Task Every_format_knows_the_partition_of_its_rows(SourceFormat format, string name, string text)
    {
        run.Write($"ds=2026-03-01/{name}", text);
        var spec = run.Spec() with { Source = new DataSource { Uri = "file://" + run.SourceFolder, Format = format } };
        (await run.SucceedAsync(spec)).Findings!.Single(finding => finding.Check == "partition").Rows.ShouldBe(1);
    }

    [Fact, Trait("Capability", "D4")]
    public async Task Parquet_partitions_give_columns_and_are_held_against_the_event_time()
    {
        foreach (var (day, event_) in new[] { ("2026-03-01", "2026-03-01 10:00:00"), ("2026-03-02", "2026-03-04 10:00:00") }) WriteParquet($"country=DE/day={day}", event_);
        WriteParquet("country=FR/day=2026-03-01", "2026-03-01 11:00:00");
        var spec = run.Spec() with { Source = new DataSource { Uri = "file://" + run.SourceFolder, Format = SourceFormat.Parquet }, Key = ["id", "country", "time"] };
        var manifest = await run.SucceedAsync(spec);
        run.Query(manifest, "SELECT country, count(*) FROM \"all\" GROUP BY 1 ORDER BY 1").ShouldBe([["DE", 20L], ["FR", 10L]]);
        var finding = manifest.Findings!.Single(each => each.Check == "partition");
        (finding.Rows, finding.Column).ShouldBe((10, "time"));
        finding.Message.ShouldContain("most of them +2 days from it");
    }

    private void WriteParquet(string folder, string time)
    {
        Directory.CreateDirectory(Path.Combine(run.SourceFolder, folder));
        using var database = Database.OpenInMemory();
        using var connection = database.Connect();
        connection.Execute($"COPY (SELECT i AS id, TIMESTAMP '{time}' AS time, 1.5 AS price, i % 2 = 0 AS clicked FROM range(10) t(i)) TO {SqlText.Literal(Path.Combine(run.SourceFolder, folder, "part.parquet"))} (FORMAT parquet)");
    }

    [Fact]
    public async Task Events_of_the_future_are_found_by_the_clock_of_the_step()
    {
        run.Now = new DateTimeOffset(2026, 3, 10, 0, 0, 0, TimeSpan.Zero);
        run.Write("a.csv", SnapshotRun.Header + SnapshotRun.Rows(100) + "900,2026-03-10 00:59:00,DE,1,true\n901,2026-03-10 01:01:00,DE,1,true\n");
        var finding = (await run.SucceedAsync(run.Spec())).Findings!.ShouldHaveSingleItem();
        (finding.Check, finding.Rows, finding.Column, finding.Limit).ShouldBe(("futureEventTime", 1, "time", 0));
        finding.Message.ShouldContain("the latest at 2026-03-10 01:01:00 UTC");
    }

    private static StepError Limited((int ExitCode, StepResult Result) ended)
    {
        ended.ExitCode.ShouldBe(StepExitCode.Refused);
        return ended.Result.Error!;
    }
}
