using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Faults.Tests.Plans;
using Slipway.Faults.Tests.Rules;
using Slipway.Faults.Tests.Scenarios;
using Slipway.Operator.Tests.Rollouts.Shell;
using Slipway.Testing;

namespace Slipway.Faults.Tests.World;

/// <summary>A cluster in one thread and in virtual time: the operator, the API server, nodes and users, each moved one thing at a time.</summary>
/// <remarks>
/// Guarantees: the same plan runs alike, to the last request. What the operator does is the product's own code, from the watch stream to the
/// request; what is missing is only that two things happen in the very same moment.
/// </remarks>
internal sealed class Simulation : IDisposable
{
    private const int MaxSteps = 20_000;
    private static readonly TimeSpan MaxTime = TimeSpan.FromHours(2);
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(5);

    private readonly ManualTimeProvider clock = new();
    private readonly DateTimeOffset start;
    private readonly Order order;
    private readonly JobNode jobs;
    private readonly DeploymentNode deployments;
    private readonly List<SimulatedOperator> operators = [];
    private int steps;
    private DateTimeOffset silentUntil;

    public Simulation(FaultPlan plan, Scenario scenario, ILoggerFactory? loggers = null)
    {
        (Plan, Scenario) = (plan, scenario);
        Loggers = loggers ?? NullLoggerFactory.Instance;
        Server = InlineServer.Start(clock);
        Network.Bad = scenario.BadRequests;
        Faults = new PlannedFaults(plan);
        Safety = new SafetyRules(Server.Log, Network);
        Users = new SimulatedUsers(this, clock);
        order = new Order(plan.Seed);
        jobs = new JobNode(Server, clock, scenario.Ending);
        deployments = new DeploymentNode(Server, Network);
        start = clock.GetUtcNow();
        for (var number = 0; number < scenario.Operators; number++) operators.Add(new SimulatedOperator(this, number, new ManualTimeProvider(start)));
        foreach (var each in operators) Begin(each);
    }

    public FaultPlan Plan { get; }

    public Scenario Scenario { get; }

    public InlineServer Server { get; }

    public RolloutNetwork Network { get; } = new();

    public PlannedFaults Faults { get; }

    public RequestCounts Counts { get; } = new();

    public SafetyRules Safety { get; }

    public SimulatedUsers Users { get; }

    public ILoggerFactory Loggers { get; }

    /// <summary>Events that each watch of the first operator has delivered, by resource.</summary>
    public IReadOnlyDictionary<string, int> Events => Faults.EventsOf(0);

    /// <summary>Runs until everything is at rest.</summary>
    /// <returns>Null, or why it did not come to rest.</returns>
    public string? Run()
    {
        while (++steps < MaxSteps)
        {
            Replace();
            if (clock.GetUtcNow() >= silentUntil) Network.Silent.Clear();
            var choices = Choices();
            if (choices.Count > 0 && !order.IsSlow) order.Choose(choices)();
            else if (choices.Count > 0 || !Faults.Release(Streams()))
            {
                if (IsAtRest(choices)) return null;
                if (clock.GetUtcNow() - start > MaxTime) return $"not at rest after {MaxTime}: {Unrest()}";
                Advance(choices.Count > 0 ? TimeSpan.FromSeconds(5) : TimeSpan.MaxValue);
            }

            Safety.Follow(null);
            if (Safety.Violation is not null) return null;
        }

        return $"not at rest after {MaxSteps} steps: {Unrest()}";
    }

    /// <summary>One of the routers answers nobody for a while.</summary>
    public void SilenceRouter()
    {
        if (Network.Addresses.Order(StringComparer.Ordinal).FirstOrDefault() is not { } address) return;
        Network.Silent[address] = true;
        silentUntil = clock.GetUtcNow() + Silence;
    }

    /// <summary>Ends every operator in order and starts them anew.</summary>
    public void RestartAll()
    {
        foreach (var each in operators) each.Stop();
        Replace();
    }

    public void Dispose()
    {
        foreach (var each in operators) each.Dispose();
    }

    private static void Begin(SimulatedOperator each)
    {
        each.Start();
        each.CatchUp();
    }

    private void Replace()
    {
        for (var number = 0; number < operators.Count; number++)
        {
            var old = operators[number];
            old.Settle();
            if (!old.IsDead && !old.HasStopped) continue;
            old.Dispose();
            operators[number] = new SimulatedOperator(this, number, new ManualTimeProvider(clock.GetUtcNow()), old.Death is { Kind: FaultKind.StaleRestart } stale ? stale : null);
            Begin(operators[number]);
        }
    }

    private List<Action> Choices()
    {
        var choices = operators.SelectMany(each => each.Choices()).ToList();
        if (Server.Parts.Lifecycles.IsBehind) choices.Add(Server.Parts.Lifecycles.Follow);
        choices.AddRange(jobs.Choices().Where(choice => choice.Due <= clock.GetUtcNow()).Select(choice => choice.Act));
        choices.AddRange(deployments.Choices());
        if (Users.Next(choices.Count == 0 && NothingIsPending()) is { } step) choices.Insert(0, step);
        return choices;
    }

    private IEnumerable<(SimulatedOperator, WatchStream)> Streams() => operators.SelectMany(each => each.Streams.Select(stream => (each, stream)));

    private bool IsAtRest(List<Action> choices) => choices.Count == 0 && Users.AreDone && NothingIsPending();

    private bool NothingIsPending() => !jobs.Choices().Any() && Streams().All(each => each.Item2.Next is null)
        && operators.TrueForAll(each => !each.IsFrozen && each.IsWatching && each.Unfinished == 0 && each.Delayed == 0)
        && Network.Silent.IsEmpty && operators.Count(each => each.Leads) == 1;

    private string Unrest() => string.Join("; ", operators.Select(each =>
        $"operator {each.Number}: {each.Watching}, leads {each.Leads}, unfinished {each.Unfinished}, delayed {each.Delayed}, frozen {each.IsFrozen}"))
        + $"; users done {Users.AreDone}; jobs wait {jobs.Choices().Any()}";

    // To the next moment at which something is due, for all clocks that run.
    private void Advance(TimeSpan atMost)
    {
        var now = clock.GetUtcNow();
        var due = operators.Where(each => !each.IsFrozen).Select(each => each.Clock.NextDue - (each.Clock.GetUtcNow() - now))
            .Append(jobs.Choices().Select(choice => (DateTimeOffset?)choice.Due).Min())
            .Append(operators.Exists(each => each.IsFrozen) ? now + TimeSpan.FromSeconds(1) : null)
            .Where(each => each is not null).DefaultIfEmpty(now + TimeSpan.FromSeconds(1)).Min()!.Value;
        var by = due > now ? due - now : TimeSpan.Zero;
        if (by > atMost) by = atMost;
        clock.Advance(by);
        foreach (var each in operators.Where(each => !each.IsFrozen).ToList()) each.Clock.Advance(by);
        foreach (var each in operators.Where(each => each.IsFrozen && IsReplaced(each)).ToList())
        {
            // Its clock has moved before it does anything, and its timers come later than what had begun before.
            each.Clock.Jump(clock.GetUtcNow() - each.Clock.GetUtcNow());
            each.Thaw();
            each.Clock.Advance(TimeSpan.Zero);
        }
    }

    // One that stands still goes on once another has led for a while, or after a minute.
    private bool IsReplaced(SimulatedOperator frozen) =>
        clock.GetUtcNow() - frozen.Clock.GetUtcNow() > TimeSpan.FromSeconds(operators.Exists(each => each != frozen && each.Leads) ? 25 : 60);
}
