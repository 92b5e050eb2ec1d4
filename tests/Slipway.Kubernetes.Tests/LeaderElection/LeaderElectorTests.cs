using Slipway.Kubernetes.LeaderElection;
using Slipway.Kubernetes.Tests.Support;
using Slipway.Testing;

namespace Slipway.Kubernetes.Tests.LeaderElection;

[Trait("Capability", "P4")]
public sealed class LeaderElectorTests : IDisposable
{
    private readonly ManualTimeProvider time = new();
    private readonly LeaseServer server = new();
    private readonly List<Candidate> candidates = [];

    public void Dispose() => candidates.ForEach(candidate => candidate.Dispose());

    [Fact]
    public async Task The_first_candidate_leads_and_the_second_waits()
    {
        var first = Start("a");
        await Until(() => first.Leads);
        var second = Start("b");
        await Pass(TimeSpan.FromMinutes(2));
        (first.Leads, second.Leads, server.Holder).ShouldBe((true, false, "a"));
    }

    [Fact]
    public async Task A_graceful_end_releases_the_lease_and_the_next_leads_within_seconds()
    {
        var first = Start("a");
        await Until(() => first.Leads);
        var second = Start("b");
        await Pass(TimeSpan.FromSeconds(5));
        await first.StopAsync();
        server.Holder.ShouldBe("");
        var released = time.GetUtcNow();
        await Until(() => second.Leads);
        (time.GetUtcNow() - released).ShouldBeLessThan(TimeSpan.FromSeconds(6));
        server.Transitions.ShouldBe(1);
    }

    [Fact]
    public async Task The_lease_is_renewed_until_the_work_has_ended()
    {
        var first = Start("a", finish: new TaskCompletionSource());
        await Until(() => first.Leads);
        var second = Start("b");
        first.AskToStop();
        await Pass(TimeSpan.FromSeconds(60));
        (server.Holder, second.Leads).ShouldBe(("a", false));
        first.Finish();
        await Until(() => second.Leads);
    }

    [Fact]
    public async Task A_leader_that_is_cut_off_is_told_before_another_leads()
    {
        var first = Start("a");
        await Until(() => first.Leads);
        var second = Start("b");
        await Pass(TimeSpan.FromSeconds(4));
        first.Link.IsCut = true;

        await Pass(TimeSpan.FromSeconds(10.5), () => (first.Leads && second.Leads).ShouldBeFalse("two lead"));
        await Eventually.True(() => !first.Leads);
        second.Leads.ShouldBeFalse();
        (await Should.ThrowAsync<LeadershipLostException>(() => first.Running)).Message.ShouldContain("could not be renewed for 00:00:10");

        await Until(() => second.Leads);
    }

    [Fact]
    public async Task A_leader_that_lost_its_lease_sends_nothing_any_more()
    {
        var first = Start("a");
        await Until(() => first.Leads);
        first.Link.IsCut = true;
        await Pass(TimeSpan.FromSeconds(11));
        await Eventually.True(() => !first.Leads);
        first.Link.IsCut = false;
        var sent = first.Link.Requests.Count;
        await Pass(TimeSpan.FromMinutes(1));
        first.Link.Requests.Count.ShouldBe(sent);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task A_clock_that_steps_by_an_hour_changes_no_leader(int hours)
    {
        var first = Start("a");
        await Until(() => first.Leads);
        var second = Start("b");
        await Pass(TimeSpan.FromSeconds(10));
        second.Clock.Step = TimeSpan.FromHours(hours);
        await Pass(TimeSpan.FromSeconds(30));
        first.Clock.Step = TimeSpan.FromHours(-2 * hours);
        await Pass(TimeSpan.FromSeconds(60), () => second.Leads.ShouldBeFalse());
        first.Leads.ShouldBeTrue();
    }

    [Fact]
    public async Task A_candidate_waits_for_the_duration_in_the_record_counted_from_when_it_saw_the_record()
    {
        var first = Start("a", leaseSeconds: 60);
        await Until(() => first.Leads);
        first.Link.IsCut = true;
        await Pass(TimeSpan.FromSeconds(40));
        var second = Start("b");
        await Pass(TimeSpan.FromSeconds(55));
        second.Leads.ShouldBeFalse("it saw the record only 55 seconds ago");
        await Until(() => second.Leads);
    }

    [Fact]
    public async Task A_short_outage_is_survived()
    {
        var first = Start("a");
        await Until(() => first.Leads);
        first.Link.IsCut = true;
        await Pass(TimeSpan.FromSeconds(6));
        first.Link.IsCut = false;
        await Pass(TimeSpan.FromSeconds(60));
        first.Leads.ShouldBeTrue();
    }

    [Fact]
    public async Task A_renewal_needs_one_request()
    {
        var first = Start("a");
        await Until(() => first.Leads);
        var sent = first.Link.Requests.Count;
        await Pass(TimeSpan.FromSeconds(20));
        first.Link.Requests.Skip(sent).ShouldAllBe(request => request.Method == "PUT");
    }

    [Fact]
    public async Task Work_that_fails_ends_the_leadership_with_its_failure()
    {
        var first = Start("a", finish: new TaskCompletionSource());
        await Until(() => first.Leads);
        first.Fail(new InvalidOperationException("a bug"));
        await Should.ThrowAsync<InvalidOperationException>(() => first.Running);
        server.Holder.ShouldBe("");
    }

    [Fact]
    public void Durations_that_do_not_fit_are_refused()
    {
        var options = new LeaderElectionOptions { Namespace = "n", LeaseName = "l", RenewDeadline = TimeSpan.FromSeconds(15) };
        Should.Throw<ArgumentException>(() => new LeaderElector(server.Connect(time).Client, options)).Message.ShouldContain("must be longer than the renew deadline");
    }

    private Candidate Start(string name, TaskCompletionSource? finish = null, int leaseSeconds = 15)
    {
        var candidate = new Candidate(name, server, time, finish, leaseSeconds);
        candidates.Add(candidate);
        return candidate;
    }

    private Task Until(Func<bool> condition) => Eventually.True(() =>
    {
        if (condition()) return true;
        time.Advance(TimeSpan.FromMilliseconds(250));
        return false;
    });

    /// <summary>Lets time pass in steps, each only after the candidates have gone to sleep again.</summary>
    private async Task Pass(TimeSpan span, Action? invariant = null)
    {
        for (var passed = TimeSpan.Zero; passed < span; passed += TimeSpan.FromMilliseconds(500))
        {
            time.Advance(TimeSpan.FromMilliseconds(500));
            await Eventually.True(() => time.PendingTimers >= candidates.Count(candidate => !candidate.Running.IsCompleted), "candidates sleep");
            await Task.Delay(1, TestContext.Current.CancellationToken);
            invariant?.Invoke();
        }
    }

    private sealed class Candidate : IDisposable
    {
        private readonly CancellationTokenSource stop = new();
        private readonly TaskCompletionSource? finish;

        public Candidate(string name, LeaseServer server, ManualTimeProvider time, TaskCompletionSource? finish, int leaseSeconds)
        {
            this.finish = finish;
            Clock = new SteppedClock(time);
            Link = server.Connect(Clock);
            var elector = new LeaderElector(Link.Client, new LeaderElectionOptions
            {
                Namespace = "demo", LeaseName = "slipway", Identity = name, Time = Clock, LeaseDuration = TimeSpan.FromSeconds(leaseSeconds),
            });
            Running = elector.RunAsync(WorkAsync, stop.Token);
        }

        public SteppedClock Clock { get; }

        public LeaseServer.Link Link { get; }

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
}
