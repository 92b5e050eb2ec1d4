using Slipway.Testing;

namespace Slipway.Kubernetes.Tests.Support;

/// <summary>Candidates for one lease, and the time that passes for them.</summary>
internal sealed class Election : IDisposable
{
    private readonly List<Candidate> candidates = [];

    public ManualTimeProvider Time { get; } = new();

    public LeaseServer Server { get; } = new();

    public Candidate Start(string name, TaskCompletionSource? finish = null, int leaseSeconds = 15, Random? random = null)
    {
        var candidate = new Candidate(name, Server, Time, finish, leaseSeconds, random ?? Random.Shared);
        candidates.Add(candidate);
        return candidate;
    }

    public async Task<Candidate> LeaderAsync(string name)
    {
        var candidate = Start(name);
        await Until(() => candidate.Leads);
        return candidate;
    }

    public Task Until(Func<bool> condition) => Eventually.True(() =>
    {
        if (condition()) return true;
        Time.Advance(TimeSpan.FromMilliseconds(250));
        return false;
    });

    /// <summary>Lets time pass in steps, each only after the candidates have gone to sleep again.</summary>
    public async Task Pass(TimeSpan span, Action? invariant = null)
    {
        for (var passed = TimeSpan.Zero; passed < span; passed += TimeSpan.FromMilliseconds(500))
        {
            Time.Advance(TimeSpan.FromMilliseconds(500));
            await Eventually.True(() => Time.PendingTimers >= candidates.Count(candidate => !candidate.Running.IsCompleted), "candidates sleep");
            await Task.Delay(1, TestContext.Current.CancellationToken);
            invariant?.Invoke();
        }
    }

    public void Dispose() => candidates.ForEach(candidate => candidate.Dispose());
}
