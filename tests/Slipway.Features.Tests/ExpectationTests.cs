using Slipway.Contracts.Data;
using Slipway.Contracts.Features;

namespace Slipway.Features.Tests;

/// <summary>The same list of expectations counts the same rows in DuckDB (training), in ONNX Runtime (serving) and in the reference evaluator.</summary>
[Trait("Capability", "F11")]
public sealed class ExpectationTests
{
    [Fact]
    public void Each_rule_counts_the_rows_that_break_it()
    {
        using var engines = new ThreeEngines(Shop.Columns,
        [
            Row(5, 1, "DE"), Row(-1, 2, "de"), Row(200, 300, "AT"), Row(null, null, null), Row(double.NaN, 3, ""), Row(double.PositiveInfinity, 0, "CH"),
        ]);
        Feature[] features =
        [
            new() { Name = "price", Expectations = [new() { Name = "range", Minimum = 0, Maximum = 100 }, new() { Name = "positive", Minimum = 0 }, new() { Name = "filled", MaxMissingPercent = 10 }] },
            new()
            {
                Name = "land", Expr = "one_hot(country, 2)", Expectations =
                [
                    new() { Name = "known", AllowedValues = ["DE", "AT"] }, new() { Name = "code", Pattern = "[A-Z]{2}" }, new() { Name = "filled", MaxMissingPercent = 50, Severity = Severity.Warn },
                ],
            },
            new() { Name = "saved", Expr = "price - discount", Expectations = [new() { Name = "cheaper", Expression = "discount <= price" }, new() { Name = "sane", Expression = "saved < 100 or land_known" }] },
            new() { Name = "land_known", Expr = "not is_missing(country)" },
        ];
        var fitted = engines.Fit(features);
        var (sql, onnx, reference) = engines.RunChecks(fitted, FeatureProgram.Compile(Shop.Columns, features).Inputs);
        onnx.ShouldBe(sql);
        reference.ShouldBe(sql);
        fitted.Checks.Zip(sql, (check, count) => (check.Feature, check.Expectation, count)).ShouldBe(
        [
            ("price", null, 3), ("saved", null, 3), ("land_known", null, 0), ("land", null, 4),
            ("price", "range", 3), ("price", "positive", 1), ("price", "filled", 3),
            ("land", "known", 2), ("land", "code", 1), ("land", "filled", 4), ("saved", "cheaper", 2), ("saved", "sane", 0),
        ]);
        fitted.Checks.Single(check => check.Expectation == "range").Rule.ShouldBe("minimum 0, maximum 100");
        fitted.Checks.Where(check => check.IsBroken(sql[fitted.Checks.ToList().IndexOf(check)], 6)).Select(check => check.Expectation)
            .ShouldBe(["range", "positive", "filled", "known", "code", "filled", "cheaper"]);
    }

    public static TheoryData<int> Seeds { get; } = new(Enumerable.Range(101, 6));

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Training_and_serving_count_the_same_rows_whatever_the_expectation(int seed)
    {
        var generator = new ExpressionGenerator(seed);
        var rows = Enumerable.Range(0, 300).Select(_ => generator.Row()).ToList();
        using var engines = new ThreeEngines(Shop.Columns, rows);
        // The first features read every column, so that conditions may read any.
        var features = new[] { "price", "discount", "quantity", "returning", "one_hot(country, 3)", "hash_words(search, 4)", "hour(clicked_at)", "year(birthday)" }
            .Index().ToDictionary(pair => $"c{pair.Index}", pair => new Feature { Name = $"c{pair.Index}", Expr = pair.Item });
        for (var i = 0; i < 20; i++)
        {
            features[$"f{i}"] = new Feature
            {
                Name = $"f{i}",
                Expr = ExpressionText.Of(generator.Feature()),
                Expectations =
                [
                    new() { Name = "condition", Expression = $"{ExpressionText.Of(generator.Condition())} or c0 > 1e9" }, new() { Name = "filled", MaxMissingPercent = 5 },
                ],
            };
        }

        var (fitted, inputs) = engines.FitWhatCanBe(features);
        var (sql, onnx, reference) = engines.RunChecks(fitted, inputs);
        var names = fitted.Checks.Select(check => $"{check.Feature}.{check.Expectation}").ToList();
        names.Count.ShouldBeGreaterThan(60);
        names.Zip(onnx).ShouldBe(names.Zip(sql));
        names.Zip(reference).ShouldBe(names.Zip(sql));
        sql.Count(count => count > 0).ShouldBeGreaterThan(30);
    }

    [Fact]
    public void An_expectation_of_a_training_only_feature_is_checked_in_training_and_never_served()
    {
        using var engines = new ThreeEngines(Shop.Columns, [Row(5, 1, "DE"), Row(6, -1, "DE")]);
        Feature[] features = [new() { Name = "price" }, new() { Name = "discount", Availability = Availability.TrainingOnly, Expectations = [new() { Name = "positive", Minimum = 0 }] }];
        var fitted = engines.Fit(features);
        fitted.ServedChecks.ShouldBe([new FeatureCheck { Feature = "price" }]);
        var program = FeatureProgram.Compile(Shop.Columns, features);
        program.Inputs.Select(input => input.Name).ShouldBe(["price"]);
        program.ReadColumns.ShouldBe(["price", "discount"]);
        var (sql, onnx, _) = engines.RunChecks(fitted, program.Inputs);
        sql.ShouldBe([0, 1]);
        onnx.ShouldBe([0]);
    }

    [Theory]
    [InlineData("price", "{}", "exactly one rule")]
    [InlineData("price", """{"minimum":1,"pattern":"a"}""", "exactly one rule")]
    [InlineData("price", """{"minimum":2,"maximum":1}""", "minimum 2 is greater than the maximum 1")]
    [InlineData("price > 1", """{"minimum":0}""", "for numbers")]
    [InlineData("price", """{"allowedValues":["a"]}""", "take a text as a category")]
    [InlineData("one_hot(price)", """{"pattern":"a"}""", "take a text as a category")]
    [InlineData("one_hot(country)", """{"pattern":"(a"}""", "is not closed")]
    [InlineData("one_hot(country)", """{"allowedValues":["a","a"]}""", "twice")]
    [InlineData("price", """{"expression":"pricee > 1"}""", "did you mean 'price'?")]
    [InlineData("price", """{"expression":"price + 1"}""", "must be true or false")]
    [InlineData("price", """{"expression":"1 < 2"}""", "reads no column")]
    [InlineData("price", """{"expression":"price <"}""", "character 8")]
    [InlineData("price", """{"expression":"quantity > 1"}""", "no feature of the model reads")]
    [InlineData("price", """{"maxMissingPercent":101}""", "from 0 to 100")]
    [InlineData("price", """{"minimum":1,"severity":"Warn","onViolation":"Reject"}""", "needs the severity Error")]
    public void A_wrong_expectation_is_refused_with_place_and_remedy(string expression, string rule, string fragment)
    {
        var json = $$"""[{"name":"f","expr":"{{expression}}","expectations":[{"name":"rule"{{(rule == "{}" ? "}" : "," + rule[1..])}}]}]""";
        var features = System.Text.Json.JsonSerializer.Deserialize(json, Contracts.ContractsJson.Default.IReadOnlyListFeature)!;
        var error = Should.Throw<FeatureException>(() => FeatureProgram.Compile(Shop.Columns, features)).Errors.ShouldHaveSingleItem();
        error.Feature.ShouldBe("f");
        error.ToString().ShouldContain("expectation 'rule'");
        error.ToString().ShouldContain(fragment);
    }

    [Fact]
    public void Names_of_expectations_are_words_and_stand_once()
    {
        var feature = new Feature { Name = "price", Expectations = [new() { Name = "a b", Minimum = 0 }, new() { Name = "c", Minimum = 0 }, new() { Name = "c", Maximum = 0 }] };
        Should.Throw<FeatureException>(() => FeatureProgram.Compile(Shop.Columns, [feature])).Errors.Select(error => error.Message).ShouldBe(
        [
            "expectation 'a b': the name may have letters, digits and underscores, at most 63, and starts with a letter or an underscore.",
            "expectation 'c': another expectation of the feature has this name; rename one.",
        ]);
    }

    [Fact]
    [Trait("Capability", "F1")]
    public void The_list_belongs_to_the_definition_so_both_places_have_the_same()
    {
        var feature = new Feature { Name = "price", Expectations = [new() { Name = "r", Expression = "price > 0" }] };
        var digest = FeatureDigest.Of([feature]);
        digest.ShouldNotBe(FeatureDigest.Of([new Feature { Name = "price" }]));
        FeatureDigest.Of([feature with { Expectations = [new() { Name = "r", Expression = "(price) > 0.0" }] }]).ShouldBe(digest);
        FeatureDigest.Of([feature with { Expectations = [new() { Name = "r", Expression = "price >= 0" }] }]).ShouldNotBe(digest);
        FeatureDigest.Of([feature with { Expectations = [new() { Name = "r", Expression = "price > 0", OnViolation = ViolationAction.Reject }] }]).ShouldNotBe(digest);
    }

    [Theory]
    [InlineData(null, 1, 1, true)]
    [InlineData(null, 0, 1, false)]
    [InlineData(0.0, 1, 1000, true)]
    [InlineData(5.0, 1, 1, false)]
    [InlineData(5.0, 2, 2, true)]
    [InlineData(5.0, 5, 100, false)]
    [InlineData(5.0, 6, 100, true)]
    public void A_share_of_missing_rows_is_not_broken_by_one_row(double? limit, long counted, long rows, bool broken) =>
        new FeatureCheck { Feature = "f", Expectation = "e", MaxMissingPercent = limit }.IsBroken(counted, rows).ShouldBe(broken);

    private static Dictionary<string, object?> Row(double? price, double? discount, string? country) => new() { ["price"] = price, ["discount"] = discount, ["country"] = country };
}
