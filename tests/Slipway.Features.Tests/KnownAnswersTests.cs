using Slipway.Contracts.Features;

namespace Slipway.Features.Tests;

/// <summary>What functions mean, by example; every example holds in DuckDB, ONNX Runtime and the reference evaluator alike.</summary>
[Trait("Capability", "F3")]
public sealed class KnownAnswersTests
{
    private const double NaN = double.NaN;
    private const double Inf = double.PositiveInfinity;

    [Theory]
    [InlineData("price", new[] { 1.5, NaN, Inf, 1e300 }, new[] { 1.5f, float.NaN, float.NaN, float.NaN })]
    [InlineData("price + 1", new[] { 1.5, NaN }, new[] { 2.5f, float.NaN })]
    [InlineData("2 - price - 1", new[] { 1.5 }, new[] { -0.5f })]
    [InlineData("2 + price * 3", new[] { 2.0 }, new[] { 8f })]
    [InlineData("-price", new[] { 2.0, 0.0 }, new[] { -2f, 0f })]
    [InlineData("1 / price", new[] { 4.0, 0.0, -0.0, Inf }, new[] { 0.25f, float.NaN, float.NaN, 0f })]
    [InlineData("price - price", new[] { 4.0, Inf }, new[] { 0f, float.NaN })]
    [InlineData("price * 0", new[] { 4.0, Inf }, new[] { 0f, float.NaN })]
    [InlineData("abs(price)", new[] { -4.0, Inf }, new[] { 4f, float.NaN })]
    [InlineData("floor(price)", new[] { -1.5, 1.5 }, new[] { -2f, 1f })]
    [InlineData("ceil(price)", new[] { -1.5, 1.5 }, new[] { -1f, 2f })]
    [InlineData("round(price)", new[] { -1.5, 0.5, 2.5, 2.4 }, new[] { -1f, 1f, 3f, 2f })]
    [InlineData("quantize(price, 0.5)", new[] { 1.3, 1.2 }, new[] { 1.5f, 1f })]
    [InlineData("quantize(price, 0)", new[] { 1.3 }, new[] { float.NaN })]
    [InlineData("sqrt(price)", new[] { 4.0, -1.0, 2.0 }, new[] { 2f, float.NaN, 1.41421356f })]
    [InlineData("log(price)", new[] { 1.0, 0.0, -1.0 }, new[] { 0f, float.NaN, float.NaN })]
    [InlineData("log1p(price)", new[] { 0.0, -1.0 }, new[] { 0f, float.NaN })]
    [InlineData("exp(price)", new[] { 0.0, 1000.0 }, new[] { 1f, float.NaN })]
    [InlineData("min(price, 3, 2)", new[] { 1.0, 5.0, NaN }, new[] { 1f, 2f, float.NaN })]
    [InlineData("max(price, 3, 2)", new[] { 1.0, 5.0, NaN }, new[] { 3f, 5f, float.NaN })]
    [InlineData("clip(price, 0, 10)", new[] { -1.0, 5.0, 11.0, Inf, NaN }, new[] { 0f, 5f, 10f, 10f, float.NaN })]
    [InlineData("bucketize(price, [18, 30, 50])", new[] { 17.0, 18.0, 30.5, 50.0, NaN, Inf }, new[] { 0f, 1f, 2f, 3f, float.NaN, 3f })]
    [InlineData("price > 1", new[] { 1.0, 2.0, NaN }, new[] { 0f, 1f, float.NaN })]
    [InlineData("price >= 1 and price < 2", new[] { 1.0, 2.0, NaN }, new[] { 1f, 0f, float.NaN })]
    [InlineData("price == 1 or is_missing(price)", new[] { 1.0, 2.0, NaN }, new[] { 1f, 0f, 1f })]
    [InlineData("not price != 1", new[] { 1.0, 2.0, NaN }, new[] { 1f, 0f, float.NaN })]
    [InlineData("price in (1, 2.5)", new[] { 1.0, 2.0, NaN }, new[] { 1f, 0f, float.NaN })]
    [InlineData("price not in (1, 2.5)", new[] { 1.0, 2.0, NaN }, new[] { 0f, 1f, float.NaN })]
    [InlineData("if(price > 1, 10, 20)", new[] { 1.0, 2.0, NaN }, new[] { 20f, 10f, float.NaN })]
    [InlineData("if(is_missing(price), 1, 1 / price)", new[] { 2.0, NaN, 0.0 }, new[] { 0.5f, 1f, float.NaN })]
    [InlineData("coalesce(price, quantity, 7)", new[] { 2.0, NaN }, new[] { 2f, 7f })]
    [InlineData("missing_if(price, -999, 0)", new[] { 2.0, -999.0, 0.0 }, new[] { 2f, float.NaN, float.NaN })]
    [InlineData("number(price > 1) * 5", new[] { 2.0, 1.0 }, new[] { 5f, 0f })]
    [InlineData("impute(price, mean)", new[] { 1.0, NaN, 4.0, Inf }, new[] { 1f, 2.5f, 4f, float.NaN })]
    [InlineData("impute(price, median)", new[] { 1.0, NaN, 4.0, 5.0 }, new[] { 1f, 4f, 4f, 5f })]
    [InlineData("impute(price, mode)", new[] { 4.0, NaN, 4.0, 1.0 }, new[] { 4f, 4f, 4f, 1f })]
    [InlineData("impute(price, -1)", new[] { 4.0, NaN }, new[] { 4f, -1f })]
    [InlineData("standardize(price)", new[] { 1.0, 3.0, NaN }, new[] { -1f, 1f, float.NaN })]
    [InlineData("standardize(price)", new[] { 3.0, 3.0 }, new[] { 0f, 0f })]
    [InlineData("min_max(price)", new[] { 1.0, 3.0, 2.0, NaN }, new[] { 0f, 1f, 0.5f, float.NaN })]
    [InlineData("min_max(price, -1, 1)", new[] { 1.0, 3.0, 2.0 }, new[] { -1f, 1f, 0f })]
    [InlineData("min_max(price)", new[] { 5.0, 5.0 }, new[] { 0f, 0f })]
    [InlineData("quantile_bucketize(price, 2)", new[] { 1.0, 2.0, 3.0, 4.0 }, new[] { 0f, 1f, 1f, 1f })]
    [InlineData("standardize(impute(price, median))", new[] { 1.0, NaN, 3.0 }, new[] { -1.2247449f, 0f, 1.2247449f })]
    [InlineData("ordinal(price)", new[] { 7.0, 9.0, 9.0, NaN }, new[] { 1f, 0f, 0f, float.NaN })]
    public void Number_functions(string expression, double[] values, float[] expected) => Check("price", expression, [.. values.Cast<object?>()], expected);

    [Theory]
    [InlineData("country == 'DE'", new[] { "DE", "de", null, "" }, new[] { 1f, 0f, float.NaN, float.NaN })]
    [InlineData("country != 'DE'", new[] { "DE", "de", null, "" }, new[] { 0f, 1f, float.NaN, float.NaN })]
    [InlineData("country in ('DE', 'ÖS')", new[] { "DE", "ÖS", "x", null }, new[] { 1f, 1f, 0f, float.NaN })]
    [InlineData("lower(country) == 'dÄ-z'", new[] { "DÄ-Z", "dä-z" }, new[] { 1f, 0f })]
    [InlineData("contains(country, 'a.b')", new[] { "xa.by", "xaxby", "a.b", "a\n.b", null }, new[] { 1f, 0f, 1f, 0f, float.NaN })]
    [InlineData("contains(country, '\\E(_')", new[] { "1\\E(_2\n", "E(_" }, new[] { 1f, 0f })]
    [InlineData("starts_with(country, 'ü')", new[] { "über\n", "ber", "\nü" }, new[] { 1f, 0f, 0f })]
    [InlineData("ends_with(country, '€')", new[] { "\n5 €", "€ 5" }, new[] { 1f, 0f })]
    [InlineData("word_count(country)", new[] { "red merino  wool", "x", null }, new[] { 4f, 1f, float.NaN })]
    [InlineData("concat(country, '-', country) == 'a-a'", new[] { "a", "b", null }, new[] { 1f, 0f, float.NaN })]
    [InlineData("is_missing(concat(country, missing_if('a', 'a')))", new[] { "a", null }, new[] { 1f, 1f })]
    [InlineData("ordinal(country)", new[] { "B", "A", "B", "C", null }, new[] { 0f, 1f, 0f, 2f, float.NaN })]
    [InlineData("ordinal(country, 1)", new[] { "B", "A", "B" }, new[] { 0f, float.NaN, 0f })]
    [InlineData("ordinal(country, ['A', 'B'])", new[] { "B", "A", "C" }, new[] { 1f, 0f, float.NaN })]
    [InlineData("frequency(country)", new[] { "B", "A", "B", "B", null }, new[] { 0.75f, 0.25f, 0.75f, 0.75f, float.NaN })]
    [InlineData("frequency(country, 1)", new[] { "B", "A", "B", "B" }, new[] { 0.75f, 0f, 0.75f, 0.75f })]
    [InlineData("is_missing(country)", new[] { "B", "", null }, new[] { 0f, 1f, 1f })]
    [InlineData("number(impute(country, mode) == 'B')", new[] { "B", "B", "A", null }, new[] { 1f, 1f, 0f, 1f })]
    [InlineData("number(coalesce(country, 'none') == 'none')", new[] { "B", null }, new[] { 0f, 1f })]
    [InlineData("is_missing(missing_if(country, 'n/a'))", new[] { "B", "n/a" }, new[] { 0f, 1f })]
    [InlineData("if(country == 'A', country, 'other') == 'other'", new[] { "A", "B", null }, new[] { 0f, 1f, float.NaN })]
    public void Text_functions(string expression, string?[] values, float[] expected) => Check("country", expression, [.. values], expected);

    [Theory]
    [InlineData("coalesce(price, 0) + 1e-50")]
    [InlineData("log(coalesce(price, 0) + 5e-324)")]
    [InlineData("coalesce(price, 0) - 1e-50")]
    [InlineData("(coalesce(price, 0) + 1) * 1.00000001 - 1")]
    [InlineData("1.00000001 * (coalesce(price, 0) + 1) - 1")]
    [InlineData("(coalesce(price, 0) + 1) / 1.00000001 - 1")]
    [InlineData("((1 / (price + 3)) * quantity - quantity / (price + 3)) * 1e20")]
    public void Graph_optimizers_do_not_change_results(string expression)
    {
        using var engines = new ThreeEngines(
            Shop.Columns, [.. Enumerable.Range(0, 50).Select(i => new Dictionary<string, object?> { ["price"] = (double)i, ["quantity"] = 7L * i })]);
        engines.Agreed(expression).Length.ShouldBe(50);
    }

    [Fact]
    [Trait("Capability", "F6")]
    public void One_hot_has_a_column_for_each_fitted_category_and_none_for_the_unseen()
    {
        using var engines = ThreeEngines.Over(Shop.Columns, "country", "B", "A", "B", "C", null);
        engines.Fit("one_hot(country, 2)").OutputColumns.ShouldBe(["f=B", "f=A"]);
        engines.Agreed("one_hot(country, 2)").ShouldBe([[1, 0], [0, 1], [1, 0], [0, 0], [0, 0]]);
    }

    [Theory]
    [Trait("Capability", "F6")]
    [InlineData("one_hot(country)", 0f)]
    [InlineData("ordinal(country)", float.NaN)]
    [InlineData("frequency(country)", 0f)]
    [InlineData("bag_of_words(country)", 0f)]
    [InlineData("hash(country, 10)", 9f)]
    [InlineData("hash_words(country, 1)", 1f)]
    [InlineData("if(is_missing(ordinal(country)), -1, ordinal(country))", -1f)]
    public void A_category_that_training_did_not_see_has_its_rule(string expression, float expected)
    {
        using var engines = ThreeEngines.Over(Shop.Columns, "country", "DE", "test");
        var features = engines.Fit([new Feature { Name = "f", Expr = expression }], "(SELECT * FROM data WHERE country = 'DE')");
        var inputs = FeatureProgram.Compile(Shop.Columns, [new Feature { Name = "f", Expr = expression }]).Inputs;
        var results = engines.Run(features, inputs);
        results.FirstDifference(EngineResults.Same).ShouldBeNull();
        results.Reference[1].ShouldBe([expected]);
    }

    [Fact]
    public void One_hot_takes_numbers_booleans_and_lists()
    {
        using var engines = ThreeEngines.Over(Shop.Columns, "price", 7.0, 9.0, double.NaN);
        engines.Fit("one_hot(bucketize(price, [8]))").OutputColumns.ShouldBe(["f=0", "f=1"]);
        engines.Agreed("one_hot(bucketize(price, [8]))").ShouldBe([[1, 0], [0, 1], [0, 0]]);
        engines.Agreed("one_hot(price > 8)").ShouldBe([[1, 0], [0, 1], [0, 0]]);
        engines.Agreed("one_hot(price, [9, 1])").ShouldBe([[0, 0], [1, 0], [0, 0]]);
    }

    [Fact]
    public void One_hot_columns_that_differ_by_capital_letters_or_blanks_get_distinct_names()
    {
        using var engines = ThreeEngines.Over(Shop.Columns, "country", "de", "DE", "DE", "n a", "n\ta");
        engines.Fit("one_hot(country)").OutputColumns.ShouldBe(["f=DE", "f=de_2", "f=n_a", "f=n_a_2"]);
        engines.Agreed("one_hot(country)").Length.ShouldBe(5);
    }

    [Fact]
    public void Cross_keeps_combinations_apart()
    {
        object?[][] values = [["a", "bc"], ["ab", "c"], ["a", null]];
        using var engines = new ThreeEngines(
            Shop.Columns, [.. values.Select(pair => new Dictionary<string, object?> { ["country"] = pair[0], ["search"] = pair[1] })]);
        engines.Fit("one_hot(cross(country, search), 10)").OutputColumns.ShouldBe(["f=a|bc", "f=ab|c"]);
        engines.Agreed("one_hot(cross(country, search), 10)").ShouldBe([[1, 0], [0, 1], [0, 0]]);
    }

    [Fact]
    public void Bag_of_words_counts_fitted_words()
    {
        using var engines = ThreeEngines.Over(Shop.Columns, "search", "Red wool red", "red  silk", null, "", "ROT");
        engines.Fit("bag_of_words(lower(search), 2)").OutputColumns.ShouldBe(["f=red", "f=rot"]);
        engines.Agreed("bag_of_words(lower(search), 2)").ShouldBe([[2, 0], [1, 0], [0, 0], [0, 0], [0, 1]]);
    }

    [Fact]
    public void Bag_of_words_takes_a_batch_without_any_text()
    {
        using var engines = ThreeEngines.Over(Shop.Columns, "search", null, "");
        engines.Agreed("bag_of_words(search, ['red'])").ShouldBe([[0], [0]]);
    }

    [Fact]
    public void Booleans_follow_Kleene()
    {
        using var engines = ThreeEngines.Over(Shop.Columns, "returning", true, false, null);
        engines.Agreed("returning").ShouldBe([[1], [0], [float.NaN]]);
        engines.Agreed("returning and is_missing(1)").ShouldBe([[0], [0], [0]]);
        engines.Agreed("returning or not is_missing(1)").ShouldBe([[1], [1], [1]]);
        engines.Agreed("returning and not is_missing(1)").ShouldBe([[1], [0], [float.NaN]]);
        engines.Agreed("returning == (not returning)").ShouldBe([[0], [0], [float.NaN]]);
        engines.Agreed("coalesce(returning, is_missing(1))").ShouldBe([[1], [0], [0]]);
        engines.Agreed("if(returning, not returning, returning)").ShouldBe([[0], [0], [float.NaN]]);
    }

    private static void Check(string column, string expression, object?[] values, float[] expected)
    {
        using var engines = ThreeEngines.Over(Shop.Columns, column, values);
        engines.Agreed(expression).Select(row => row.ShouldHaveSingleItem()).ShouldBe(expected);
    }
}
