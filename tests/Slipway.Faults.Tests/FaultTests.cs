using System.Collections.Concurrent;
using System.Globalization;
using Slipway.Faults.Tests.Plans;
using Slipway.Faults.Tests.Scenarios;

namespace Slipway.Faults.Tests;

/// <summary>Everything that can go wrong, at every place where it can, in every story; the method is described in docs/fault-injection.md.</summary>
/// <remarks>
/// <c>SLIPWAY_FAULTS</c> says how many plans of a family are run in each story: a number, or <c>all</c> of them; larger families are thinned out evenly.
/// <c>SLIPWAY_FAULTS_ONLY="user rollout"</c> runs the families and stories whose names contain this.
/// </remarks>
[Trait("Capability", "P4")]
public sealed class FaultTests
{
    private static readonly string? Only = Environment.GetEnvironmentVariable("SLIPWAY_FAULTS_ONLY");
    private static readonly int Most = Environment.GetEnvironmentVariable("SLIPWAY_FAULTS") switch
    {
        null or "" => 8,
        "all" => int.MaxValue,
        var number => int.Parse(number, CultureInfo.InvariantCulture),
    };


    public static TheoryData<string, string> Cases =>
    [
        .. from family in Families.All.Keys
           from story in Stories.All
           where Only is null || $"{family} {story}".Contains(Only, StringComparison.Ordinal)
           select (family, story.Name),
    ];

    [Theory, MemberData(nameof(Cases))]
    public void Whatever_goes_wrong_it_comes_to_the_same_end(string family, string story)
    {
        var runner = PlanRunner.For(Stories.Find(story));
        var plans = Thin(Families.All[family](runner).ToList(), family);
        var failures = new ConcurrentBag<string>();
        Parallel.ForEach(plans, (plan, state) =>
        {
            if (runner.Run(plan) is not { } wrong) return;
            failures.Add($"{wrong}\n  replay: make test-faults PLAN='{plan}'");
            if (failures.Count >= 3) state.Stop();
        });
        TestContext.Current.TestOutputHelper?.WriteLine($"{family} {story}: {plans.Count} plans");
        Console.WriteLine($"faults {family} {story}: {plans.Count} plans, {failures.Count} failing");
        failures.ShouldBeEmpty(string.Join("\n", failures.Take(3)));
    }

    // Every write is hit by a crash, however few of the others there are.
    private static List<FaultPlan> Thin(List<FaultPlan> plans, string family)
    {
        if (family == "crash" || plans.Count <= Most) return plans;
        return [.. Enumerable.Range(0, Most).Select(each => plans[(int)((long)each * plans.Count / Most)])];
    }
}
