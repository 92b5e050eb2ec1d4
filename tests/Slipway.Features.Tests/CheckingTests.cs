using Slipway.Contracts.Features;

namespace Slipway.Features.Tests;

public sealed class CheckingTests
{
    [Theory]
    [InlineData("pricee", 1, "did you mean 'price'?")]
    [InlineData("Price", 1, "did you mean 'price'?")]
    [InlineData("zzzzzz", 1, "known: birthday, clicked_at, country")]
    [InlineData("lgo(price)", 1, "did you mean 'log'?")]
    [InlineData("1 + log", 5, "write log(x)")]
    [InlineData("log(price, 2)", 1, "log takes 1 argument, not 2; write log(x)")]
    [InlineData("clip(price)", 1, "clip takes 3 arguments")]
    [InlineData("min(price)", 1, "at least 2")]
    [InlineData("price + country", 9, "must be a number, but this is text. Use ordinal")]
    [InlineData("price + returning", 9, "Use number(...)")]
    [InlineData("price + clicked_at", 9, "Use hour(...)")]
    [InlineData("if(price, 1, 2)", 4, "Compare it")]
    [InlineData("if(returning, 1, 'x')", 18, "must have one type")]
    [InlineData("price == country", 10, "must have one type")]
    [InlineData("country < price", 1, "must be a number or a time")]
    [InlineData("country == ''", 12, "is_missing")]
    [InlineData("country in ('a', 2)", 18, "must be a text")]
    [InlineData("price in (1, 1.0)", 14, "twice")]
    [InlineData("returning in (1)", 14, "true or false")]
    [InlineData("bucketize(price, [3, 1])", 22, "must ascend; 1 follows 3")]
    [InlineData("bucketize(price, 3)", 18, "a list of numbers")]
    [InlineData("quantile_bucketize(price, 1)", 27, "a whole number from 2 to 1000")]
    [InlineData("one_hot(country, 2.5)", 18, "a whole number from 1 to 1000, or a list")]
    [InlineData("one_hot(country, [1])", 19, "must be a text")]
    [InlineData("one_hot(clicked_at)", 9, "use hour(...)")]
    [InlineData("one_hot(one_hot(country))", 9, "several columns")]
    [InlineData("1 + one_hot(country)", 5, "whole feature")]
    [InlineData("impute(country, mean)", 17, "not defined")]
    [InlineData("impute(price, average)", 15, "mean, median, mode or a constant")]
    [InlineData("hour(price)", 6, "must be a time")]
    [InlineData("contains(country, search)", 19, "a text in single quotes")]
    [InlineData("[1, 2]", 1, "list stands alone")]
    [InlineData("country", 0, "Use one_hot")]
    [InlineData("clicked_at", 0, "Use hour")]
    [InlineData("1 + 2", 0, "reads no column")]
    public void A_wrong_expression_is_refused_with_place_and_remedy(string expression, int character, string fragment)
    {
        var error = Refused(new Feature { Name = "f", Expr = expression }).ShouldHaveSingleItem();
        error.Message.ShouldContain(fragment);
        error.Position.ShouldBe(character);
        error.Feature.ShouldBe("f");
    }

    [Fact]
    public void All_errors_of_all_features_are_reported_at_once()
    {
        var errors = Refused(
            new Feature { Name = "a", Expr = "pricee + lgo(1)" }, new Feature { Name = "b", Expr = "1 +" }, new Feature { Name = "A", Expr = "price" }, new Feature { Name = "c d", Expr = "price" });
        errors.Select(error => (error.Feature, error.Position)).ShouldBe([("a", 1), ("a", 10), ("b", 4), ("A", 0), ("c d", 0)]);
    }

    [Fact]
    public void A_feature_without_expression_is_its_column()
    {
        var program = FeatureProgram.Compile(Shop.Columns, [new Feature { Name = "price" }]);
        program.Inputs.ShouldHaveSingleItem().Name.ShouldBe("price");
        Refused(new Feature { Name = "prize" }).ShouldHaveSingleItem().Message.ShouldContain("did you mean 'price'?");
    }

    [Fact]
    public void Without_features_there_is_no_program() => Refused().ShouldHaveSingleItem().Message.ShouldContain("no feature");

    [Fact]
    public void Inputs_are_the_columns_that_are_read_and_required_ones_are_named()
    {
        var program = FeatureProgram.Compile(Shop.Columns,
        [
            new Feature { Name = "hour", Expr = "hour(clicked_at)", Required = true },
            new Feature { Name = "unit_price", Expr = "price / quantity", Required = true },
            new Feature { Name = "saved", Expr = "price * discount" },
        ]);
        program.Inputs.Select(column => column.Name).ShouldBe(["price", "discount", "quantity", "clicked_at"]);
        program.RequiredInputs.ShouldBe(["price", "quantity", "clicked_at"]);
    }

    [Fact]
    [Trait("Capability", "F6")]
    public void A_training_only_feature_is_checked_and_never_reaches_the_model()
    {
        var program = FeatureProgram.Compile(Shop.Columns,
            [new Feature { Name = "price" }, new Feature { Name = "position", Expr = "standardize(quantity)", Availability = Availability.TrainingOnly }]);
        program.TrainingOnly.ShouldBe(["position"]);
        program.Inputs.Select(column => column.Name).ShouldBe(["price"]);
        program.Statistics.ShouldBeEmpty();
        program.Bind(new FittedParameters { FeatureDigest = program.Digest }).OutputColumns.ShouldBe(["price"]);
        Refused(new Feature { Name = "f", Availability = Availability.TrainingOnly, Expr = "nope" }).ShouldHaveSingleItem().Message.ShouldContain("no column");
        Refused(new Feature { Name = "price", Availability = Availability.TrainingOnly }).ShouldHaveSingleItem().Message.ShouldContain("TrainingOnly");
    }

    private static IReadOnlyList<FeatureError> Refused(params Feature[] features) =>
        Should.Throw<FeatureException>(() => FeatureProgram.Compile(Shop.Columns, features)).Errors;
}
