using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Slipway.Sandbox.Controllers.Deployments;

namespace Slipway.Sandbox.Tests.Controllers;

/// <summary>Rolling updates reach their end and keep their promises on the way, whatever order pods get ready in.</summary>
public sealed class RollingDecisionTests
{
    [Fact]
    public void A_roll_out_never_breaks_its_limits_and_always_ends()
    {
        var cases = from replicas in Gen.Choose(0, 8)
                    from surge in Gen.Choose(0, 4)
                    from unavailable in Gen.Choose(0, 4)
                    from seed in Gen.Choose(0, int.MaxValue)
                    select (replicas, surge, unavailable, seed);
        Prop.ForAll(cases.ToArbitrary(), each => Roll(each.replicas, each.surge, each.unavailable, new Random(each.seed))).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("25%", "25%", 4, 1, 1)]
    [InlineData("25%", "25%", 1, 1, 0)]
    [InlineData("0", "0", 3, 0, 1)]
    [InlineData("2", "0", 3, 2, 0)]
    [InlineData("0%", "100%", 3, 0, 3)]
    public void Shares_round_surge_up_and_absence_down(string surge, string unavailable, int replicas, int expectedSurge, int expectedUnavailable)
    {
        var strategy = new JsonObject { ["rollingUpdate"] = new JsonObject { ["maxSurge"] = Value(surge), ["maxUnavailable"] = Value(unavailable) } };
        RollingLimits.Of(strategy, replicas).ShouldBe(new RollingLimits(expectedSurge, expectedUnavailable));

        static JsonNode Value(string text) => int.TryParse(text, out var number) ? JsonValue.Create((long)number) : JsonValue.Create(text);
    }

    private static bool Roll(int replicas, int surge, int unavailable, Random random)
    {
        var strategy = new JsonObject { ["rollingUpdate"] = new JsonObject { ["maxSurge"] = (long)surge, ["maxUnavailable"] = (long)unavailable } };
        var limits = RollingLimits.Of(strategy, replicas);
        var old = new SetScale("old", replicas, replicas, replicas);
        var newest = new SetScale("new", 0, 0, 0);
        for (var step = 0; step < 200; step++)
        {
            if (newest.Available == replicas && old.Wanted == 0) return true;
            var sizes = RollingDecision.Roll(replicas, limits, newest, [old]);
            newest = Resize(newest, sizes);
            old = Resize(old, sizes);
            if (newest.Wanted + old.Wanted > replicas + limits.MaxSurge) return false;
            if (newest.Available + old.Available < replicas - limits.MaxUnavailable) return false;
            // Some of the pods that are not ready yet get ready, at least one if nothing else happens.
            var waiting = newest.Wanted - newest.Available;
            newest = newest with { Available = newest.Available + (waiting == 0 ? 0 : random.Next(sizes.Count == 0 ? 1 : 0, waiting + 1)) };
        }

        return false;
    }

    private static SetScale Resize(SetScale set, IReadOnlyDictionary<string, int> sizes) =>
        sizes.TryGetValue(set.Name, out var size) ? set with { Wanted = size, Available = Math.Min(set.Available, size), Actual = size } : set;
}
