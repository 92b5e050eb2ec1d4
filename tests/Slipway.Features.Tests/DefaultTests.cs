using Slipway.Contracts.Features;

namespace Slipway.Features.Tests;

/// <summary>What the model gets when a feature has no value.</summary>
[Trait("Capability", "F6")]
public sealed class DefaultTests
{
    [Fact]
    public void A_default_stands_in_for_a_value_that_is_missing_or_beyond_32_bits()
    {
        using var engines = ThreeEngines.Over(Shop.Columns, "price", 1.5, null, double.NaN, double.NegativeInfinity, 1e300, -3.4028235677973366e38, 3.4028235677973362e38);
        var (fitted, inputs) = Compile(engines, new Feature { Name = "f", Expr = "price", Default = -1 }, new Feature { Name = "g", Expr = "price > 1", Default = 0.5 });
        var results = engines.Run(fitted, inputs);
        results.FirstDifference(EngineResults.Same).ShouldBeNull();
        results.Reference.ShouldBe([[1.5f, 1], [-1, 0.5f], [-1, 0.5f], [-1, 0], [-1, 1], [-1, 0], [float.MaxValue, 1]]);
    }

    [Fact]
    public void Rows_that_needed_the_default_are_still_counted_as_missing()
    {
        using var engines = ThreeEngines.Over(Shop.Columns, "price", 1.5, null, 1e300);
        var (fitted, inputs) = Compile(engines, new Feature { Name = "f", Expr = "price", Default = -1 });
        fitted.Checks.ShouldHaveSingleItem().ShouldBe(new FeatureCheck { Feature = "f" });
        var (sql, onnx, reference) = engines.RunChecks(fitted, inputs);
        sql.ShouldBe([2]);
        onnx.ShouldBe(sql);
        reference.ShouldBe(sql);
    }

    [Fact]
    public void A_default_is_part_of_the_definition()
    {
        var feature = new Feature { Name = "f", Expr = "price" };
        FeatureDigest.Of([feature with { Default = 0 }]).ShouldNotBe(FeatureDigest.Of([feature]));
        FeatureDigest.Of([feature with { Default = 0 }]).ShouldNotBe(FeatureDigest.Of([feature with { Default = 1 }]));
    }

    [Theory]
    [InlineData("price", true, 0.0, "required and has a default")]
    [InlineData("one_hot(country)", false, 0.0, "several columns")]
    [InlineData("price", false, 1e300, "no finite number of 32 bits")]
    [InlineData("price", false, double.NaN, "no finite number of 32 bits")]
    public void A_default_that_makes_no_sense_is_refused(string expression, bool required, double value, string fragment) =>
        Should.Throw<FeatureException>(() => FeatureProgram.Compile(Shop.Columns, [new Feature { Name = "f", Expr = expression, Required = required, Default = value }])).Message.ShouldContain(fragment);

    private static (FittedFeatures Fitted, IReadOnlyList<Contracts.Data.Column> Inputs) Compile(ThreeEngines engines, params Feature[] features) =>
        (engines.Fit(features), FeatureProgram.Compile(Shop.Columns, features).Inputs);
}
