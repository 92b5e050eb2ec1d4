using Slipway.Kubernetes.LeaderElection;
using Slipway.Kubernetes.Tests.Support;

namespace Slipway.Kubernetes.Tests.LeaderElection;

[Trait("Capability", "P4")]
public sealed class LeaderElectorTests : IDisposable
{
    private readonly Election election = new();

    public void Dispose() => election.Dispose();

    [Fact]
    public async Task The_first_candidate_leads_and_the_second_waits()
    {
        var first = election.Start("a");
        await election.Until(() => first.Leads);
        var second = election.Start("b");
        await election.Pass(TimeSpan.FromMinutes(2));
        (first.Leads, second.Leads, election.Server.Holder).ShouldBe((true, false, "a"));
    }

    [Fact]
    public async Task A_graceful_end_releases_the_lease_and_the_next_leads_within_two_seconds()
    {
        var first = election.Start("a");
        await election.Until(() => first.Leads);
        var second = election.Start("b");
        await election.Pass(TimeSpan.FromSeconds(5));
        await first.StopAsync();
        election.Server.Holder.ShouldBe("");
        var released = election.Time.GetUtcNow();
        await election.Until(() => second.Leads);
        (election.Time.GetUtcNow() - released).ShouldBeLessThan(TimeSpan.FromSeconds(2));
        election.Server.Transitions.ShouldBe(1);
    }

    [Fact]
    public async Task The_lease_is_renewed_until_the_work_has_ended()
    {
        var first = election.Start("a", finish: new TaskCompletionSource());
        await election.Until(() => first.Leads);
        var second = election.Start("b");
        first.AskToStop();
        await election.Pass(TimeSpan.FromSeconds(60));
        (election.Server.Holder, second.Leads).ShouldBe(("a", false));
        first.Finish();
        await election.Until(() => second.Leads);
    }

    [Fact]
    public async Task A_leader_that_is_cut_off_is_told_before_another_leads()
    {
        var first = election.Start("a");
        await election.Until(() => first.Leads);
        var second = election.Start("b");
        await election.Pass(TimeSpan.FromSeconds(4));
        first.Link.IsCut = true;

        await election.Pass(TimeSpan.FromSeconds(10.5), () => (first.Leads && second.Leads).ShouldBeFalse("two lead"));
        await Eventually.True(() => !first.Leads);
        second.Leads.ShouldBeFalse();
        (await Should.ThrowAsync<LeadershipLostException>(() => first.Running)).Message.ShouldContain("could not be renewed for 00:00:10");

        await election.Until(() => second.Leads);
    }

    [Fact]
    public async Task A_leader_that_lost_its_lease_sends_nothing_any_more()
    {
        var first = election.Start("a");
        await election.Until(() => first.Leads);
        first.Link.IsCut = true;
        await election.Pass(TimeSpan.FromSeconds(11));
        await Eventually.True(() => !first.Leads);
        first.Link.IsCut = false;
        var sent = first.Link.Requests.Count;
        await election.Pass(TimeSpan.FromMinutes(1));
        first.Link.Requests.Count.ShouldBe(sent);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task A_clock_that_steps_by_an_hour_changes_no_leader(int hours)
    {
        var first = election.Start("a");
        await election.Until(() => first.Leads);
        var second = election.Start("b");
        await election.Pass(TimeSpan.FromSeconds(10));
        second.Clock.Step = TimeSpan.FromHours(hours);
        await election.Pass(TimeSpan.FromSeconds(30));
        first.Clock.Step = TimeSpan.FromHours(-2 * hours);
        await election.Pass(TimeSpan.FromSeconds(60), () => second.Leads.ShouldBeFalse());
        first.Leads.ShouldBeTrue();
    }

    [Fact]
    public async Task A_candidate_waits_for_the_duration_in_the_record_counted_from_when_it_saw_the_record()
    {
        var first = election.Start("a", leaseSeconds: 60);
        await election.Until(() => first.Leads);
        first.Link.IsCut = true;
        await election.Pass(TimeSpan.FromSeconds(40));
        var second = election.Start("b");
        await election.Pass(TimeSpan.FromSeconds(55));
        second.Leads.ShouldBeFalse("it saw the record only 55 seconds ago");
        await election.Until(() => second.Leads);
    }

    [Fact]
    public async Task A_short_outage_is_survived()
    {
        var first = election.Start("a");
        await election.Until(() => first.Leads);
        first.Link.IsCut = true;
        await election.Pass(TimeSpan.FromSeconds(6));
        first.Link.IsCut = false;
        await election.Pass(TimeSpan.FromSeconds(60));
        first.Leads.ShouldBeTrue();
    }

    [Fact]
    public async Task A_renewal_needs_one_request()
    {
        var first = election.Start("a");
        await election.Until(() => first.Leads);
        var sent = first.Link.Requests.Count;
        await election.Pass(TimeSpan.FromSeconds(20));
        first.Link.Requests.Skip(sent).ShouldAllBe(request => request.Method == "PUT");
    }

    [Fact]
    public async Task Work_that_fails_ends_the_leadership_with_its_failure()
    {
        var first = election.Start("a", finish: new TaskCompletionSource());
        await election.Until(() => first.Leads);
        first.Fail(new InvalidOperationException("a bug"));
        await Should.ThrowAsync<InvalidOperationException>(() => first.Running);
        election.Server.Holder.ShouldBe("");
    }

    [Fact]
    public void Durations_that_do_not_fit_are_refused()
    {
        var options = new LeaderElectionOptions { Namespace = "n", LeaseName = "l", RenewDeadline = TimeSpan.FromSeconds(15) };
        Should.Throw<ArgumentException>(() => new LeaderElector(election.Server.Connect(election.Time).Client, options)).Message.ShouldContain("must be longer than the renew deadline");
    }
}
