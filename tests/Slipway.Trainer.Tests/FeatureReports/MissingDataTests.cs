using Slipway.Contracts.Data;
using Slipway.Contracts.Features;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.Trainer.Tests.Training;
using static Slipway.Trainer.Tests.FeatureReports.ReportRuns;

namespace Slipway.Trainer.Tests.FeatureReports;

[Trait("Capability", "D19")]
public sealed class MissingDataTests : IDisposable
{
    // In France one price in four is missing; on the second of March nothing is right.
    private const string Orders = """
        SELECT CASE WHEN country = 'FR' AND hash(i * 7919 + 3) // 64 % 4 = 0 THEN NULL ELSE price END AS price, country, happened, paid FROM (
          SELECT i, (hash(i) % 10000)::DOUBLE / 100 AS price, CASE WHEN hash(i * 104729 + 1) // 64 % 10 = 0 THEN 'FR' ELSE 'DE' END AS country,
            TIMESTAMP '2026-03-01' + to_minutes(i::INT) AS happened, (hash(i) % 10000)::DOUBLE / 100 + (hash(i, 9) % 100)::DOUBLE > 90 AS paid FROM range(100000) t(i))
        """;

    private readonly ReportRuns runs = new();

    public void Dispose() => runs.Dispose();

    [Fact]
    public async Task A_slice_that_misses_more_than_is_tolerable_refuses_the_run_with_numbers_and_remedy()
    {
        var policy = new MissingDataPolicy { MaxMissingPercent = 5, Slices = [new SliceLoss { Slice = "country=FR", MaxMissingPercent = 10 }] };

        var result = await runs.Runs.RunAsync(Spec(policy), TestContext.Current.CancellationToken);

        result.Outcome.ShouldBe(StepOutcome.Refused);
        result.Error!.Reason.ShouldBe("MissingDataPolicy");
        result.Error.Message.ShouldMatch("^Feature 'price' has no value in 2[0-9.]+ % of the rows of country=FR .*limit 10 %.*: mend its source");
        (await runs.Runs.RunAsync(Spec(policy with { Slices = [new SliceLoss { Slice = "country=FR", MaxMissingPercent = 40 }] }), TestContext.Current.CancellationToken)).Error.ShouldBeNull();
        (await runs.Runs.RunAsync(Spec(policy with { MaxMissingPercent = 1 }), TestContext.Current.CancellationToken)).Error!.Message.ShouldContain("of all rows");
        (await runs.Runs.RunAsync(Spec(new MissingDataPolicy { Slices = [new SliceLoss { Slice = "country=IT", MaxMissingPercent = 10 }] }), TestContext.Current.CancellationToken))
            .Error!.Message.ShouldStartWith("There are no rows of country=IT");
    }

    [Fact]
    public async Task Rows_that_the_snapshot_lost_count_overall_and_by_slice()
    {
        var policy = new MissingDataPolicy { MaxLostRowsPercent = 2, Slices = [new SliceLoss { Slice = "country=FR", MaxLostRowsPercent = 15 }] };

        var result = await runs.Runs.RunAsync(Spec(policy, Lossy(rejected: 120, ofFrance: 100)), TestContext.Current.CancellationToken);
        var tolerable = await runs.Runs.RunAsync(Spec(policy with { Slices = null }, Lossy(rejected: 120, ofFrance: 100)), TestContext.Current.CancellationToken);
        var tooMany = await runs.Runs.RunAsync(Spec(policy with { Slices = null }, Lossy(rejected: 200, ofFrance: 20)), TestContext.Current.CancellationToken);

        result.Error!.Message.ShouldStartWith("16.67 % of the rows of country=FR were rejected by the snapshot (100 of 600; limit 15 %)");
        tolerable.Error.ShouldBeNull();
        tooMany.Error!.Message.ShouldStartWith("3.23 % of the rows read were rejected by the snapshot (200 of 6200; limit 2 %)");
    }

    [Fact]
    public async Task Losses_that_follow_the_label_or_a_slice_are_told_or_refused_and_even_ones_are_not()
    {
        var missing = new Missingness
        {
            Column = "price", By = "paid", CramersV = 0.3, Hint = MissingHint.DependsOnValue, Least = new MissingShare { Value = "false", Percent = 1 }, Most = new MissingShare { Value = "true", Percent = 20 },
        };
        var biased = Spec(new MissingDataPolicy { Bias = new LossBias() }, manifest => Lossy(rejected: 120, ofFrance: 100)(manifest) with { Missingness = [missing] });

        var (report, _) = await runs.RunAsync(biased);
        var refused = await runs.Runs.RunAsync(biased with { MissingData = new MissingDataPolicy { Bias = new LossBias { Severity = Severity.Error } } }, TestContext.Current.CancellationToken);
        var (even, _) = await runs.RunAsync(Spec(new MissingDataPolicy { Bias = new LossBias() }, Lossy(rejected: 120, ofFrance: 10)));

        report.Findings!.Where(each => each.Check == "missingData").Select(each => (each.Column, each.Slice)).ShouldBe([("price", null), (null, "country=FR")]);
        refused.Error!.Message.ShouldContain("Column 'price' is missing in 20 % of the rows with paid=true and in 1 % of those with paid=false (Cramer's V 0.3, limit 0.1)");
        (even.Findings ?? []).ShouldNotContain(each => each.Check == "missingData");
    }

    [Fact]
    public async Task An_excluded_window_is_in_no_split_and_on_record()
    {
        var whole = Spec(null);
        var (from, to) = (new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 3, 3, 2, 0, 0, TimeSpan.FromHours(2)));
        var spec = whole with { Output = whole.Output + "-less", MissingData = new MissingDataPolicy { ExcludedWindows = [new ExcludedWindow { From = from, To = to, Reason = "the till was broken" }] } };

        var (full, _) = await runs.RunAsync(whole);
        var (less, result) = await runs.RunAsync(spec);

        // A row a minute; the second of March in UTC has 1440 of them, a day later in winter time ends at midnight UTC.
        full.Rows.Sum(each => each.Rows).ShouldBe(6000);
        less.Rows.Sum(each => each.Rows).ShouldBe(6000 - 1440);
        result.Train!.ExcludedWindows!.ShouldHaveSingleItem().ShouldBe(new ExcludedRows(from, to, "the till was broken", 1440));
        result.Train.Rows.ShouldBe(less.Rows.Single(each => each.Split == Split.Train).Rows);
        TrainRuns.Manifest(spec).Provenance.ExcludedWindows!.Single().Rows.ShouldBe(1440);
        TrainRuns.Evaluation(spec).Metrics.First(metric => metric is { Split: Split.Test, Slice: null }).N.ShouldBe(less.Rows.Single(each => each.Split == Split.Test).Rows);
        less.Periods!.Periods.ShouldNotContain(from);
    }

    [Fact]
    public async Task Windows_that_leave_nothing_and_windows_without_event_time_are_refused()
    {
        var all = new MissingDataPolicy { ExcludedWindows = [new ExcludedWindow { From = DateTimeOffset.UnixEpoch, To = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero), Reason = "all" }] };
        (await runs.Runs.RunAsync(Spec(all), TestContext.Current.CancellationToken)).Error!.Reason.ShouldBe("NothingLeft");
        (await runs.Runs.RunAsync(Spec(all, manifest => manifest with { EventTime = null, EventTimeMin = null }), TestContext.Current.CancellationToken)).Error!.Reason.ShouldBe("NoEventTime");
    }

    private TrainSpec Spec(MissingDataPolicy? policy, Func<DatasetManifest, DatasetManifest>? edit = null) => runs.Spec(
        runs.Data(
            Orders, [Of("price", ColumnType.Float64, nullable: true), Of("country", ColumnType.String), Of("happened", ColumnType.Timestamp), Of("paid", ColumnType.Boolean)], 6000,
            manifest => (edit ?? (same => same))(manifest with
            {
                EventTime = "happened", EventTimeMin = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero), EventTimeMax = new DateTimeOffset(2026, 3, 5, 4, 0, 0, TimeSpan.Zero),
                Slices = [new Slice { Column = "country" }],
            })),
        "paid", [new Feature { Name = "price" }, new Feature { Name = "country", Expr = "one_hot(country, 5)" }]) with { MissingData = policy };

    private static Func<DatasetManifest, DatasetManifest> Lossy(long rejected, long ofFrance) => manifest => manifest with
    {
        Rows = manifest.Rows with { Read = manifest.Rows.Kept + rejected, Rejected = rejected },
        SliceStatistics = [new SliceStatistics { Rows = 6000 }, new SliceStatistics { Column = "country", Value = "DE", Rows = 5500 }, new SliceStatistics { Column = "country", Value = "FR", Rows = 500 }],
        Discards = new Discards
        {
            Slices =
            [
                new Discard { Reason = "price:Number", Slice = "country=FR", Rows = ofFrance }, new Discard { Reason = "price:Number", Slice = "country=DE", Rows = rejected - ofFrance },
                new Discard { Reason = "Duplicate", Slice = "country=DE", Rows = 5000 },
            ],
        },
    };
}
