using Slipway.Api.Rollouts;
using Slipway.Demo.Story;
using Slipway.Kubernetes.Resources;

namespace Slipway.EndToEnd.Tests.WholePath;

/// <summary>What is broken and when: each fault strikes once, at a random moment of its part of the story.</summary>
internal sealed class FaultPlan
{
    private readonly YarnDemo demo;
    private readonly Random random;
    private readonly List<(string Name, Func<ShopState, bool> When, Func<Task> Strike)> pending;

    public FaultPlan(YarnDemo demo, Outage outage, int seed)
    {
        this.demo = demo;
        random = new Random(seed);
        pending =
        [
            ("snapshot", state => state.Dataset?.Status is { LastSnapshot: { FinishedAt: null } }, () => KillOperatorAsync(2)),
            ("training of v1", state => state.Run("v1") is { FinishedAt: null }, () => KillOperatorAsync(3)),
            ("start of v2's canary", state => IsTried(state, "v2"), () => KillOperatorAsync(2)),
            ("first step of v2's canary", state => IsTried(state, "v2") && state.Rollout!.Status is { Candidate.Weight: 10, StepStartedAt: not null }, outage.StrikeAsync),
            ("later step of v2's canary", state => IsTried(state, "v2") && state.Rollout!.Status!.Candidate!.Weight >= 50, () => KillOperatorAsync(12)),
            ("training of v3", state => state.Run("v3") is { FinishedAt: null }, () => KillOperatorAsync(3)),
            ("v3's canary", state => IsTried(state, "v3"), () => KillOperatorAsync(4)),
        ];
    }

    /// <summary>Names of the faults that struck.</summary>
    public List<string> Struck { get; } = [];

    /// <summary>Names of the faults whose moment did not come.</summary>
    public IEnumerable<string> Missed => pending.Select(fault => fault.Name);

    public async Task LookAsync(ShopState state)
    {
        foreach (var fault in pending.Where(fault => fault.When(state)).ToList())
        {
            pending.Remove(fault);
            Struck.Add(fault.Name);
            await fault.Strike();
        }
    }

    private static bool IsTried(ShopState state, string version) => state.Rollout?.Status?.Candidate is { } candidate && candidate.Version == version;

    // The wait is the point: the moment of the kill is not to be known.
    private async Task KillOperatorAsync(double withinSeconds)
    {
        await Task.Delay(TimeSpan.FromSeconds(random.NextDouble() * withinSeconds));
        demo.Platform.KillOperator();
        await Task.Delay(TimeSpan.FromSeconds(random.NextDouble()));
        demo.Platform.StartOperator();
    }
}
