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
