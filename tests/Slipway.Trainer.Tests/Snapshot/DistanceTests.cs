using FsCheck;
using FsCheck.Fluent;
using Slipway.Contracts.Data;
using Slipway.Trainer.Snapshot.Checks.Comparison;

namespace Slipway.Trainer.Tests.Snapshot;

[Trait("Capability", "D7")]
public sealed class DistanceTests
{
    private static readonly Gen<double> Number = Gen.OneOf(
        Gen.Choose(-5, 5).Select(value => (double)value), Gen.Choose(-100_000, 100_000).Select(value => value / 997.0), Gen.Elements(1e308, -1e308, 5e-324, 0));

    private static readonly Gen<IReadOnlyList<double>> Percentiles = Number.ListOf(101).Select(values => (IReadOnlyList<double>)[.. values.Order()]);

    private static readonly Gen<ColumnStatistics> Categories =
        from counts in Gen.Choose(1, 2000).ListOf().Where(list => list.Count is > 0 and <= 40)
        from first in Gen.Choose(0, 5)
        select Column([.. counts.Select((count, index) => ($"v{first + index}", (long)count))]);

    [Fact]
    public void The_distance_of_a_distribution_to_itself_is_zero() =>
        Check(Percentiles, one => KolmogorovSmirnov.Distance(one, one).ShouldBe(0));

    [Fact]
    public void The_distance_is_the_same_both_ways_and_between_zero_and_one() => Check(Percentiles.Two(), pair =>
    {
        var distance = KolmogorovSmirnov.Distance(pair.Item1, pair.Item2);
        distance.ShouldBeInRange(0, 1);
        distance.ShouldBe(KolmogorovSmirnov.Distance(pair.Item2, pair.Item1));
    });

    [Fact]
    public void The_further_a_distribution_is_shifted_the_larger_is_the_distance()
    {
        var finite = Gen.Choose(-100_000, 100_000).Select(value => value / 997.0).ListOf(101).Select(values => (IReadOnlyList<double>)[.. values.Order()]);
        Check(from one in finite from near in Gen.Choose(0, 100) from more in Gen.Choose(0, 200) select (one, near, far: near + more), sample =>
            KolmogorovSmirnov.Distance(sample.one, Shifted(sample.one, sample.far)).ShouldBeGreaterThanOrEqualTo(KolmogorovSmirnov.Distance(sample.one, Shifted(sample.one, sample.near)) - 1e-9));
    }

    [Fact]
    public void Distributions_that_do_not_overlap_are_one_apart()
    {
        var one = Enumerable.Range(0, 101).Select(value => (double)value).ToList();
        KolmogorovSmirnov.Distance(one, Shifted(one, 101)).ShouldBe(1);
        KolmogorovSmirnov.Distance(one, Shifted(one, 30)).ShouldBe(0.3, 1e-9);
        KolmogorovSmirnov.Distance([.. Enumerable.Repeat(7.0, 101)], [.. Enumerable.Repeat(8.0, 101)]).ShouldBe(1);
    }

    [Fact]
    public void The_stability_index_is_the_same_both_ways_and_never_negative() => Check(Categories.Two(), pair =>
    {
        var there = CategoryDistance.Between(pair.Item1, pair.Item2)!;
        var back = CategoryDistance.Between(pair.Item2, pair.Item1)!;
        there.Psi.ShouldBeGreaterThanOrEqualTo(0);
        there.Psi.ShouldBe(back.Psi, 1e-9);
        there.LInfinity.ShouldBe(back.LInfinity, 1e-12);
        there.LInfinity.ShouldBeInRange(0, 1);
    });

    [Fact]
    public void Equal_categories_have_no_distance() => Check(Categories, one =>
    {
        var distance = CategoryDistance.Between(one, one)!;
        distance.Psi.ShouldBe(0, 1e-12);
        distance.LInfinity.ShouldBe(0, 1e-12);
    });

    [Fact]
    public void The_stability_index_is_what_its_formula_gives()
    {
        var distance = CategoryDistance.Between(Column([("a", 60), ("b", 40)]), Column([("a", 30), ("b", 70)]))!;
        var (pa, pb, qa, qb) = (60.5 / 101, 40.5 / 101, 30.5 / 101, 70.5 / 101);
        distance.Psi.ShouldBe(((qa - pa) * Math.Log(qa / pa)) + ((qb - pb) * Math.Log(qb / pb)), 1e-12);
        distance.LInfinity.ShouldBe(0.3, 1e-12);
    }

    /// <summary>Most of a column went from one value to another, and neither is among the listed values of the other version.</summary>
    [Fact]
    public void A_frequent_value_that_another_replaced_is_seen_though_rarer_values_are_not_listed()
    {
        var rare = Enumerable.Range(0, 19).Select(index => ($"r{index:00}", 20L)).ToList();
        var distance = CategoryDistance.Between(Column([("old", 4000), .. rare], unlisted: 600), Column([("new", 4000), .. rare], unlisted: 600))!;
        distance.LInfinity.ShouldBeGreaterThan(0.7);
        distance.Psi.ShouldBeGreaterThan(1);
    }

    [Fact]
    public void Rare_values_that_change_places_in_the_list_are_no_change()
    {
        var one = Enumerable.Range(0, 20).Select(index => ($"a{index}", 10L)).ToList();
        var other = Enumerable.Range(0, 20).Select(index => ($"b{index}", 10L)).ToList();
        CategoryDistance.Between(Column(one, unlisted: 9800), Column(other, unlisted: 9800))!.LInfinity.ShouldBe(0, 1e-12);
    }

    private static ColumnStatistics Column(List<(string Value, long Count)> top, long unlisted = 0) => new()
    {
        Column = "c", Count = top.Sum(each => each.Count) + unlisted, Distinct = top.Count + unlisted,
        Top = [.. top.OrderByDescending(each => each.Count).Select(each => new ValueCount { Value = each.Value, Count = each.Count })],
    };

    private static List<double> Shifted(IReadOnlyList<double> values, double by) => [.. values.Select(value => value + by)];

    private static void Check<T>(Gen<T> gen, Action<T> holds) => Prop.ForAll(gen.ToArbitrary(), holds).QuickCheckThrowOnFailure();
}
