using Slipway.Features.Language;

namespace Slipway.Features.Tests;

public sealed class LanguageTests
{
    [Theory]
    [InlineData("1 + 2 * 3 - 4", "-(+(1,*(2,3)),4)")]
    [InlineData("-x * -2", "*(negate(\"x\"),-2)")]
    [InlineData("a < b + 1 and not c or d == 'x'", "or(and(<(\"a\",+(\"b\",1)),not(\"c\")),==(\"d\",'x'))")]
    [InlineData("(1 - 2) - 3", "-(-(1,2),3)")]
    [InlineData("1 - (2 - 3)", "-(1,-(2,3))")]
    [InlineData("f(g(), [1, 2.50, -3e2])", "f(g(),[1,2.5,-300])")]
    [InlineData("country not in ('it''s', 'DE')", "not(in(\"country\",['it''s','DE']))")]
    [InlineData("\"and\" + 1", "+(\"and\",1)")]
    [InlineData(" a # the price\n + .5", "+(\"a\",0.5)")]
    public void Expressions_group_as_in_arithmetic_and_logic(string expression, string canonical) =>
        CanonicalForm.Of(Parser.Parse(expression)).ShouldBe(canonical);

    [Theory]
    [InlineData("", 1, "expected a column")]
    [InlineData("1 +", 4, "found the end of the expression")]
    [InlineData("a b", 3, "expected an operator")]
    [InlineData("log(a", 6, "expected ')'")]
    [InlineData("a = 1", 3, "write '=='")]
    [InlineData("a && b", 3, "write 'and'")]
    [InlineData("'abc", 1, "never closed")]
    [InlineData("3x", 1, "names start with a letter")]
    [InlineData("1.2.3", 1, "no number")]
    [InlineData("1e999", 1, "no number")]
    [InlineData("a < b < c", 7, "cannot be chained")]
    [InlineData("a in 3", 6, "expected a list")]
    [InlineData("a not b", 3, "followed by 'in'")]
    [InlineData("a + €", 5, "'€' has no meaning")]
    public void Errors_name_the_place_and_the_remedy(string expression, int character, string fragment)
    {
        var error = Should.Throw<SyntaxException>(() => Parser.Parse(expression));
        (error.Position + 1).ShouldBe(character);
        error.Message.ShouldContain(fragment);
    }

    [Theory]
    [InlineData("(", 100)]
    [InlineData("-(", 100)]
    [InlineData("not ", 500)]
    [InlineData("- ", 500)]
    [InlineData("[", 2000)]
    [InlineData("f(", 2000)]
    public void Deep_nesting_is_an_error_and_not_the_end_of_the_process(string opening, int times) =>
        Should.Throw<SyntaxException>(() => Parser.Parse(string.Concat(Enumerable.Repeat(opening, times)) + "1"));

    [Fact]
    public void A_long_sum_is_not_deep() => Parser.Parse(string.Join(" + ", Enumerable.Repeat("x", 1000))).ShouldBeOfType<CallSyntax>();

    [Fact]
    public void A_very_long_expression_is_refused() =>
        Should.Throw<SyntaxException>(() => Parser.Parse(new string(' ', 5000) + "1")).Message.ShouldContain("4096");
}
