using System.Xml.Linq;
using Slipway.Contracts.Data;
using Slipway.Contracts.FeatureReports;
using Slipway.Contracts.Features;
using Slipway.Contracts.Steps;
using Slipway.Trainer.Tests.Training;
using static Slipway.Trainer.Tests.FeatureReports.ReportRuns;

namespace Slipway.Trainer.Tests.FeatureReports;

[Trait("Capability", "F8")]
public sealed class StatisticsTests : IDisposable
{
    private static readonly IReadOnlyList<Feature> Features =
        [new() { Name = "price", Default = 5 }, new() { Name = "twice", Expr = "price * 2" }, new() { Name = "country", Expr = "one_hot(country, 10)" }];

    private readonly ReportRuns runs = new();

    public void Dispose() => runs.Dispose();

    [Fact]
    public async Task Values_are_counted_by_split_slice_and_period_whatever_stands_in_for_the_missing_ones()
    {
        var data = runs.Data(Orders("CASE WHEN country = 'DE' AND day < 5 THEN NULL ELSE price END"), Columns, 10_000, Described);

        var (report, _) = await runs.RunAsync(runs.Spec(data, "paid", Features) with { Evaluation = new() { Slices = [new Slice { Column = "country" }] } });

        report.Rows.Select(rows => (rows.Split, rows.Rows)).ShouldBe([(Split.Train, 6000L), (Split.Validation, 1000L), (Split.Test, 3000L)]);
        var price = report.Features.Single(feature => feature.Name == "price");
        // A quarter of the days, for a quarter of the countries.
        price.Splits.ShouldAllBe(split => split.Percent > 91 && split.Percent < 96);
        price.Slices!.Single(slice => slice.Slice == "country=DE").Percent.ShouldBeInRange(70, 80);
        price.Slices!.Where(slice => slice.Slice != "country=DE").ShouldAllBe(slice => slice.Missing == 0);
        price.Slices!.Sum(slice => slice.Rows).ShouldBe(10_000);
        report.Periods!.Period.ShouldBe(CoveragePeriod.Day);
        report.Periods.Periods.Count.ShouldBe(20);
        var (all, with) = (report.Periods.Values[0].Rows, report.Periods.Values.Single(line => line.Value == "price").Rows);
        for (var day = 0; day < 20; day++) (with[day] < all[day]).ShouldBe(day < 5, $"day {day}");
        Told(report).ShouldBeEmpty();
    }

    [Fact]
    public async Task Numbers_have_their_distribution_and_categories_their_counts()
    {
        var data = runs.Data(Orders("price"), Columns, 10_000);

        var (report, result) = await runs.RunAsync(runs.Spec(data, "paid", Features));

        var price = report.Features[0].Statistics.Single(each => each.Split == Split.Train).Values;
        (price.Count, price.Nulls, price.Percentiles!.Count).ShouldBe((6000L, 0L, 101));
        price.Mean!.Value.ShouldBeInRange(48, 52);
        price.StandardDeviation!.Value.ShouldBeInRange(28, 30);
        price.Median!.Value.ShouldBeInRange(48, 52);
        var country = report.Features[2].Statistics[0].Values;
        country.Top!.Sum(value => value.Count).ShouldBe(6000);
        country.Top!.Select(value => value.Value).ShouldBe(["DE", "DK", "FR", "NL"], ignoreOrder: true);
        result.Train!.Features!.Features!.Select(line => line.Name).ShouldBe(["price", "twice", "country"], ignoreOrder: true);
        result.Train.Features.Features!.ShouldAllBe(line => line.Coverage == 100);
    }

    [Fact]
    public async Task A_feature_that_is_missing_more_often_in_the_test_split_is_named()
    {
        // Of a hundred rows in a row the first thirty are the test split.
        var data = runs.Data(Orders("CASE WHEN (i + 1) % 100 < 30 AND hash(i, 3) % 4 = 0 THEN NULL ELSE price END"), Columns, 10_000);

        var spec = runs.Spec(data, "paid", Features);
        var (report, result) = await runs.RunAsync(spec);

        report.Findings!.Where(finding => finding.Check == "coverage").Select(finding => finding.Column).ShouldBe(["price", "twice"], ignoreOrder: true);
        report.Findings!.Single(finding => finding.Column == "price").Message.ShouldStartWith("Feature 'price' has a value in 100 % of the train split and in 7");
        TrainRuns.Evaluation(spec).FeatureFindings!.Select(finding => finding.Message).ShouldBe(report.Findings!.Select(finding => finding.Message));
        result.Train!.Warnings!.ShouldContain(report.Findings![0].Message);
    }

    [Fact]
    public async Task Drift_is_measured_from_version_to_version_and_its_history_says_how_stable_a_feature_is()
    {
        var calm = runs.Data(Orders("price"), Columns, 10_000);
        var other = runs.Data(Orders("price", seed: 77), Columns, 10_000);
        var moved = runs.Data(Orders("price * 1.5", countries: "['DE', 'DE', 'DE', 'FR']"), Columns, 10_000);

        var first = await ReportAsync(calm, "v1", null);
        var second = await ReportAsync(other, "v2", first);
        var third = await ReportAsync(moved, "v3", second);

        first.Report.Drift.ShouldBeNull();
        second.Report.Drift!.Previous.ShouldBe("v1");
        second.Report.Drift.Values.ShouldAllBe(value => value.Judged && value.Value < value.Noise);
        Told(second.Report).ShouldBeEmpty("two draws of the same data are no drift");
        third.Report.Findings!.Where(finding => finding.Check == "drift").Select(finding => finding.Column).ShouldBe(["price", "twice", "country"]);
        third.Report.History!.Select(each => (each.Version, each.Previous)).ShouldBe([("v3", "v2"), ("v2", "v1")]);
        var price = third.Report.Features[0];
        price.Drift!.Measure.ShouldBe("ks");
        price.Stability.ShouldBe(price.Drift.Value);
        third.Report.Features[2].Drift!.Measure.ShouldBe("psi");
    }

    [Fact]
    public async Task A_report_of_an_earlier_version_that_was_changed_is_not_compared_with()
    {
        var data = runs.Data(Orders("price"), Columns, 3_000);
        var first = await ReportAsync(data, "v1", null);
        await File.AppendAllTextAsync(new Uri(first.Pin.Uri).LocalPath, " ", TestContext.Current.CancellationToken);

        var (report, result) = await runs.RunAsync(runs.Spec(data, "paid", Features, "v2") with { PreviousFeatures = first.Pin });

        report.Drift.ShouldBeNull();
        result.Train!.Warnings!.ShouldContain(warning => warning.Contains("it is not the file that was recorded", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_page_shows_everything_and_no_value_of_the_data_becomes_markup()
    {
        const string countries = "['<script>x</script>', 'b&b', '\"q\"', 'DE']";
        var data = runs.Data(Orders("CASE WHEN country LIKE '<%' THEN NULL ELSE price END", countries: countries), Columns, 3_000, manifest => Described(manifest) with { Slices = [new Slice { Column = "country" }] });
        var first = await ReportAsync(data, "v1", null);

        var spec = runs.Spec(data, "paid", Features, "v2") with { PreviousFeatures = first.Pin };
        await runs.RunAsync(spec);

        var page = XDocument.Parse((await File.ReadAllTextAsync(TrainRuns.FileOf(spec, "features.html"), TestContext.Current.CancellationToken))["<!DOCTYPE html>\n".Length..]);
        page.Descendants("script").ShouldBeEmpty();
        page.Descendants("h2").Select(title => title.Value).ShouldBe(["Findings", "Importance and price", "Coverage and values", "Values over time", "Compared with v1", "Leakage"]);
        page.Descendants("td").Select(cell => cell.Value).ShouldContain("country=<script>x</script>: 0 %");
        page.Descendants().Attributes().Where(each => each.Name.LocalName is "src" or "href").ShouldBeEmpty("it needs no other file");
    }

    [Fact]
    public async Task Values_that_concern_a_person_are_in_no_report()
    {
        IReadOnlyList<Column> columns = [.. Columns.Select(column => column.Name == "country" ? column with { Sensitivity = Sensitivity.Personal } : column)];
        var data = runs.Data(Orders("price", countries: "['Ada', 'Grace', 'Alan', 'Edsger']"), columns, 3_000);

        var spec = runs.Spec(data, "paid", Features);
        await runs.RunAsync(spec);

        foreach (var file in new[] { "feature-report.json", "features.html" })
            (await File.ReadAllTextAsync(TrainRuns.FileOf(spec, file), TestContext.Current.CancellationToken)).ShouldNotContain("Grace");
    }

    // Features of made-up rows are useless as it comes.
    private static IEnumerable<Finding> Told(FeatureReport report) => (report.Findings ?? []).Where(finding => finding.Check != "featureCost");

    private async Task<(FeatureReport Report, FeatureReportPin Pin)> ReportAsync(TestDataset data, string version, (FeatureReport Report, FeatureReportPin Pin)? previous)
    {
        var (report, result) = await runs.RunAsync(runs.Spec(data, "paid", Features, version) with { Version = version, PreviousFeatures = previous?.Pin });
        return (report, new FeatureReportPin(version, result.Train!.Features!.Uri, result.Train.Features.Digest));
    }

    private static readonly IReadOnlyList<Column> Columns =
        [Of("price", ColumnType.Float64, nullable: true), Of("country", ColumnType.String), Of("happened", ColumnType.Timestamp), Of("paid", ColumnType.Boolean)];

    private static string Orders(string price, int seed = 1, string countries = "['DE', 'FR', 'NL', 'DK']") => $"""
        SELECT {price} AS price, country, TIMESTAMP '2026-03-01' + to_days(day::INT) AS happened, paid FROM (
          SELECT i, (hash(i * 7919 + {seed}) % 10000)::DOUBLE / 100 AS price, {countries}[1 + (hash(i * 104729 + {seed}) // 64 % 4)::INT] AS country, hash(i, 7, {seed}) // 4096 % 20 AS day, hash(i, 9, {seed}) % 10000 < hash(i, {seed}) % 10000 AS paid
          FROM range(100000) t(i) ORDER BY i)
        """;

    private static DatasetManifest Described(DatasetManifest manifest) => manifest with
    {
        EventTime = "happened", EventTimeMin = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero), EventTimeMax = new DateTimeOffset(2026, 3, 20, 0, 0, 0, TimeSpan.Zero),
    };
}
