using Slipway.Kubernetes.LeaderElection;
using Slipway.Testing;

namespace Slipway.Kubernetes.Tests.Support;

/// <summary>A process that wants to lead, with a clock and a connection of its own.</summary>
internal sealed class Candidate : IDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly TaskCompletionSource? finish;

    public Candidate(string name, LeaseServer server, ManualTimeProvider time, TaskCompletionSource? finish, int leaseSeconds, Random random)
    {
        this.finish = finish;
        Clock = new SteppedClock(time);
        Link = server.Connect(Clock);
        Elector = new LeaderElector(Link.Client, new LeaderElectionOptions
        {
            Namespace = "demo", LeaseName = "slipway", Identity = name, Time = Clock, LeaseDuration = TimeSpan.FromSeconds(leaseSeconds), Random = random,
        });
        Running = Elector.RunAsync(WorkAsync, stop.Token);
    }

    public SteppedClock Clock { get; }

    public LeaseServer.Link Link { get; }

    public LeaderElector Elector { get; }

    public Task Running { get; }

    public bool Leads { get; private set; }

    public void AskToStop() => stop.Cancel();

    public void Finish() => finish!.SetResult();

    public void Fail(Exception failure) => finish!.SetException(failure);

    public async Task StopAsync()
    {
        await stop.CancelAsync();
        await Running;
    }

    public void Dispose()
    {
        stop.Cancel();
        finish?.TrySetResult();
        stop.Dispose();
        Link.Dispose();
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        Leads = true;
        try
        {
            if (finish is not null) await finish.Task;
            else await Task.Delay(Timeout.Infinite, cancellationToken).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
        finally
        {
            Leads = false;
        }
    }
}
