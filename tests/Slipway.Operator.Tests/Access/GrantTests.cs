using Slipway.Api.Datasets;
using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Operator.Access;
using Slipway.Operator.Tests.Support;

namespace Slipway.Operator.Tests.Access;

/// <summary>What a namespace may read of a Dataset.</summary>
[Trait("Capability", "D24")]
public sealed class GrantTests
{
    [Fact]
    public void The_own_namespace_reads_all_and_others_nothing()
    {
        Grant.Of(Shared(), "shop", Samples.Now).ShouldBe(new Grant(View: null));
        Grant.Of(Shared(), "research", Samples.Now).ShouldBeNull();
        var fault = AccessFaults.Of("spec.dataset", Shared(), "research", [], Samples.Now)!;
        fault.ToString().ShouldBe(
            "spec.dataset: namespace 'research' may not read it: no rule of its spec.access in force names this namespace; ask shop, who owns Dataset 'shop/clicks', "
            + "for a rule with namespaces: [research] and the columns that are needed");
    }

    [Fact]
    public void A_rule_without_columns_grants_all_but_personal_ones()
    {
        var dataset = Shared(new AccessRule { Name = "all", Namespaces = ["*"] });
        Grant.Of(dataset, "research", Samples.Now)!.View!.Columns.ShouldBe(["at", "country", "price", "clicked"]);
        Grant.Of(dataset, "shop", Samples.Now)!.View.ShouldBeNull("a star is every other namespace");
        AccessFaults.Of("spec.dataset", dataset, "research", ["price", "email"], Samples.Now)!.ToString().ShouldBe(
            "spec.dataset: 'email': namespace 'research' may not read this column: rule 'all' of its spec.access grants at, country, price, clicked (Personal columns have to be named); "
            + "leave them out, or ask shop, who owns Dataset 'shop/clicks', to add them to columns of that rule");
        Grant.Of(Shared(new AccessRule { Name = "mail", Namespaces = ["research"], Columns = ["email"] }), "research", Samples.Now)!.View!.Columns.ShouldBe(["email"]);
    }

    [Fact]
    public void Rules_add_up_their_columns_and_the_shortest_age_holds()
    {
        var dataset = Shared(
            new AccessRule { Name = "a", Namespaces = ["research"], Columns = ["price"], MaxAge = Duration.Parse("90d") },
            new AccessRule { Name = "b", Namespaces = ["*"], Columns = ["country"], MaxAge = Duration.Parse("30d") },
            new AccessRule { Name = "c", Namespaces = ["other"], Columns = ["clicked"] });
        var grant = Grant.Of(dataset, "research", Samples.Now)!;
        grant.View!.Columns.ShouldBe(["country", "price"]);
        grant.View.MaxAge.ShouldBe(Duration.Parse("30d"));
        grant.Rules.ShouldBe(["a", "b"]);
    }

    [Fact]
    public void The_own_namespace_is_limited_once_a_rule_names_it()
    {
        var dataset = Shared(new AccessRule { Name = "own", Namespaces = ["shop"], Columns = ["price"] });
        Grant.Of(dataset, "shop", Samples.Now)!.View!.Columns.ShouldBe(["price"]);
    }

    [Fact]
    public void A_dropped_column_is_none_and_a_pseudonym_of_a_person_has_to_be_named()
    {
        var dataset = Shared(new AccessRule { Name = "all", Namespaces = ["*"] });
        dataset = dataset with { Spec = dataset.Spec with { Schema = new DatasetSchema { Columns = [.. dataset.Spec.Schema!.Columns.Select(Protect)] } } };
        Grant.Of(dataset, "research", Samples.Now)!.View!.Columns.ShouldBe(["at", "price", "clicked"]);

        static Column Protect(Column column) => column.Name switch
        {
            "country" => column with { Protection = new ColumnProtection { Method = ProtectionMethod.Drop } },
            "email" => column with { Protection = new ColumnProtection { Method = ProtectionMethod.Pseudonymise } },
            _ => column,
        };
    }

    [Fact]
    public void Before_the_columns_are_known_a_reader_may_wait_for_them()
    {
        var dataset = Shared(new AccessRule { Name = "all", Namespaces = ["*"] });
        var inferring = dataset with { Spec = dataset.Spec with { Schema = null } };
        AccessFaults.Of("spec.dataset", inferring, "research", ["price"], Samples.Now).ShouldBeNull();
        Grant.Of(inferring, "research", Samples.Now)!.View!.Columns.ShouldBeEmpty("nobody knows which of them are Personal");
        var personal = dataset with { Spec = dataset.Spec with { Schema = new DatasetSchema { Columns = [dataset.Spec.Schema!.Columns[^1]] } } };
        AccessFaults.Of("spec.dataset", personal, "research", [], Samples.Now)!.Message.ShouldContain("may not read any column: rule 'all' of its spec.access grants none");
    }

    [Fact]
    public void An_exception_counts_while_two_others_agree_and_takes_the_place_of_the_rules()
    {
        var ordinary = new AccessRule { Name = "old", Namespaces = ["research"], Columns = ["price"], MaxAge = Duration.Parse("1d") };
        var glass = new BreakGlass { Reason = "fraud of yesterday", RequestedBy = "ada", ExpiresAt = Samples.Now.AddHours(2) };
        Columns([]).ShouldBe(["price"]);
        Columns([By("bob")]).ShouldBe(["price"]);
        Columns([By("bob"), By("ada")]).ShouldBe(["price"], "nobody approves what he asked for");
        Columns([By("bob"), By("bob")]).ShouldBe(["price"], "one person is one approval");
        Columns([By("bob"), By("eve") with { At = Samples.Now.AddDays(-2) }]).ShouldBe(["price"], "it would last longer than a day");

        var grant = With([By("bob"), By("eve")])!;
        grant.View!.Columns.ShouldBe(["email"]);
        (grant.View.MaxAge, grant.BreakGlass, grant.EndsAt).ShouldBe((null, "fraud of yesterday", Samples.Now.AddHours(2)));
        With([By("bob"), By("eve")], Samples.Now.AddHours(2))!.View!.Columns.ShouldBe(["price"], "it has ended");

        var alone = Shared(new AccessRule { Name = "glass", Namespaces = ["research"], Columns = ["email"], BreakGlass = glass with { Approvals = [By("bob")] } });
        AccessFaults.Of("spec.dataset", alone, "research", [], Samples.Now)!.Message.ShouldContain("its rule 'glass' has 1 of 2 approvals by others than ada");
        AccessFaults.Of("spec.dataset", alone, "research", [], Samples.Now.AddHours(2))!.Message.ShouldContain("its rule 'glass' ended at 2026-05-01 14:00:00 UTC");

        Grant? With(Approval[] approvals, DateTimeOffset? now = null) => Grant.Of(
            Shared(ordinary, new AccessRule { Name = "glass", Namespaces = ["research"], Columns = ["email"], BreakGlass = glass with { Approvals = approvals } }), "research", now ?? Samples.Now);
        IReadOnlyList<string>? Columns(Approval[] approvals) => With(approvals)!.View!.Columns;
        static Approval By(string by) => new() { By = by, At = Samples.Now };
    }

    internal static Dataset Shared(params AccessRule[] rules)
    {
        var dataset = Samples.Clicks();
        var columns = dataset.Spec.Schema!.Columns.Append(new Column { Name = "email", Type = ColumnType.String, Nullable = true, Sensitivity = Sensitivity.Personal });
        return dataset with { Spec = dataset.Spec with { Schema = new DatasetSchema { Columns = [.. columns] }, Access = rules.Length == 0 ? null : rules } };
    }
}
