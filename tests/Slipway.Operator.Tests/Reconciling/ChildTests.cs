using Slipway.Kubernetes.Resources;
using Slipway.Operator.Reconciling;

namespace Slipway.Operator.Tests.Reconciling;

public sealed class ChildTests
{
    private static readonly ConfigMap Wanted = Map(("a", "1"));

    [Fact]
    public void A_child_that_is_not_there_is_due() => Child.Kept(BuiltIn.ConfigMaps, Wanted, null).IsDue.ShouldBeTrue();

    [Fact]
    public void A_child_that_says_more_than_is_wanted_is_left_alone()
    {
        var applied = (ConfigMap)Child.Kept(BuiltIn.ConfigMaps, Wanted, null).Intent;
        var live = applied with { Metadata = applied.Metadata with { Uid = "u", ResourceVersion = "7", Labels = new Dictionary<string, string> { ["team"] = "x" } } };
        for (var pass = 0; pass < 2; pass++) Child.Kept(BuiltIn.ConfigMaps, Wanted, live).IsDue.ShouldBeFalse();
    }

    [Fact]
    public void What_was_as_wanted_is_due_once_something_else_is_wanted()
    {
        var live = (ConfigMap)Child.Kept(BuiltIn.ConfigMaps, Wanted, null).Intent;
        Child.Kept(BuiltIn.ConfigMaps, Wanted, live).IsDue.ShouldBeFalse();
        Child.Kept(BuiltIn.ConfigMaps, Map(("a", "2")), live).IsDue.ShouldBeTrue();
        Child.Kept(BuiltIn.ConfigMaps, Map(), live).IsDue.ShouldBeTrue("a field that is no longer wanted has to go");
    }

    [Fact]
    public void What_somebody_changed_is_due()
    {
        var live = (ConfigMap)Child.Kept(BuiltIn.ConfigMaps, Wanted, null).Intent;
        Child.Kept(BuiltIn.ConfigMaps, Wanted, live).IsDue.ShouldBeFalse();
        Child.Kept(BuiltIn.ConfigMaps, Wanted, live with { Data = new Dictionary<string, string> { ["a"] = "9" } }).IsDue.ShouldBeTrue();
    }

    private static ConfigMap Map(params (string Key, string Value)[] data) => new()
    {
        Metadata = new ObjectMeta { Name = "x", Namespace = "demo" }, Data = data.ToDictionary(each => each.Key, each => each.Value),
    };
}
