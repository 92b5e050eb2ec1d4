using Slipway.Api.Datasets;
using Slipway.Operator.Tests.Support;
using Slipway.Operator.Webhooks;

namespace Slipway.Operator.Tests.Access;

/// <summary>Who may write what of an exception.</summary>
[Trait("Capability", "D24")]
public sealed class BreakGlassAdmissionTests
{
    private static readonly BreakGlass Asked = new() { Reason = "fraud of yesterday", RequestedBy = "ada", ExpiresAt = Samples.Now.AddHours(24) };

    [Fact]
    public void It_is_asked_for_in_the_own_name_and_for_a_day_at_most()
    {
        Check(Asked, null, "ada").ShouldBeEmpty();
        Check(Asked, null, "bob").ShouldBe(["spec.access[0].breakGlass.requestedBy: 'ada': is not who writes this, which is bob; whoever asks for the exception or changes it writes it in the own name"]);
        Check(Asked with { ExpiresAt = Samples.Now.AddHours(25) }, null, "ada").Single().ShouldContain("expiresAt: '2026-05-02T13:00:00Z': is more than 24 hours ahead");
        Check(Asked with { ExpiresAt = Samples.Now }, null, "ada").Single().ShouldContain("has passed");
    }

    [Fact]
    public void Approvals_are_given_one_by_one_each_in_the_own_name()
    {
        var one = Asked with { Approvals = [By("bob")] };
        Check(one, Asked, "bob").ShouldBeEmpty();
        Check(one, Asked, "eve").Single().ShouldContain("approvals[0].by: 'bob': is not who writes this, which is eve");
        Check(one, null, "ada").Single().ShouldContain("approvals[0].by", customMessage: "who asks cannot bring approvals along");
        var two = Asked with { Approvals = [By("bob"), By("eve")] };
        Check(two, one, "eve").ShouldBeEmpty();
        Check(two, Asked, "eve").Single().ShouldContain("approvals[0].by: 'bob'");
        Check(Asked with { Approvals = [By("eve")] }, two, "mallory").ShouldBeEmpty("taking consent back is everybody's right");
        Check(Asked with { Approvals = [By("bob", Samples.Now.AddHours(-2))] }, Asked, "bob").Single().ShouldContain("approvals[0].at");
        Check(Asked with { Approvals = [By("bob", Samples.Now.AddHours(1))] }, Asked, "bob").Single().ShouldContain("approvals[0].at");
    }

    [Fact]
    public void Nobody_approves_what_he_asked_for()
    {
        var dataset = GrantTests.Shared(Rule(Asked with { Approvals = [By("ada")] }));
        DatasetValidation.Validate(dataset.Spec).ShouldHaveSingleItem().ToString().ShouldStartWith("spec.access[0].breakGlass.approvals[0].by: 'ada': asked for it");
    }

    [Theory]
    [InlineData("columns")]
    [InlineData("namespaces")]
    [InlineData("maxAge")]
    [InlineData("reason")]
    [InlineData("expiresAt")]
    [InlineData("requestedBy")]
    public void A_change_of_what_was_approved_needs_new_approvals(string field)
    {
        var approved = Rule(Asked with { Approvals = [By("bob"), By("eve")] });
        var changed = field switch
        {
            "columns" => approved with { Columns = ["price", "email"] },
            "namespaces" => approved with { Namespaces = ["research", "other"] },
            "maxAge" => approved with { MaxAge = Contracts.Duration.Parse("900d") },
            "reason" => approved with { BreakGlass = approved.BreakGlass! with { Reason = "something quite different" } },
            "expiresAt" => approved with { BreakGlass = approved.BreakGlass! with { ExpiresAt = Samples.Now.AddHours(23) } },
            _ => approved with { BreakGlass = approved.BreakGlass! with { RequestedBy = "mallory" } },
        };
        var who = changed.BreakGlass!.RequestedBy;
        Check(changed, approved, who).Count.ShouldBe(2, "both approvals are of something else");
        Check(changed with { BreakGlass = changed.BreakGlass with { Approvals = null } }, approved, who).ShouldBeEmpty();
        // An ordinary rule that becomes an exception, or one under another name, is asked for anew.
        Check(approved, approved with { BreakGlass = null }, "ada").Count.ShouldBe(2);
        Check(approved with { Name = "other" }, approved, "ada").Count.ShouldBe(2);
    }

    [Fact]
    public void What_has_ended_can_stay_while_others_are_changed()
    {
        var ended = Rule(Asked with { ExpiresAt = Samples.Now.AddDays(-3), Approvals = [By("bob", Samples.Now.AddDays(-4)), By("eve", Samples.Now.AddDays(-4))] });
        Check(ended, ended, "mallory").ShouldBeEmpty();
    }

    private static Approval By(string user, DateTimeOffset? at = null) => new() { By = user, At = at ?? Samples.Now };

    private static AccessRule Rule(BreakGlass glass) => new() { Name = "glass", Namespaces = ["research"], Columns = ["price"], BreakGlass = glass };

    private static List<string> Check(BreakGlass written, BreakGlass? stored, string user) => Check(Rule(written), stored is null ? null : Rule(stored), user);

    private static List<string> Check(AccessRule written, AccessRule? stored, string user) =>
        [.. BreakGlassAdmission.Check(GrantTests.Shared(written).Spec, stored is null ? null : GrantTests.Shared(stored).Spec, user, Samples.Now).Select(error => error.ToString())];
}
