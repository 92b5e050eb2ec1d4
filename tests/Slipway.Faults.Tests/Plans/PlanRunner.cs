using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Slipway.Faults.Tests.Rules;
using Slipway.Faults.Tests.Scenarios;
using Slipway.Faults.Tests.World;

namespace Slipway.Faults.Tests.Plans;

/// <summary>Runs plans of one scenario and judges them by the run in which nothing goes wrong.</summary>
internal sealed class PlanRunner
{
    private static readonly int[] CleanSeeds = [11, 12, 13];

    private readonly Scenario scenario;
    private readonly EndState expected;
    private readonly HashSet<string> chance = new(StringComparer.Ordinal);
    private readonly IReadOnlyDictionary<string, int> made;

    private static readonly ConcurrentDictionary<string, PlanRunner> Known = new(StringComparer.Ordinal);

    private PlanRunner(Scenario scenario)
    {
        this.scenario = scenario;
        var clean = Clean(seed: null);
        (expected, made, Requests, Writes, Events) = (clean.End, clean.Made, clean.Requests, clean.Writes, clean.Events);

        // What differs between orders in which nothing goes wrong depends on chance and is not compared.
        foreach (var seed in CleanSeeds) chance.UnionWith(Clean(seed).End.Differences(expected));
    }

    /// <summary>The runner of a scenario.</summary>
    public static PlanRunner For(Scenario scenario) => Known.GetOrAdd(scenario.Name, _ => new PlanRunner(scenario));

    public string Story => scenario.Name;

    public int Operators => scenario.Operators;

    /// <summary>Requests, watches aside, of the run in which nothing goes wrong.</summary>
    public int Requests { get; }

    /// <summary>Writes of that run.</summary>
    public int Writes { get; }

    /// <summary>Events of its watches, by resource.</summary>
    public IReadOnlyDictionary<string, int> Events { get; }

    /// <summary>A plan for this scenario.</summary>
    public FaultPlan Plan(params Fault[] faults) => new(scenario.Name, null, faults);

    /// <summary>What the operators asked for in a run, in order.</summary>
    public static IReadOnlyList<string> Requested(FaultPlan plan, Scenario scenario)
    {
        using var world = new Simulation(plan, scenario);
        Rest(world);
        return world.Safety.Requested;
    }

    /// <summary>Runs a plan.</summary>
    /// <returns>Null when all is well, else what is wrong.</returns>
    public string? Run(FaultPlan plan, ILoggerFactory? loggers = null)
    {
        using var world = new Simulation(plan, scenario, loggers);
        return Rest(world) ?? Health.Check(world.Server, world.Network, scenario, plan) ?? Compare(world, plan) ?? Restart(world);
    }

    private static string? Rest(Simulation world)
    {
        var restless = world.Run();
        return world.Safety.Violation ?? restless;
    }

    private string? Compare(Simulation world, FaultPlan plan)
    {
        // What users do makes another story, with an end of its own, and so does another order of what they do.
        if (plan.Seed is not null || plan.Faults.Any(fault => fault.Kind.IsOfUser() && fault.Kind is not (FaultKind.UserTouches or FaultKind.UserTakesFields))) return null;
        if (EndState.Of(world.Server).Compare(expected, chance) is { } difference) return difference;
        // What is named after a version's UID has another name in each run.
        var twice = world.Safety.Made.FirstOrDefault(each => !Guid.TryParse(each.Key[^Math.Min(36, each.Key.Length)..], out _) && each.Value > made.GetValueOrDefault(each.Key));
        return twice.Key is null ? null : $"{twice.Key} was made {twice.Value} times, without faults {made.GetValueOrDefault(twice.Key)}";
    }

    /// <summary>An operator that starts when everything rests finds nothing to do.</summary>
    private static string? Restart(Simulation world)
    {
        var before = world.Safety.Commits;
        world.RestartAll();
        return Rest(world) ?? (world.Safety.Commits == before ? null : $"an operator that was started anew wrote {world.Safety.Commits - before} times although nothing had changed");
    }

    private CleanRun Clean(int? seed)
    {
        var plan = new FaultPlan(scenario.Name, seed, []);
        using var world = new Simulation(plan, scenario);
        if ((Rest(world) ?? Health.Check(world.Server, world.Network, scenario, plan)) is { } wrong)
            throw new InvalidOperationException($"without any fault: {wrong}; plan {plan}");
        return new CleanRun(EndState.Of(world.Server), world.Safety.Made.ToDictionary(), world.Counts.RequestsOf(0), world.Counts.WritesOf(0), world.Events);
    }

    private sealed record CleanRun(EndState End, IReadOnlyDictionary<string, int> Made, int Requests, int Writes, IReadOnlyDictionary<string, int> Events);
}
