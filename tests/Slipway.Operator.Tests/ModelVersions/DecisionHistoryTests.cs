using Slipway.Api.ModelVersions;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.ModelVersions;
using Slipway.Operator.ModelVersions.History;
using Slipway.Operator.Tests.Support;

namespace Slipway.Operator.Tests.ModelVersions;

/// <summary>Decisions of people: who may, what holds, and that nothing of it can be undone behind anybody's back.</summary>
[Trait("Capability", "M4")]
public sealed class DecisionHistoryTests
{
    private static readonly string[] Approvers = ["ada", "bob"];

    [Fact]
    public void An_approver_approves_and_a_rejection_takes_it_back()
    {
        var status = Decide(Written(Entry(DecisionAction.Approve, "ada", reason: "fine on the golden set")));
        var approved = status.Conditions.Find("Approved")!;
        (approved.Status, approved.Message).ShouldBe((Condition.True, "approved by ada at 2026-05-01 12:00 UTC: fine on the golden set"));

        status = Decide(Written(Entry(DecisionAction.Approve, "ada"), Entry(DecisionAction.Reject, "bob", reason: "the data was wrong")));
        status.Conditions.Find("Approved")!.Reason.ShouldBe("Rejected");
        status.Conditions.Find("Approved")!.Message!.ShouldContain("rejected by bob at 2026-05-01 12:00 UTC: the data was wrong");
        status.Conditions.IsTrue("Ready").ShouldBeTrue("whether it has to be approved is for the Rollout to say");

        Decide(Written(Entry(DecisionAction.Approve, "ada"), Entry(DecisionAction.Reject, "bob", reason: "no"), Entry(DecisionAction.Approve, "bob"))).Conditions.IsTrue("Approved").ShouldBeTrue();
        Decide(Samples.Version()).Conditions.Find("Approved")!.Reason.ShouldBe("NotApproved");
        Decide(Samples.Version(), approvers: []).Conditions.Find("Approved").ShouldBeNull("nobody may, so nobody is waited for");
    }

    [Fact]
    public void It_takes_as_many_different_approvers_as_the_family_asks_for()
    {
        Decide(Written(Entry(DecisionAction.Approve, "ada"), Entry(DecisionAction.Approve, "ada")), needed: 2).Conditions.IsTrue("Approved").ShouldBeFalse();
        Decide(Written(Entry(DecisionAction.Approve, "ada"), Entry(DecisionAction.Approve, "bob")), needed: 2).Conditions.IsTrue("Approved").ShouldBeTrue();
    }

    [Fact]
    public void What_slipped_past_the_webhook_is_on_record_and_without_effect()
    {
        var status = Decide(Written(Entry(DecisionAction.Approve, "eve"), Entry(DecisionAction.SetAlias, "eve", "v7"), Entry(DecisionAction.SetAlias, "eve", "champion") with { At = Samples.Now.AddHours(1) }));
        status.Conditions.IsTrue("Approved").ShouldBeFalse();
        status.Aliases.ShouldBeNull();
        status.Decisions!.Count.ShouldBe(3);
        status.Decisions.ShouldAllBe(decision => decision.Ignored != null);
        status.Conditions.Find("HistoryIntact")!.Message!.ShouldContain("Approve by eve: by: 'eve': may not approve: approvers of model 'clicks' are ada, bob");
    }

    [Fact]
    public void A_history_that_was_cut_or_edited_is_noticed_and_what_was_decided_goes_on_holding()
    {
        var written = Written(Entry(DecisionAction.Approve, "ada"), Entry(DecisionAction.Reject, "bob", reason: "the data was wrong"));
        var recorded = written with { Status = Decide(written) };
        foreach (var forged in new[]
        {
            recorded with { Spec = recorded.Spec with { Decisions = [recorded.Spec.Decisions![0]] } },
            recorded with { Spec = recorded.Spec with { Decisions = null } },
            recorded with { Spec = recorded.Spec with { Decisions = [recorded.Spec.Decisions[0], recorded.Spec.Decisions[1] with { Action = DecisionAction.Approve }, Entry(DecisionAction.Approve, "bob")] } },
        })
        {
            var status = Decide(forged);
            status.Conditions.Find("HistoryIntact")!.Reason.ShouldBe("HistoryChanged");
            status.Decisions.ShouldBe(recorded.Status!.Decisions);
            status.Conditions.Find("Approved")!.Reason.ShouldBe("Rejected", "nothing is taken from a history that is not whole");
        }

        Decide(recorded).Conditions.IsTrue("HistoryIntact").ShouldBeTrue();
        recorded.Status!.SpecDigest.ShouldBe(SpecDigest.Of(Samples.Version().Spec), "decisions are no part of the record that never changes");
    }

    [Fact]
    public void That_approvers_change_undoes_no_approval()
    {
        var written = Written(Entry(DecisionAction.Approve, "ada"));
        var recorded = written with { Status = Decide(written) };
        Decide(recorded, approvers: ["bob"]).Conditions.IsTrue("Approved").ShouldBeTrue();
        Decide(written, approvers: ["bob"]).Conditions.IsTrue("Approved").ShouldBeFalse("it was first seen when ada was no approver");
    }

    [Fact]
    public void A_hold_is_ended_by_who_put_it_or_an_approver()
    {
        Decide(Written(Entry(DecisionAction.Hold, "eve", reason: "case 17"))).LegalHold.ShouldBe("case 17");
        Decide(Written(Entry(DecisionAction.Hold, "eve", reason: "case 17"), Entry(DecisionAction.Release, "mallory"))).LegalHold.ShouldBe("case 17");
        Decide(Written(Entry(DecisionAction.Hold, "eve", reason: "case 17"), Entry(DecisionAction.Release, "eve"))).LegalHold.ShouldBeNull();
        Decide(Written(Entry(DecisionAction.Hold, "eve", reason: "case 17"), Entry(DecisionAction.Release, "ada"))).LegalHold.ShouldBeNull();
    }

    [Theory]
    [InlineData("champion", null)]
    [InlineData("A_b-9", null)]
    [InlineData("latest", "is reserved")]
    [InlineData("v12", "looks like a version")]
    [InlineData("with space", "is made of letters")]
    [InlineData("", "is made of letters")]
    [InlineData("eins\n", "is made of letters")]
    public void Aliases_have_the_names_that_MLflow_allows(string name, string? fault)
    {
        if (fault is null) AliasName.Fault(name).ShouldBeNull();
        else AliasName.Fault(name)!.ShouldContain(fault);
    }

    [Fact]
    public void An_alias_is_moved_by_one_write_and_points_to_one_version()
    {
        var first = Recorded("v1", Entry(DecisionAction.SetAlias, "eve", "champion"), Entry(DecisionAction.SetAlias, "eve", "stable"));
        var second = Recorded("v2", Entry(DecisionAction.SetAlias, "eve", "champion") with { At = Samples.Now.AddMinutes(1) });
        Decide(first, family: [first, second], now: Samples.Now.AddMinutes(2)).Aliases.ShouldBe(["stable"]);
        Decide(second, family: [first, second], now: Samples.Now.AddMinutes(2)).Aliases.ShouldBe(["champion"]);
        var removed = second with { Spec = second.Spec with { Decisions = [.. second.Spec.Decisions!, Entry(DecisionAction.RemoveAlias, "eve", "champion") with { At = Samples.Now.AddMinutes(2) }] } };
        Decide(removed, family: [first, second], now: Samples.Now.AddMinutes(2)).Aliases.ShouldBeNull();
    }

    /// <summary>Whatever is given to whom in whatever order, each alias is held once, and by the version that it was given to last.</summary>
    [Fact]
    public void Every_alias_has_one_holder_for_any_history()
    {
        var random = new Random(7);
        for (var trial = 0; trial < 500; trial++)
        {
            var family = Enumerable.Range(1, 4).Select(number => (Name: $"clicks-v{number}", Version: $"v{number}", Decisions: new List<AcceptedDecision>())).ToList();
            var expected = new Dictionary<string, string>();
            for (var step = 0; step < 12; step++)
            {
                var (version, alias) = (family[random.Next(4)], random.Next(2) == 0 ? "champion" : "challenger");
                var set = random.Next(3) > 0;
                version.Decisions.Add(new AcceptedDecision { Action = set ? DecisionAction.SetAlias : DecisionAction.RemoveAlias, Alias = alias, By = "eve", At = Samples.Now.AddSeconds(step), Ignored = random.Next(5) == 0 ? "refused" : null });
                if (version.Decisions[^1].Ignored is not null) continue;
                if (set) expected[alias] = version.Name;
                else if (expected.GetValueOrDefault(alias) == version.Name) expected.Remove(alias);
            }

            AliasHolders.Of(family.OrderBy(_ => random.Next()).Select(each => (each.Name, each.Version, (IReadOnlyList<AcceptedDecision>)each.Decisions)))
                .ShouldBe(expected, ignoreOrder: true);
        }
    }

    private static RecordedDecision Entry(DecisionAction action, string by, string? alias = null, string? reason = null) => new() { Action = action, By = by, At = Samples.Now, Alias = alias, Reason = reason };

    private static ModelVersion Written(params RecordedDecision[] decisions) => Samples.Version() with { Spec = Samples.Version().Spec with { Decisions = decisions } };

    private static ModelVersion Recorded(string version, params RecordedDecision[] decisions)
    {
        var written = Samples.Version(version) with { Spec = Samples.Version(version).Spec with { Decisions = decisions } };
        return written with { Status = Decide(written, now: Samples.Now.AddMinutes(1)) };
    }

    private static ModelVersionStatus Decide(ModelVersion version, IReadOnlyList<string>? approvers = null, int needed = 1, IReadOnlyList<ModelVersion>? family = null, DateTimeOffset? now = null) => ModelVersionDecision.Decide(
        new ModelVersionWorld { Version = version, Approvers = approvers ?? Approvers, Approvals = needed, Aliased = family ?? [] }, now ?? Samples.Now).Checked(version).Status;
}
