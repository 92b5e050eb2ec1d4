using Slipway.Contracts.Data;
using Slipway.Contracts.Features;

namespace Slipway.Features.Tests;

public sealed class FittingTests
{
    [Fact]
    public void Statistics_come_from_the_training_rows_alone()
    {
        using var engines = ThreeEngines.Over(Shop.Columns, "price", 1.0, 3.0, 100.0);
        var features = engines.Fit([new Feature { Name = "f", Expr = "standardize(price)" }], "(SELECT * FROM data WHERE price < 50)");
        features.Fitted.Numbers.ShouldBe(new Dictionary<string, double> { ["mean(\"price\")"] = 2, ["standardDeviation(\"price\")"] = 1 });
        engines.RunSql(features).ShouldBe([[-1], [1], [98]]);
    }

    [Fact]
    [Trait("Capability", "F3")]
    [Trait("Capability", "F1")]
    public void Only_rows_of_the_training_split_decide_the_parameters()
    {
        Feature[] features =
        [
            new() { Name = "scaled", Expr = "standardize(price) + min_max(discount, -1, 1)" }, new() { Name = "bucket", Expr = "quantile_bucketize(price, 4)" },
            new() { Name = "filled", Expr = "impute(price, median) + impute(discount, mean) + impute(quantity, mode)" }, new() { Name = "country", Expr = "one_hot(country, 3)" },
            new() { Name = "common", Expr = "frequency(country) + ordinal(country)" }, new() { Name = "words", Expr = "bag_of_words(search, 3)" },
        ];
        var (digest, parameters) = FitSplits(features, train: 1, others: 2);
        FitSplits(features, train: 1, others: 3).ShouldBe((digest, parameters));
        var changed = FitSplits(features, train: 4, others: 2);
        changed.Digest.ShouldBe(digest);
        var (before, after) = (FittedParameters.FromJson(parameters), FittedParameters.FromJson(changed.Parameters));
        foreach (var (key, value) in before.Numbers.Where(number => !number.Key.StartsWith("count", StringComparison.Ordinal))) after.Numbers[key].ShouldNotBe(value, key);
        foreach (var (key, values) in before.Lists) after.Lists[key].ShouldNotBe(values, key);
        foreach (var (key, values) in before.Categories) after.Categories[key].ShouldNotBe(values, key);
        before.Numbers.Count.ShouldBeGreaterThan(5);
    }

    /// <summary>Fits on the train rows of a table that holds validation and test rows, too; each seed makes other rows.</summary>
    private static (string Digest, string Parameters) FitSplits(Feature[] features, int train, int others)
    {
        using var engines = new ThreeEngines([.. Shop.Columns, new Column { Name = "split", Type = ColumnType.String }], [.. Rows("train", train), .. Rows("validation", others), .. Rows("test", others + 1)]);
        var fitted = engines.Fit(features, "(SELECT * EXCLUDE (split) FROM data WHERE split = 'train')").Fitted;
        return (fitted.FeatureDigest, fitted.ToJson());
    }

    private static IEnumerable<Dictionary<string, object?>> Rows(string split, int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 60; i++)
        {
            yield return new Dictionary<string, object?>
            {
                ["split"] = split, ["price"] = random.NextDouble() * 100 * seed, ["discount"] = random.NextDouble() - seed, ["quantity"] = (long)((seed * 100) + random.Next(5)),
                ["country"] = $"c{(i * i) % (seed + 5)}", ["search"] = $"w{i % 3} s{seed} x{i % 7}",
            };
        }
    }

    [Fact]
    public void The_same_statistic_is_taken_once_and_nested_ones_in_rounds()
    {
        var program = FeatureProgram.Compile(Shop.Columns,
        [
            new Feature { Name = "a", Expr = "standardize(impute(price, mean))" },
            new Feature { Name = "b", Expr = "standardize(impute( price , mean )) * 2" },
        ]);
        program.Statistics.Select(statistic => (statistic.Key, statistic.Feature)).ShouldBe(
            [("mean(\"price\")", "a"), ("mean(impute(\"price\",\"mean\"))", "a"), ("standardDeviation(impute(\"price\",\"mean\"))", "a")], ignoreOrder: true);

        using var engines = ThreeEngines.Over(Shop.Columns, "price", 1.0, null, 3.0);
        var queries = new List<string>();
        program.Fit(
            (sql, token) =>
            {
                queries.Add(sql);
                return engines.Query(sql, token);
            },
            "data", TestContext.Current.CancellationToken);
        queries.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("standardize(price)", "no finite value of \"price\"")]
    [InlineData("quantile_bucketize(price, 4)", "no finite value of \"price\"")]
    [InlineData("one_hot(country)", "no value of \"country\"")]
    [InlineData("is_missing(impute(country, mode))", "no value of \"country\"")]
    public void A_column_without_values_cannot_be_fitted(string expression, string fragment)
    {
        using var engines = ThreeEngines.Over(Shop.Columns, "price", null, double.NaN, double.PositiveInfinity);
        Should.Throw<FeatureException>(() => engines.Fit(expression)).Message.ShouldContain(fragment);
    }

    [Fact]
    public void Values_too_large_to_average_are_named()
    {
        using var engines = ThreeEngines.Over(Shop.Columns, "price", 1.7e308, 1.7e308);
        Should.Throw<FeatureException>(() => engines.Fit("standardize(price)")).Message.ShouldContain("too large");
    }

    [Fact]
    public void Equally_frequent_categories_come_in_byte_order()
    {
        using var engines = ThreeEngines.Over(Shop.Columns, "country", "b", "ä", "a", "B", "b");
        engines.Fit("one_hot(country)").OutputColumns.ShouldBe(["f=b", "f=B_2", "f=a", "f=ä"]);
    }

    [Fact]
    public void Quantiles_are_values_of_the_data_and_each_stands_once()
    {
        using var engines = ThreeEngines.Over(Shop.Columns, "price", [.. Enumerable.Repeat((object?)0.0, 90), .. Enumerable.Range(1, 10).Select(i => (object?)(double)i)]);
        engines.Fit("quantile_bucketize(price, 10)").Fitted.Lists.Values.ShouldHaveSingleItem().ShouldBe([0]);
        engines.Fit("quantile_bucketize(price, 20)").Fitted.Lists.Values.ShouldHaveSingleItem().ShouldBe([0, 5]);
    }

    [Fact]
    public void Parameters_survive_JSON_exactly()
    {
        using var engines = ThreeEngines.Over(Shop.Columns, "price", 0.1, 0.7, 1e-300);
        var fitted = engines.Fit([new Feature { Name = "f", Expr = "min_max(price) + quantile_bucketize(price, 3)" }, new Feature { Name = "g", Expr = "hour(clicked_at, 'Asia/Kathmandu')" }]).Fitted;
        FittedParameters.FromJson(fitted.ToJson()).ToJson().ShouldBe(fitted.ToJson());
        fitted.Numbers["minimum(\"price\")"].ShouldBe(1e-300);
    }

    [Fact]
    public void A_kept_column_may_not_hide_a_feature()
    {
        using var engines = ThreeEngines.Over(Shop.Columns, "price", 1.0);
        var features = engines.Fit([new Feature { Name = "price" }]);
        Should.Throw<ArgumentException>(() => features.ToSql("data", new KeptColumn("quantity", "PRICE"))).Message.ShouldContain("another alias");
        engines.Query(features.ToSql("data", new KeptColumn("price", "label")), TestContext.Current.CancellationToken).ShouldHaveSingleItem().ShouldBe([1.0, 1f]);
    }
}
