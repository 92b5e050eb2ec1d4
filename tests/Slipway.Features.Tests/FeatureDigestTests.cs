using Slipway.Contracts.Features;

namespace Slipway.Features.Tests;

public sealed class FeatureDigestTests
{
    private static readonly string Base = Digest("log1p(price) + 1");

    [Theory]
    [InlineData(" log1p( price )+1 # tamed")]
    [InlineData("(log1p((price)) + 1.0)")]
    [InlineData("log1p(\"price\") + 1e0")]
    public void Spelling_does_not_change_the_digest(string expression) => Digest(expression).ShouldBe(Base);

    [Theory]
    [InlineData("log1p(price) + 2")]
    [InlineData("log(price) + 1")]
    [InlineData("1 + log1p(price)")]
    public void Meaning_changes_the_digest(string expression) => Digest(expression).ShouldNotBe(Base);

    [Fact]
    public void Documentation_does_not_count_and_the_contract_does()
    {
        var feature = new Feature { Name = "f", Expr = "log1p(price) + 1" };
        FeatureDigest.Of([feature with { Description = "d", Unit = "EUR", Author = "a", Reason = "r" }]).ShouldBe(Base);
        FeatureDigest.Of([feature with { Name = "g" }]).ShouldNotBe(Base);
        FeatureDigest.Of([feature with { Required = true }]).ShouldNotBe(Base);
        FeatureDigest.Of([feature with { Availability = Availability.TrainingOnly }]).ShouldNotBe(Base);
        var other = feature with { Name = "g" };
        FeatureDigest.Of([feature, other]).ShouldNotBe(FeatureDigest.Of([other, feature]));
    }

    [Fact]
    public void The_digest_has_the_usual_form_and_does_not_change_between_releases() =>
        Base.ShouldBe("sha256:59ff00eafd2f2dedbb638e0ef01646863b5129ac7b7022df3797268a2240276e");

    [Fact]
    public void Parameters_of_another_definition_are_refused_with_both_digests_named()
    {
        var one = FeatureProgram.Compile(Shop.Columns, [new Feature { Name = "f", Expr = "standardize(price)" }]);
        var two = FeatureProgram.Compile(Shop.Columns, [new Feature { Name = "f", Expr = "standardize(price) + 1" }]);
        var fitted = new FittedParameters { FeatureDigest = one.Digest, Numbers = { ["mean(\"price\")"] = 0, ["standardDeviation(\"price\")"] = 1 } };
        one.Bind(fitted).OutputColumns.ShouldBe(["f"]);
        var message = Should.Throw<FeatureException>(() => two.Bind(fitted)).Message;
        message.ShouldContain(one.Digest);
        message.ShouldContain(two.Digest);
        Should.Throw<FeatureException>(() => one.Bind(new FittedParameters { FeatureDigest = one.Digest })).Message.ShouldContain("lack mean(\"price\")");
    }

    private static string Digest(string expression) => FeatureDigest.Of([new Feature { Name = "f", Expr = expression }]);
}
