using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;

namespace Slipway.Trainer.Tests.Snapshot;

[Trait("Capability", "D13")]
public sealed class SplitTests : IDisposable
{
    private readonly SnapshotRun run = new();

    public void Dispose() => run.Dispose();

    [Fact]
    public async Task The_split_of_a_row_can_be_computed_in_any_language()
    {
        run.Write("clicks.csv", SnapshotRun.Header + SnapshotRun.Rows(500));
        var manifest = await run.SucceedAsync(run.Spec() with { Splits = new SplitPolicy { ValidationPercent = 20, TestPercent = 15, Salt = "s1" } });
        foreach (var row in run.Query(manifest, "SELECT id, filename FROM \"all\""))
        {
            var bucket = RowHash.Bucket($"s1|{((long)row[0]!).ToString(CultureInfo.InvariantCulture)}|");
            var expected = bucket < 15 ? "test" : bucket < 35 ? "validation" : "train";
            Path.GetFileNameWithoutExtension((string)row[1]!).ShouldBe(expected);
        }
    }

    [Fact]
    public async Task Rows_of_one_split_key_stay_together()
    {
        run.Write("clicks.csv", SnapshotRun.Header + string.Concat(Enumerable.Range(0, 3000).Select(id =>
            FormattableString.Invariant($"{id},2026-01-01,user{id % 97},1,true\n"))));
        var manifest = await run.SucceedAsync(run.Spec() with { Splits = new SplitPolicy { Key = "country" } });
        run.Query(manifest, "SELECT count(*) FROM (SELECT country FROM \"all\" GROUP BY country HAVING count(DISTINCT filename) > 1)")[0][0].ShouldBe(0L);
        run.Query(manifest, "SELECT count(DISTINCT filename) FROM \"all\"")[0][0].ShouldBe(3L);
    }

    [Fact]
    public async Task By_time_the_newest_rows_are_the_test_split()
    {
        run.Write("clicks.csv", SnapshotRun.Header + string.Concat(Enumerable.Range(0, 1000).Select(id =>
            string.Create(CultureInfo.InvariantCulture, $"{id},{new DateTime(2026, 1, 1).AddMinutes(id / 3):yyyy-MM-dd HH:mm:ss},DE,1,true\n"))) + "1000,,DE,1,true\n");
        var manifest = await run.SucceedAsync(run.Spec() with { Splits = new SplitPolicy { Method = SplitMethod.Time, ValidationPercent = 10, TestPercent = 20 } });
        run.Query(manifest, "SELECT (SELECT max(time) FROM train) < (SELECT min(time) FROM validation), (SELECT max(time) FROM validation) < (SELECT min(time) FROM test)")[0]
            .ShouldBe([true, true]);
        manifest.Rows.Test.ShouldBeInRange(195, 206);
        manifest.Rows.Validation.ShouldBeInRange(95, 106);
        manifest.Rejected!["time:Missing"].ShouldBe(1);
    }

    [Fact]
    public async Task By_time_rows_that_are_all_unsettled_are_too_few()
    {
        run.Write("clicks.csv", SnapshotRun.Header + SnapshotRun.Rows(100));
        var spec = run.Spec() with { Label = new Label { Column = "clicked", Delay = Duration.Parse("90d") }, Splits = new SplitPolicy { Method = SplitMethod.Time } };
        (await run.FailAsync(spec, StepExitCode.Refused)).Reason.ShouldBe("TooFewRows");
    }

    [Fact]
    public async Task A_split_that_stays_empty_is_reported()
    {
        run.Write("clicks.csv", SnapshotRun.Header + SnapshotRun.Rows(1));
        (await run.SucceedAsync(run.Spec())).Findings!.ShouldContain(finding => finding.Check == "splits" && finding.Severity == Severity.Warn);
    }

    [Theory]
    [InlineData(60, 40)]
    [InlineData(50, 60)]
    public async Task Shares_that_leave_nothing_to_train_on_are_invalid(int validation, int test)
    {
        run.Write("clicks.csv", SnapshotRun.Header + SnapshotRun.Rows(10));
        var error = await run.FailAsync(run.Spec() with { Splits = new SplitPolicy { ValidationPercent = validation, TestPercent = test } }, StepExitCode.Invalid);
        error.Message.ShouldContain("leaves nothing to train on");
    }

    [Fact]
    public void Every_row_is_in_exactly_one_split_whatever_the_rows()
    {
        var row =
            from id in Gen.Choose(0, 40)
            from country in Gen.Elements("DE", "", "a,b", "x\"y", "ü", "NA")
            from price in Gen.Elements("", "1", "-2.5", "bad", "1e9")
            from percent in Gen.Choose(0, 3)
            select (id, country, price, percent);
        var tables = Gen.ListOf(row).Where(rows => rows.Count > 0);
        FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(25), Prop.ForAll(tables.ToArbitrary(), rows =>
        {
            using var one = new SnapshotRun();
            one.Write("a.csv", SnapshotRun.Header + string.Concat(rows.Select(part => string.Create(CultureInfo.InvariantCulture,
                $"{part.id},2026-01-0{1 + part.percent},\"{part.country.Replace("\"", "\"\"", StringComparison.Ordinal)}\",{part.price},true\n"))));
            var (exitCode, result) = one.RunAsync(one.Spec() with { Limits = new Limits { MaxRejectedPercent = 100 }, Splits = new SplitPolicy { ValidationPercent = 30, TestPercent = 30 } })
                .GetAwaiter().GetResult();
            if (rows.All(part => part.price == "bad"))
            {
                exitCode.ShouldBe(StepExitCode.Refused);
                return;
            }

            exitCode.ShouldBe(0, one.Errors);
            var counts = result.Snapshot!.Rows;
            counts.Read.ShouldBe(rows.Count);
            counts.Rejected.ShouldBe(rows.Count(part => part.price == "bad"));
            counts.Read.ShouldBe(counts.Rejected + counts.Duplicates + counts.Train + counts.Validation + counts.Test);
            var kept = one.Query(SnapshotRun.Manifest(result), "SELECT id FROM \"all\"").Select(found => (long)found[0]!).ToList();
            kept.ShouldBe(rows.Where(part => part.price != "bad").Select(part => (long)part.id).Distinct(), ignoreOrder: true);
        }));
    }
}
