using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.DuckDb;
using Slipway.Trainer.Snapshot.Privacy;

namespace Slipway.Trainer.Tests.Snapshot.Privacy;

[Trait("Capability", "D23")]
public sealed class AnonymityTests : IDisposable
{
    private readonly SnapshotRun run = new();

    public void Dispose() => run.Dispose();

    [Fact]
    public void Groups_are_those_that_a_naive_count_finds()
    {
        var rows = (from postcode in Gen.Choose(0, 4) from age in Gen.Choose(0, 3) select (Postcode: postcode, Age: age)).ArrayOf();
        Prop.ForAll(rows.ToArbitrary(), Gen.Choose(2, 6).ToArbitrary(), (people, k) =>
        {
            using var database = Database.OpenInMemory();
            using var connection = database.Connect();
            connection.Execute("CREATE TABLE kept (postcode INTEGER, age INTEGER)");
            // A missing value is a value like others.
            foreach (var (postcode, age) in people) connection.Execute("INSERT INTO kept VALUES (?, ?)", default, postcode == 0 ? null : postcode, age);
            var report = Anonymity.Count(connection, new PrivacyPolicy { QuasiIdentifiers = ["postcode", "age"], K = k }, default)!;
            var groups = people.GroupBy(person => person).Select(group => group.LongCount()).ToList();
            return report.Groups == groups.Count && report.Smallest == groups.DefaultIfEmpty(0).Min()
                && report.GroupsBelow == groups.Count(size => size < k) && report.RowsBelow == groups.Where(size => size < k).Sum();
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public async Task Small_groups_refuse_the_version_and_are_counted_but_not_named()
    {
        run.Write("a.csv", SnapshotRun.Header + SnapshotRun.Rows(60) + "990,2026-01-01,XQ,1,true\n991,2026-01-01,XQ,1,true\n");
        var spec = run.Spec() with { Privacy = new PrivacyPolicy { QuasiIdentifiers = ["country", "clicked"] } };
        var error = await run.FailAsync(spec, StepExitCode.Refused);
        error.Message.ShouldContain("[kAnonymity] 2 rows are in 1 of 5 groups with fewer than 5 rows of equal country, clicked; the smallest has 2.");
        error.Message.ShouldNotContain("XQ");

        var manifest = await run.SucceedAsync(spec with { Privacy = spec.Privacy with { Severity = Severity.Warn } });
        manifest.Findings!.Single().Rows.ShouldBe(2);
        manifest.Privacy!.Anonymity!.ShouldSatisfyAllConditions(
            report => report.Groups.ShouldBe(5), report => report.Smallest.ShouldBe(2), report => report.RowsBelow.ShouldBe(2), report => report.K.ShouldBe(5));
        (await run.RunAsync(spec with { Privacy = spec.Privacy with { K = 2 } })).Result.Snapshot!.Findings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Quasi_identifiers_have_to_be_columns_of_the_version()
    {
        run.Write("a.csv", SnapshotRun.Header + SnapshotRun.Rows(10));
        (await run.FailAsync(run.Spec() with { Privacy = new PrivacyPolicy { QuasiIdentifiers = ["postcode"] } }, StepExitCode.Invalid))
            .Message.ShouldContain(string.Create(CultureInfo.InvariantCulture, $"privacy.quasiIdentifiers names 'postcode'"));
    }
}
