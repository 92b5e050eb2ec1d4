using Slipway.Contracts.Features;

namespace Slipway.Features.Tests;

[Trait("Capability", "F11")]
public sealed class PatternTests
{
    [Theory]
    [InlineData("[A-Z]{2}", "DE,AT", "de,DEU,D,ÄÖ")]
    [InlineData("a|b(c|d)?", "a,b,bc,bd", "ac,c,bcd")]
    [InlineData(".", "x,日,🧶,\n", "xy,🧶🧶")]
    [InlineData("[^a-c]+", "xyz,🧶,DE", "xaz,a")]
    [InlineData(@"\(\d*\.x\\", "", "", "'\\d' is not supported")]
    [InlineData(@"[0-9]{3,5}-[.]\-?", "123-.,12345-.-", "12-.,123456-.,123-x")]
    [InlineData("🧶{2}", "🧶🧶", "🧶,🧶🧶🧶")]
    [InlineData("(ab{2}){3}", "abbabbabb", "abb,ababab")]
    [InlineData("", "", "", "a pattern in single quotes")]
    [InlineData("(a", "", "", "is not closed")]
    [InlineData("a)", "", "", "closes no group")]
    [InlineData("*a", "", "", "nothing to repeat")]
    [InlineData("a**", "", "", "put a group around it")]
    [InlineData("^a$", "", "", "is not needed")]
    [InlineData("(?i)a", "", "", "plain group")]
    [InlineData("[b-a]", "", "", "runs backwards")]
    [InlineData("a{5,2}", "", "", "runs backwards")]
    [InlineData("(a{900}){2}", "", "", "more than 1000")]
    [InlineData("((((a{1000}){1000}){1000}){1000}){4}", "", "", "more than 1000")]
    public void A_pattern_stands_for_the_whole_text(string pattern, string matching, string other, string? refusal = null)
    {
        if (refusal is not null)
        {
            Should.Throw<FeatureException>(() => FeatureProgram.Compile(Shop.Columns, [new Feature { Name = "f", Expr = $"matches(country, '{pattern}')" }])).Message.ShouldContain(refusal);
            return;
        }

        string[] yes = matching.Split(','), no = other.Split(',');
        using var engines = ThreeEngines.Over(Shop.Columns, "country", [.. yes, .. no, null]);
        engines.Agreed($"matches(country, '{pattern}')").Select(row => row[0])
            .ShouldBe([.. yes.Select(_ => 1f), .. no.Select(_ => 0f), float.NaN], $"{pattern}: {matching} but not {other}");
    }
}
