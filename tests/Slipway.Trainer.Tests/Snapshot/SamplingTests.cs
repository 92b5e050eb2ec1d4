using System.Globalization;
using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;

namespace Slipway.Trainer.Tests.Snapshot;

[Trait("Capability", "D12")]
public sealed class SamplingTests : IDisposable
{
    private const int Rows = 20_000;
    private readonly SnapshotRun run = new();

    // Country: 70 % DE, 25 % FR, 5 % IS. Days 1 to 20 of January, later ones with more rows. One click in ten.
    public SamplingTests() => run.Write("a.csv", SnapshotRun.Header + string.Concat(Enumerable.Range(0, Rows).Select(id => FormattableString.Invariant(
        $"{id},2026-01-{1 + (int)Math.Sqrt(id % 400):00} 10:00:00,{(id % 20 < 14 ? "DE" : id % 20 < 19 ? "FR" : "IS")},{id % 7},{(id % 10 == 3 ? "true" : "false")}\n"))));

    [Fact]
    public async Task Random_keeps_the_share_and_the_same_rows_again_in_any_order()
    {
        var spec = Sampled(new SamplingPolicy { Percent = 10 });
        var one = await run.SucceedAsync(spec);

        one.Rows.Kept.ShouldBeInRange(1800, 2200);
        (one.Rows.Kept + one.Rows.LeftOut).ShouldBe(Rows);
        Counts(one, "country")["DE"].ShouldBeInRange((long)(0.65 * one.Rows.Kept), (long)(0.75 * one.Rows.Kept));

        var lines = (await File.ReadAllLinesAsync(Path.Combine(run.SourceFolder, "a.csv"), TestContext.Current.CancellationToken)).Skip(1).Reverse().ToList();
        run.Write("a.csv", SnapshotRun.Header + string.Join('\n', lines.Take(9000)) + "\n");
        run.Write("b.csv", SnapshotRun.Header + string.Join('\n', lines.Skip(9000)) + "\n");
        (await run.SucceedAsync(spec)).Digest.ShouldBe(one.Digest);
    }

    [Fact]
    public async Task Another_salt_draws_another_sample_and_the_sample_does_not_follow_the_splits()
    {
        var one = await run.SucceedAsync(Sampled(new SamplingPolicy { Percent = 10 }));
        var two = await run.SucceedAsync(Sampled(new SamplingPolicy { Percent = 10, Salt = "again" }));

        var shared = run.Query(one, "SELECT id FROM \"all\"").Select(row => row[0]).Intersect(run.Query(two, "SELECT id FROM \"all\"").Select(row => row[0])).Count();
        shared.ShouldBeInRange(100, 300, "a tenth of a tenth");
        one.Rows.Test.ShouldBeInRange((long)(0.07 * one.Rows.Kept), (long)(0.13 * one.Rows.Kept));
    }

    [Fact]
    public async Task A_reservoir_keeps_exactly_so_many_rows() => (await run.SucceedAsync(Sampled(new SamplingPolicy { Rows = 777 }))).Rows.Kept.ShouldBe(777);

    [Fact]
    public async Task Rows_of_a_unit_stay_together()
    {
        var manifest = await run.SucceedAsync(Sampled(new SamplingPolicy { Percent = 40, Unit = "price" }));

        Counts(manifest, "price").Values.ShouldAllBe(count => count >= Rows / 7);
    }

    [Fact]
    public async Task Stratified_keeps_the_share_or_the_number_of_each_value()
    {
        var share = Counts(await run.SucceedAsync(Sampled(new SamplingPolicy { Method = SamplingMethod.Stratified, By = "country", Percent = 10 })), "country");
        share.ShouldBe(new Dictionary<string, long> { ["DE"] = 1400, ["FR"] = 500, ["IS"] = 100 }, ignoreOrder: true);

        var number = Counts(await run.SucceedAsync(Sampled(new SamplingPolicy { Method = SamplingMethod.Stratified, By = "country", Rows = 300 })), "country");
        number.ShouldBe(new Dictionary<string, long> { ["DE"] = 300, ["FR"] = 300, ["IS"] = 300 }, ignoreOrder: true);
    }

    [Fact]
    public async Task Per_period_keeps_the_share_of_each_day()
    {
        var all = Counts(await run.SucceedAsync(Sampled(null)), "CAST(time AS DATE)");
        var sample = Counts(await run.SucceedAsync(Sampled(new SamplingPolicy { Method = SamplingMethod.PerPeriod, Percent = 5 })), "CAST(time AS DATE)");

        foreach (var (day, rows) in all) sample[day].ShouldBe((long)Math.Ceiling(rows * 0.05));
    }

    [Fact]
    public async Task Recent_rows_are_likelier_by_half_for_each_half_life()
    {
        var sample = Counts(await run.SucceedAsync(Sampled(new SamplingPolicy { Method = SamplingMethod.Weighted, HalfLife = Duration.Parse("5d"), Percent = 5 })), "CAST(time AS DATE)");
        var all = Counts(await run.SucceedAsync(Sampled(null)), "CAST(time AS DATE)");

        double Rate(int day) => (double)sample.GetValueOrDefault($"2026-01-{day:00}") / all[$"2026-01-{day:00}"];
        (Rate(20) / Rate(15)).ShouldBeInRange(1.5, 2.6);
        (Rate(18) / Rate(13)).ShouldBeInRange(1.4, 2.9);
    }

    [Fact]
    public async Task Known_population_shares_are_reached()
    {
        var sample = Counts(await run.SucceedAsync(Sampled(new SamplingPolicy
        {
            Method = SamplingMethod.Weighted, By = "country", Rows = 1500, PopulationShares = new Dictionary<string, double> { ["DE"] = 0.4, ["FR"] = 0.4, ["IS"] = 0.2 },
        })), "country");

        sample["DE"].ShouldBeInRange(540, 660);
        sample["FR"].ShouldBeInRange(540, 660);
        sample["IS"].ShouldBeInRange(240, 360);
    }

    [Theory]
    [InlineData("random")]
    [InlineData("stratified")]
    [InlineData("weighted")]
    public async Task Importance_weights_give_back_the_totals_of_the_whole(string method)
    {
        var policy = method switch
        {
            "random" => new SamplingPolicy { Percent = 20 },
            "stratified" => new SamplingPolicy { Method = SamplingMethod.Stratified, By = "country", Rows = 900 },
            _ => new SamplingPolicy { Method = SamplingMethod.Weighted, HalfLife = Duration.Parse("10d"), Rows = 4000 },
        };
        var manifest = await run.SucceedAsync(Sampled(policy with { ImportanceWeight = "importance" }));

        var totals = run.Query(manifest, "SELECT sum(importance), sum(importance) FILTER (WHERE country = 'DE'), sum(importance * price) FROM \"all\"")[0];
        ((double)totals[0]!).ShouldBeInRange(Rows * 0.93, Rows * 1.07);
        ((double)totals[1]!).ShouldBeInRange(Rows * 0.7 * 0.93, Rows * 0.7 * 1.07);
        ((double)totals[2]!).ShouldBeInRange(Rows * 3.0 * 0.9, Rows * 3.0 * 1.1);
        manifest.Columns[^1].Name.ShouldBe("importance");
    }

    [Fact]
    public async Task A_class_that_vanishes_is_named()
    {
        run.Write("a.csv", SnapshotRun.Header + string.Concat(Enumerable.Range(0, 2000).Select(id => $"{id},2026-01-01 10:00:00,DE,1,{(id == 7 ? "true" : "false")}\n")));
        var spec = run.Spec();

        var manifest = await run.SucceedAsync(spec with { Sampling = new SamplingPolicy { Rows = 50, Salt = "x" } });

        manifest.Findings!.Single(finding => finding.Check == "sampling").Message.ShouldContain("1 of 2 classes of label 'clicked' have no row in the sample: 'true' (1 rows)");
    }

    [Fact]
    public async Task Contradictions_are_refused_with_the_field()
    {
        (await run.FailAsync(Sampled(new SamplingPolicy()), 2)).Message.ShouldContain("sampling.percent and rows exclude each other");
        (await run.FailAsync(Sampled(new SamplingPolicy { Method = SamplingMethod.Stratified, Percent = 1 }), 2)).Message.ShouldContain("sampling.by names the column");
        (await run.FailAsync(Sampled(new SamplingPolicy { Method = SamplingMethod.Weighted, Percent = 1 }), 2)).Message.ShouldContain("set exactly one of the three");
        (await run.FailAsync(Sampled(new SamplingPolicy { Percent = 1, By = "country" }), 2)).Message.ShouldContain("means nothing to method Random");
    }

    public void Dispose() => run.Dispose();

    private SnapshotSpec Sampled(SamplingPolicy? policy) => run.Spec() with { Sampling = policy };

    private Dictionary<string, long> Counts(DatasetManifest manifest, string by) =>
        run.Query(manifest, $"SELECT CAST({by} AS VARCHAR), count(*) FROM \"all\" GROUP BY 1").ToDictionary(row => Convert.ToString(row[0], CultureInfo.InvariantCulture)!, row => (long)row[1]!);
}
