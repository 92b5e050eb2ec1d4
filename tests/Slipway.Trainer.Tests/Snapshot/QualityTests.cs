using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;

namespace Slipway.Trainer.Tests.Snapshot;

public sealed class QualityTests : IDisposable
{
    private readonly SnapshotRun run = new();

    public void Dispose() => run.Dispose();

    [Fact]
    [Trait("Capability", "D10")]
    public async Task Of_rows_with_one_key_the_newest_is_kept_in_whatever_order_they_come()
    {
        const string old = "1,2026-01-01,DE,1,true\n";
        const string young = "1,2026-01-02,FR,2,false\n";
        const string twin = "2,2026-01-01,DE,5,true\n2,2026-01-01,DE,4,true\n";
        run.Write("a.csv", SnapshotRun.Header + old + young + twin);
        var forward = await run.SucceedAsync(run.Spec());
        forward.Rows.Duplicates.ShouldBe(2);
        run.Query(forward, "SELECT country FROM \"all\" WHERE id = 1").ShouldHaveSingleItem()[0].ShouldBe("FR");

        run.Write("a.csv", SnapshotRun.Header + string.Join('\n', twin.Trim().Split('\n').Reverse()) + "\n" + young + old);
        (await run.SucceedAsync(run.Spec())).Digest.ShouldBe(forward.Digest);
    }

    [Fact]
    [Trait("Capability", "D10")]
    public async Task Rows_without_a_key_are_rejected_and_not_taken_for_duplicates()
    {
        run.Write("a.csv", SnapshotRun.Header + SnapshotRun.Rows(10) + "99,2026-01-01,,1,true\n98,2026-01-01,,1,true\n");
        var manifest = await run.SucceedAsync(run.Spec() with { Key = ["id", "country"] });
        manifest.Rejected!["country:Missing"].ShouldBe(2);
        manifest.Rows.Duplicates.ShouldBe(0);
    }

    [Fact]
    [Trait("Capability", "D9")]
    public async Task An_expectation_that_fails_refuses_the_version_with_numbers()
    {
        run.Write("a.csv", SnapshotRun.Header + SnapshotRun.Rows(100));
        var check = new Check { Name = "cheap", Expression = "price < 45", MaxViolationPercent = 5 };
        var error = await run.FailAsync(run.Spec() with { Checks = [check] }, StepExitCode.Refused);
        error.Reason.ShouldBe("CheckFailed");
        error.Message.ShouldContain("[cheap] 'price < 45' does not hold for 10 of 100 rows (10 %, allowed 5 %)");
    }

    [Fact]
    [Trait("Capability", "D9")]
    public async Task Expectations_that_hold_say_nothing_and_warnings_refuse_nothing()
    {
        run.Write("a.csv", SnapshotRun.Header + SnapshotRun.Rows(100) + "500,2026-01-01,DE,,true\n");
        var manifest = await run.SucceedAsync(run.Spec() with
        {
            Checks =
            [
                new Check { Name = "known", Expression = "price >= 0" },
                new Check { Name = "tenth", Expression = "price < 45", MaxViolationPercent = 10 },
                new Check { Name = "cheap", Expression = "price < 45", Severity = Severity.Warn },
            ],
        });
        var finding = manifest.Findings!.ShouldHaveSingleItem();
        finding.Check.ShouldBe("cheap");
        finding.Rows.ShouldBe(10);
    }

    [Fact]
    public async Task An_expectation_over_an_unknown_column_is_the_authors_error()
    {
        run.Write("a.csv", SnapshotRun.Header + SnapshotRun.Rows(10));
        var error = await run.FailAsync(run.Spec() with { Checks = [new Check { Name = "typo", Expression = "prise > 0" }] }, StepExitCode.Invalid);
        error.Reason.ShouldBe("InvalidCheck");
        error.Message.ShouldContain("prise");
    }

    [Fact]
    [Trait("Capability", "D8")]
    public async Task A_slice_that_vanished_refuses_the_version_though_the_volume_is_the_same()
    {
        run.Write("a.csv", SnapshotRun.Header + SnapshotRun.Rows(300).Replace("DE", "FR", StringComparison.Ordinal));
        var slice = new Slice { Column = "country", Values = ["DE", "FR"], MinRows = 10 };
        var error = await run.FailAsync(run.Spec() with { Slices = [slice] }, StepExitCode.Refused);
        error.Message.ShouldContain("Slice country=DE has 0 rows, at least 10 are needed");
        error.Message.ShouldNotContain("country=FR");
    }

    [Fact]
    public async Task Too_few_rows_are_refused_with_where_they_went()
    {
        run.Write("a.csv", SnapshotRun.Header + SnapshotRun.Rows(10) + SnapshotRun.Rows(5));
        var error = await run.FailAsync(run.Spec() with { Limits = new Limits { MinRows = 11 } }, StepExitCode.Refused);
        error.Reason.ShouldBe("TooFewRows");
        error.Message.ShouldContain("10 rows remain of 15 read (0 rejected, 5 duplicates)");
    }

    [Theory]
    [InlineData("eventTime")]
    [InlineData("key")]
    [InlineData("label.column")]
    [InlineData("splits.key")]
    public async Task A_reference_to_an_undeclared_column_names_the_field(string field)
    {
        run.Write("a.csv", SnapshotRun.Header + SnapshotRun.Rows(10));
        var spec = field switch
        {
            "eventTime" => run.Spec() with { EventTime = "tme" },
            "key" => run.Spec() with { Key = ["tme"] },
            "label.column" => run.Spec() with { Label = new Label { Column = "tme" } },
            _ => run.Spec() with { Splits = new SplitPolicy { Key = "tme" } },
        };
        var error = await run.FailAsync(spec, StepExitCode.Invalid);
        error.Message.ShouldContain($"{field} names 'tme'");
        error.Message.ShouldContain("id, time, country, price, clicked");
    }

    [Fact]
    [Trait("Capability", "D21")]
    public async Task Statistics_describe_every_column()
    {
        run.Write("a.csv", SnapshotRun.Header + string.Concat(Enumerable.Range(1, 100).Select(id =>
            FormattableString.Invariant($"{id},2026-01-01 00:00:{id % 60:00},{(id <= 70 ? "DE" : id <= 95 ? "FR" : "")},{id},{(id % 4 == 0 ? "true" : "false")}\n"))));
        var manifest = await run.SucceedAsync(run.Spec());
        var price = manifest.Statistics.Single(column => column.Column == "price");
        (price.Count, price.Nulls, price.Distinct, price.Min, price.Max, price.Mean).ShouldBe((100, 0, 100, 1, 100, 50.5));
        price.StandardDeviation!.Value.ShouldBe(28.866, 0.001);
        price.Quantiles!.Count.ShouldBe(7);
        price.Quantiles[3].ShouldBe(50.5);
        price.Quantiles[0].ShouldBe(1.99, 1e-9);

        var country = manifest.Statistics.Single(column => column.Column == "country");
        (country.Count, country.Nulls, country.Distinct).ShouldBe((95, 5, 2));
        country.Top.ShouldBe([new ValueCount { Value = "DE", Count = 70 }, new ValueCount { Value = "FR", Count = 25 }]);

        var label = manifest.Statistics.Single(column => column.Column == "clicked");
        label.Top.ShouldBe([new ValueCount { Value = "false", Count = 75 }, new ValueCount { Value = "true", Count = 25 }]);
        manifest.Statistics.Single(column => column.Column == "time").Min.ShouldBe(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds());
    }
}
