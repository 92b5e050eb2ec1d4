using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;

namespace Slipway.Trainer.Tests.Snapshot;

[Trait("Capability", "D18")]
public sealed class FreshnessTests : IDisposable
{
    private readonly SnapshotRun run = new() { Now = new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero) };

    public void Dispose() => run.Dispose();

    [Fact]
    public async Task The_age_of_the_newest_event_is_judged_in_all_rows_and_in_each_slice()
    {
        run.Write("a.csv", SnapshotRun.Header + SnapshotRun.Rows(90) + "900,2026-03-10 11:30:00,DE,1,true\n901,2026-03-08 12:00:00,FR,1,true\n");
        var spec = run.Spec() with { Slices = [new Slice { Column = "country" }], Freshness = new Freshness { MaxAge = Duration.Parse("6h"), PerSlice = ["country"] } };
        var manifest = await run.SucceedAsync(spec);
        var finding = manifest.Findings!.ShouldHaveSingleItem();
        (finding.Check, finding.Severity, finding.Slice, finding.Value, finding.Limit).ShouldBe(("freshness", Severity.Warn, "country=FR", 48, 6));
        finding.Message.ShouldContain("The newest event of slice country=FR is of 2026-03-08 12:00:00 UTC, 48 h old (allowed 6h)");

        run.Now += TimeSpan.FromHours(8);
        var error = await run.FailWithAsync(spec with { Freshness = spec.Freshness with { Severity = Severity.Error } }, StepExitCode.Refused);
        error.Message.ShouldContain("[freshness] The newest event is of 2026-03-10 11:30:00 UTC, 8.5 h old (allowed 6h)");
    }

    [Fact]
    public async Task One_event_of_the_future_does_not_make_old_data_fresh()
    {
        run.Write("a.csv", SnapshotRun.Header + SnapshotRun.Rows(90) + "900,2030-01-01 00:00:00,DE,1,true\n");
        var (_, result) = await run.RunAsync(run.Spec() with { Freshness = new Freshness { MaxAge = Duration.Parse("7d") } });
        var manifest = SnapshotRun.Manifest(result);
        result.Snapshot!.NewestEvent.ShouldBe(manifest.Freshness!.Newest);
        manifest.Findings!.Select(finding => finding.Check).ShouldBe(["futureEventTime", "freshness"]);
        manifest.Freshness!.Newest.ShouldBe(new DateTimeOffset(2026, 1, 28, 10, 27, 0, TimeSpan.Zero).AddMinutes(28));
    }

    [Fact]
    public async Task Rows_are_counted_by_age_in_the_manifest_and_on_the_card()
    {
        run.Write("a.csv", SnapshotRun.Header + "1,2026-03-10 11:30:00,DE,1,true\n2,2026-03-10 11:00:00,DE,1,true\n3,2026-03-10 07:00:00,DE,1,true\n4,2026-03-01 00:00:00,DE,1,true\n5,2020-01-01 00:00:00,DE,1,true\n6,,DE,1,true\n");
        var manifest = await run.SucceedAsync(run.Spec());
        manifest.Freshness!.At.ShouldBe(run.Now);
        manifest.Freshness.Ages.Select(age => (age.UpTo?.ToString(), age.Rows)).ShouldBe(
            [("1h", 1), ("6h", 2), ("24h", 0), ("168h", 0), ("720h", 1), ("2160h", 0), ("8760h", 0), (null, 1)]);
        var card = await File.ReadAllTextAsync(Path.Combine(run.VersionFolder(manifest), "card.html"), TestContext.Current.CancellationToken);
        card.ShouldContain("Age of the rows");
        card.ShouldContain("The newest event is of 2026-03-10 11:30:00 UTC.");
    }

    [Fact]
    public async Task Partitions_without_their_seal_wait_and_the_watermark_says_up_to_when_all_is_there()
    {
        run.Write("day=2026-03-08/a.csv", SnapshotRun.Header + "1,2026-03-08 11:00:00,DE,1,true\n");
        run.Write("day=2026-03-08/_SUCCESS", "");
        run.Write("day=2026-03-09/a.csv", SnapshotRun.Header + "2,2026-03-09 11:00:00,DE,1,true\n");
        run.Write("day=2026-03-10/a.csv", SnapshotRun.Header + "3,2026-03-10 11:00:00,DE,1,true\n");
        run.Write("day=2026-03-10/_SUCCESS", "");
        var spec = run.Spec() with { Source = new DataSource { Uri = "file://" + run.SourceFolder, Seal = "_SUCCESS" } };
        var manifest = await run.SucceedAsync(spec);
        manifest.Rows.Read.ShouldBe(2);
        manifest.Freshness!.Watermark.ShouldBe(new DateTimeOffset(2026, 3, 9, 0, 0, 0, TimeSpan.Zero));
        manifest.Findings!.Single(finding => finding.Check == "seal").Message.ShouldContain("1 of 3 files lie in folders without the seal _SUCCESS and wait for a later snapshot; the first is day=2026-03-09/a.csv");

        run.Write("_SUCCESS", "");
        var whole = await run.SucceedAsync(spec);
        (whole.Rows.Read, whole.Freshness!.Watermark).ShouldBe((3, null));
        (await run.FailWithAsync(spec with { Source = spec.Source with { Seal = "_DONE" } }, StepExitCode.Refused)).Reason.ShouldBe("SourceNotSealed");
    }

    [Fact]
    public async Task A_late_correction_makes_a_new_version()
    {
        run.Write("a.csv", SnapshotRun.Header + SnapshotRun.Rows(90));
        var first = await run.SucceedAsync(run.Spec());
        run.Write("late.csv", SnapshotRun.Header + "5,2026-03-01 00:00:00,DE,99,true\n");
        var second = await run.SucceedAsync(run.Spec() with { Previous = run.Pin(first) });
        second.Digest.ShouldNotBe(first.Digest);
        (second.Rows.Kept, second.Rows.Duplicates).ShouldBe((90, 1));
        run.Query(second, "SELECT price FROM \"all\" WHERE id = 5")[0][0].ShouldBe(99.0);
    }
}
