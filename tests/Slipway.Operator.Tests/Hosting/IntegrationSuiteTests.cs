using Slipway.Operator.Tests.Support;

namespace Slipway.Operator.Tests.Hosting;

/// <summary>What <c>make test-integration</c> runs.</summary>
public sealed class IntegrationSuiteTests
{
    [Fact]
    public void Every_test_that_speaks_to_an_API_server_is_in_the_suite()
    {
        var classes = typeof(OperatorCluster).Assembly.GetTypes().Where(type => type.GetInterfaces().Contains(typeof(IClassFixture<OperatorCluster>))).ToList();
        classes.Count.ShouldBeGreaterThan(5);
        classes.ShouldAllBe(type => type.GetCustomAttributes(typeof(TraitAttribute), false).OfType<TraitAttribute>().Any(trait => trait.Name == "Suite" && trait.Value == "Integration"));
    }
}
