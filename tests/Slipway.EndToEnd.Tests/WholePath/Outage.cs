using Slipway.Api.Rollouts;
using Slipway.Demo;
using Slipway.Demo.Story;
using Slipway.Kubernetes.Resources;

namespace Slipway.EndToEnd.Tests.WholePath;

/// <summary>Prometheus dies in the midst of a canary, then the operator with it; both come back.</summary>
internal sealed class Outage(YarnDemo demo)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(4);

    /// <summary>The Ready condition while Prometheus was away.</summary>
    public Condition? Ready { get; private set; }

    /// <summary>Whether the change was said to be still going on.</summary>
    public bool Reconciling { get; private set; }

    /// <summary>All weights of the candidate that were seen while Prometheus was away.</summary>
    public SortedSet<int> Weights { get; } = [];

    /// <summary>Requests that were answered while both were dead.</summary>
    public int AnsweredMeanwhile { get; private set; }

    /// <summary>Requests of the same time that were not answered well.</summary>
    public int FailedMeanwhile { get; private set; }

    public async Task StrikeAsync()
    {
        demo.Platform.KillPrometheus();
        var rollout = await UntilAsync(found => found.Status?.Conditions.Find("Ready")?.Reason == "MetricsUnavailable", "the rollout says that Prometheus is away");
        Ready = rollout.Status!.Conditions.Find("Ready");
        Reconciling = rollout.Status.Conditions.IsTrue("Reconciling");

        // Longer than the step's pause of ten seconds: only the missing evidence can hold it now.
        var held = DateTimeOffset.UtcNow.AddSeconds(12);
        await UntilAsync(_ => DateTimeOffset.UtcNow > held, "time passes");

        demo.Platform.KillOperator();
        var (good, bad) = Count();
        while (Count().Good < good + 300) await Task.Delay(100);
        (AnsweredMeanwhile, FailedMeanwhile) = (Count().Good - good, Count().Bad - bad);

        demo.Platform.StartOperator();
        await demo.Platform.StartPrometheusAsync(CancellationToken.None);
    }

    private (int Good, int Bad) Count()
    {
        var visitors = demo.Visitors!;
        var good = visitors.Answers.Where(answer => answer.Key.Code == 200).Sum(answer => answer.Value);
        return (good, visitors.Broken + visitors.Answers.Sum(answer => answer.Value) - good);
    }

    private async Task<Rollout> UntilAsync(Func<Rollout, bool> holds, string what)
    {
        var client = demo.Platform.Connect();
        var end = DateTimeOffset.UtcNow + Deadline;
        while (DateTimeOffset.UtcNow < end)
        {
            var rollout = (await ShopState.ReadAsync(client, CancellationToken.None)).Rollout!;
            Weights.Add(rollout.Status?.Candidate?.Weight ?? -1);
            if (holds(rollout)) return rollout;
            await Task.Delay(200);
        }

        throw new DemoException($"did not happen within {Deadline}: {what}");
    }
}
