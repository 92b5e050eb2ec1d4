using Slipway.Kubernetes.LeaderElection;
using Slipway.Kubernetes.Tests.Support;

namespace Slipway.Kubernetes.Tests.LeaderElection;

[Trait("Capability", "P4")]
public sealed class LeaderElectorTimingTests : IDisposable
{
    private readonly Election election = new();

    public void Dispose() => election.Dispose();

    [Fact]
    public async Task A_renewal_counts_from_when_it_was_sent_and_not_from_its_answer()
    {
        var leader = await election.LeaderAsync("a");
        leader.Link.Latency = TimeSpan.FromSeconds(4);
        await election.Pass(TimeSpan.FromSeconds(6.5));
        leader.Link.IsCut = true;
        var sent = leader.Link.SentAt;
        await election.Pass(TimeSpan.FromSeconds(12), () =>
        {
            if (election.Time.GetUtcNow() - sent >= TimeSpan.FromSeconds(10)) leader.Elector.MayAct.ShouldBeFalse();
        });
    }

    [Fact]
    public async Task A_process_that_stood_still_may_not_act_even_before_a_timer_tells_it()
    {
        var leader = await election.LeaderAsync("a");
        leader.Elector.MayAct.ShouldBeTrue();
        election.Time.Jump(TimeSpan.FromSeconds(11));
        (leader.Elector.IsLeader, leader.Elector.MayAct).ShouldBe((true, false));
    }

    [Fact]
    public async Task A_released_lease_has_no_holder_and_lasts_for_a_second()
    {
        var leader = await election.LeaderAsync("a");
        election.Server.Seconds.ShouldBe(15);
        await leader.StopAsync();
        (election.Server.Holder, election.Server.Seconds).ShouldBe(("", 1));
    }

    [Fact]
    public async Task A_leader_whose_lease_another_took_ends_at_its_next_renewal()
    {
        var leader = await election.LeaderAsync("a");
        election.Server.Steal("thief");
        await election.Pass(TimeSpan.FromSeconds(3));
        (await Should.ThrowAsync<LeadershipLostException>(() => leader.Running)).Message.ShouldContain("'thief' leads now");
        election.Server.Holder.ShouldBe("thief");
    }

    [Fact]
    public async Task Nothing_of_a_lost_leadership_runs_on()
    {
        var leader = await election.LeaderAsync("a");
        leader.Link.IsCut = true;
        await election.Pass(TimeSpan.FromSeconds(11));
        await Should.ThrowAsync<LeadershipLostException>(() => leader.Running);
        await Eventually.True(() => election.Time.PendingTimers == 0, "no timer is left");
    }

    [Fact]
    public async Task Candidates_look_after_one_to_1_5_look_periods()
    {
        await election.LeaderAsync("a");
        var second = election.Start("b", random: new FixedRandom(0.5));
        await Eventually.True(() => second.Link.Requests.Count == 1);
        await election.Pass(TimeSpan.FromSeconds(32));
        // 1 s times (1 + 0.5 / 2) is 1.25 s.
        second.Link.Requests.Count.ShouldBeInRange(24, 27);
    }

    [Fact]
    public async Task A_lease_that_is_not_renewed_is_taken_when_it_expires_and_not_at_the_next_look()
    {
        var leader = await election.LeaderAsync("a");
        var second = election.Start("b", random: new FixedRandom(0.999));
        await Eventually.True(() => second.Link.Requests.Count == 1);
        leader.Link.IsCut = true;

        // It looks every 1.5 s, and so after 15 s; what it saw expires a moment later.
        await election.Pass(TimeSpan.FromSeconds(15));
        second.Leads.ShouldBeFalse();
        election.Time.Advance(TimeSpan.FromMilliseconds(2));
        await Eventually.True(() => second.Leads);
    }

    [Fact]
    public async Task After_a_request_without_answer_the_lease_is_read_once_and_then_renewed_by_one_request_again()
    {
        var leader = await election.LeaderAsync("a");
        await election.Pass(TimeSpan.FromSeconds(3));
        leader.Link.IsCut = true;
        await election.Pass(TimeSpan.FromSeconds(3));
        leader.Link.IsCut = false;
        var sent = leader.Link.Requests.Count;
        await election.Pass(TimeSpan.FromSeconds(20));
        var methods = leader.Link.Requests.Skip(sent).Select(request => request.Method).ToList();
        methods.Count.ShouldBeGreaterThan(4);
        methods[0].ShouldBe("GET");
        methods.Skip(1).ShouldAllBe(method => method == "PUT");
    }

    [Fact]
    public void A_renew_deadline_that_leaves_no_time_for_a_retry_is_refused()
    {
        var options = new LeaderElectionOptions { Namespace = "n", LeaseName = "l", RetryPeriod = TimeSpan.FromSeconds(9) };
        Should.Throw<ArgumentException>(() => new LeaderElector(election.Server.Connect(election.Time).Client, options))
            .Message.ShouldContain("must be longer than 1.2 times the retry period");
    }
}
