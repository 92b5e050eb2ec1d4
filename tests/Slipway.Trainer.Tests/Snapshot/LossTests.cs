using Slipway.Contracts.Data;

namespace Slipway.Trainer.Tests.Snapshot;

/// <summary>Where rows and values were lost.</summary>
public sealed class LossTests : IDisposable
{
    private readonly SnapshotRun run = new();

    public void Dispose() => run.Dispose();

    [Fact, Trait("Capability", "D8")]
    public async Task Discards_are_counted_by_reason_slice_and_file()
    {
        run.Write("a.csv", SnapshotRun.Header + SnapshotRun.Rows(100) + "x,2026-01-01,DE,1,true\ny,2026-01-01,DE,1,true\nz,2026-01-01,,1,true\n");
        run.Write("b.csv", SnapshotRun.Header + "500,2026-01-01,US,much,true\n501,2026-01-01\n" + SnapshotRun.Rows(9));
        var manifest = await run.SucceedAsync(run.Spec() with { Slices = [new Slice { Column = "country" }] });
        manifest.Rows.Read.ShouldBe(manifest.Rows.Rejected + manifest.Rows.Duplicates + manifest.Rows.Kept);
        manifest.Discards!.Files!.Select(discard => (discard.Reason, Path.GetFileName(discard.File), discard.Rows)).ShouldBe(
            [("id:NotInt64", "a.csv", 3L), ("TooFewFields", "b.csv", 1), ("price:NotFloat64", "b.csv", 1)], ignoreOrder: true);
        manifest.Discards.Slices!.Select(discard => (discard.Reason, discard.Slice, discard.Rows)).ShouldBe(
            [("Duplicate", "country=FR", 6L), ("Duplicate", "country=DE", 3), ("id:NotInt64", "country=DE", 2), ("id:NotInt64", "country", 1), ("price:NotFloat64", "country=US", 1)], ignoreOrder: true);
        var card = await File.ReadAllTextAsync(Path.Combine(run.VersionFolder(manifest), "card.html"), TestContext.Current.CancellationToken);
        card.ShouldContain("Rows that were not kept");
        card.ShouldContain("country=US");
    }

    [Fact, Trait("Capability", "D10")]
    public async Task Duplicates_that_flood_one_hour_are_counted_there_and_the_hour_keeps_its_rows()
    {
        run.Write("a.csv", SnapshotRun.Header + SnapshotRun.Rows(560) + string.Concat(Enumerable.Repeat("28,2026-01-01 10:28:00,FR,14,true\n", 5000)));
        var manifest = await run.SucceedAsync(run.Spec());
        var period = manifest.Discards!.DuplicatePeriod!;
        (period.Start, period.Period, period.Duplicates, period.Kept).ShouldBe((new DateTimeOffset(2026, 1, 1, 10, 0, 0, TimeSpan.Zero), CoveragePeriod.Hour, 5000, 20));
        (manifest.Rows.Kept, manifest.Rows.Duplicates).ShouldBe((560, 5000));
    }

    [Fact, Trait("Capability", "D21")]
    public async Task Missing_values_that_follow_the_label_or_a_slice_are_told_from_those_at_random()
    {
        var random = new Random(3);
        run.Write("a.csv", SnapshotRun.Header + string.Concat(Enumerable.Range(0, 4000).Select(id =>
        {
            var (clicked, country) = (random.NextDouble() < 0.3, random.NextDouble() < 0.5 ? "DE" : "FR");
            var price = random.NextDouble() < (clicked ? 0.4 : 0.05) ? "" : "1.5";
            var time = random.NextDouble() < 0.1 ? "" : "2026-01-01 00:00:00";
            return $"{id},{time},{country},{price},{(clicked ? "true" : "false")}\n";
        })));
        var manifest = await run.SucceedAsync(run.Spec() with { Slices = [new Slice { Column = "country" }] });
        var found = manifest.Missingness!.ToDictionary(each => (each.Column, each.By));
        var loss = found[("price", "clicked")];
        loss.Hint.ShouldBe(MissingHint.DependsOnValue);
        loss.CramersV.ShouldBeInRange(0.35, 0.55);
        (loss.Most.Value, loss.Least.Value).ShouldBe(("true", "false"));
        loss.Most.Percent.ShouldBeInRange(36, 44);
        foreach (var (column, by) in new[] { ("price", "country"), ("time", "clicked"), ("time", "country") }) found[(column, by)].Hint.ShouldBe(MissingHint.CompletelyAtRandom, $"{column} by {by}");

        var finding = manifest.Findings!.ShouldHaveSingleItem();
        (finding.Check, finding.Severity, finding.Column, finding.Limit).ShouldBe(("missingness", Severity.Warn, "price", 0.1));
        finding.Message.ShouldContain("of the rows with clicked=true");
    }

    [Fact, Trait("Capability", "D21")]
    public async Task A_loss_that_follows_a_rare_label_is_hinted_at_though_the_effect_on_all_rows_is_small()
    {
        run.Write("a.csv", SnapshotRun.Header + string.Concat(Enumerable.Range(0, 10_000).Select(id =>
            $"{id},2026-01-01 00:00:00,DE,{(id % 100 == 0 ? id % 500 == 0 : id % 10 == 1) switch { true => "", false => "1.5" }},{(id % 100 == 0 ? "true" : "false")}\n")));
        var loss = (await run.SucceedAsync(run.Spec())).Missingness!.Single();
        loss.CramersV.ShouldBeLessThan(0.1);
        (loss.Least.Percent, loss.Most.Percent, loss.Hint).ShouldBe((10.101, 20, MissingHint.CompletelyAtRandom), "chance explains it with a hundred positive rows");

        run.Write("a.csv", SnapshotRun.Header + string.Concat(Enumerable.Range(0, 100_000).Select(id =>
            $"{id},2026-01-01 00:00:00,DE,{(id % 100 == 0 ? id % 500 == 0 : id % 10 == 1) switch { true => "", false => "1.5" }},{(id % 100 == 0 ? "true" : "false")}\n")));
        var seen = await run.SucceedAsync(run.Spec());
        seen.Missingness!.Single().Hint.ShouldBe(MissingHint.DependsOnValue);
        seen.Findings.ShouldBeNull("it is a hint, and no effect that matters to all rows");
    }

    [Fact, Trait("Capability", "D21")]
    public async Task The_shape_of_a_distribution_is_right_where_its_mean_is_far_from_zero_too()
    {
        // Exponential quantiles, shifted by 1e9: skewness 2 and excess kurtosis 6 in the limit.
        run.Write("a.csv", SnapshotRun.Header + string.Concat(Enumerable.Range(0, 20_000).Select(id =>
            FormattableString.Invariant($"{id},2026-01-01 00:00:00,DE,{1e9 - Math.Log(1 - ((id + 0.5) / 20_000))},{(id % 4 == 0 ? "true" : "false")}\n"))));
        var manifest = await run.SucceedAsync(run.Spec());
        var price = manifest.Statistics.Single(column => column.Column == "price");
        price.Skewness!.Value.ShouldBe(2, 0.02);
        price.Kurtosis!.Value.ShouldBe(6, 0.3);
        price.Variance!.Value.ShouldBe(1, 0.01);
        price.Median!.Value.ShouldBe(1e9 + Math.Log(2), 1e-3);
        manifest.Statistics.Single(column => column.Column == "country").Mode.ShouldBe(new ValueCount { Value = "DE", Count = 20_000 });
        manifest.Statistics.Single(column => column.Column == "clicked").Mode.ShouldBe(new ValueCount { Value = "false", Count = 15_000 });
        manifest.Statistics.Single(column => column.Column == "id").Mode.ShouldBeNull("there are too many different values");
    }
}
