using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Errors;
using Slipway.Sandbox.ApiServer.Selectors;

namespace Slipway.Sandbox.Tests.ApiServer;

public sealed class SelectorTests
{
    [Theory]
    [InlineData("app=x", true)]
    [InlineData("app==x", true)]
    [InlineData("app!=x", false)]
    [InlineData("other!=x", true)]
    [InlineData("app in (x, y)", true)]
    [InlineData("app notin (x)", false)]
    [InlineData("app,!tier", true)]
    [InlineData("n>3,n<5", true)]
    [InlineData("n>4", false)]
    [InlineData("", true)]
    public void LabelSelectorsChoose(string selector, bool chosen) =>
        LabelSelector.Parse(selector).Matches(JsonTree.ParseObject("""{"metadata":{"labels":{"app":"x","n":"4"}}}""")).ShouldBe(chosen);

    [Theory]
    [InlineData("app in x")]
    [InlineData("app=x,")]
    [InlineData("=x")]
    [InlineData("app in (x")]
    [InlineData("a>b")]
    public void MalformedSelectorsAreBadRequests(string selector) =>
        Should.Throw<ApiException>(() => LabelSelector.Parse(selector)).Code.ShouldBe(400);

    [Fact]
    public void AnyTextIsEitherASelectorOrABadRequest() => Prop.ForAll(
        ArbMap.Default.ArbFor<NonNull<string>>(),
        text =>
        {
            try
            {
                LabelSelector.Parse(text.Get).Matches([]);
            }
            catch (ApiException e)
            {
                return e.Code == 400;
            }

            return true;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void TheFormsOfASelectorAreTheSame()
    {
        var selector = JsonTree.ParseObject("""{"matchLabels":{"app":"x"},"matchExpressions":[{"key":"tier","operator":"NotIn","values":["a","b"]},{"key":"z","operator":"DoesNotExist"}]}""");
        LabelSelector.FromObject(selector).ToString().ShouldBe("app=x,tier notin (a,b),!z");
    }
}
