using System.Globalization;
using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.Trainer.Snapshot.Labels;

namespace Slipway.Trainer.Tests.Snapshot.Labels;

[Trait("Capability", "D15")]
public sealed class LabelSourceTests : IDisposable
{
    private readonly SnapshotRun run = new();

    public void Dispose() => run.Dispose();

    [Fact]
    public async Task Rates_are_counted_for_each_source_and_agreement_on_rows_that_two_labelled()
    {
        // Ann and Bob label the same hundred keys; Bob says true twice as often, by chance.
        var text = string.Concat(Enumerable.Range(0, 100).Select(id =>
            string.Create(CultureInfo.InvariantCulture, $"{id},2026-01-01 10:00:00,ann,1,{(id % 4 == 0 ? "true" : "false")}\n{id},2026-01-02 10:00:00,bob,1,{(id % 2 == 0 ? "true" : "false")}\n")));
        run.Write("a.csv", SnapshotRun.Header + text + "500,2026-01-03 00:00:00,,1,true\n");
        var manifest = await run.SucceedAsync(run.Spec() with { Label = new Label { Column = "clicked", SourceColumn = "country" } });

        // Of two rows with one key the newer one stays, which is Bob's.
        manifest.Rows.Duplicates.ShouldBe(100);
        manifest.Labels!.Sources!.Select(source => (source.Source, source.Rows, source.Labelled)).ShouldBe([("bob", 100, 100), (null, 1, 1)]);
        manifest.Labels.Sources![0].Classes!.Select(each => (each.Value, each.Count)).ShouldBe([("false", 50), ("true", 50)]);
        var pair = manifest.Labels.Agreement!.ShouldHaveSingleItem();
        (pair.First, pair.Second, pair.Rows, pair.SamePercent).ShouldBe(("ann", "bob", 100, 75));
        pair.Kappa!.Value.ShouldBe(0.5, 1e-6);
    }

    [Fact]
    public async Task Sources_that_agree_by_chance_alone_are_a_finding()
    {
        var text = string.Concat(Enumerable.Range(0, 100).Select(id =>
            string.Create(CultureInfo.InvariantCulture, $"{id},2026-01-01 10:00:00,ann,1,{(id % 4 < 2 ? "true" : "false")}\n{id},2026-01-02 10:00:00,bob,1,{(id % 2 == 0 ? "true" : "false")}\n")));
        run.Write("a.csv", SnapshotRun.Header + text);
        var manifest = await run.SucceedAsync(run.Spec() with { Label = new Label { Column = "clicked", SourceColumn = "country" } });
        manifest.Findings!.Single(finding => finding.Check == "label").Message.ShouldContain("'ann' and 'bob' agree on 50 % of the 100 keys that both labelled (kappa 0, limit 0.4)");
    }

    [Fact]
    public void Kappa_follows_its_formula()
    {
        // Cohen's example of two raters: 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no.
        CohensKappa.Of("a", "b", [("y", "y", 20), ("y", "n", 5), ("n", "y", 10), ("n", "n", 15)], isClass: true).Kappa!.Value.ShouldBe(0.4, 1e-9);
        CohensKappa.Of("a", "b", [("y", "y", 9)], isClass: true).Kappa.ShouldBeNull("chance alone explains it all");
        CohensKappa.Of("a", "b", [("1.5", "1.5", 9), ("2", "1", 1)], isClass: false).ShouldBe(new LabelAgreement("a", "b", 10, 90, null));
    }

    [Fact]
    public async Task A_label_of_another_kind_than_declared_refuses_the_version()
    {
        run.Write("a.csv", SnapshotRun.Header + "1,,DE,1,true\n2,,FR,1,false\n3,,GB,1,true\n");
        var error = await run.FailAsync(run.Spec() with { Label = new Label { Column = "country", Type = LabelType.Binary } }, StepExitCode.Refused);
        error.Message.ShouldContain("Label 'country' is declared Binary and has 3 values, such as 'DE', 'FR', 'GB'");
        (await run.FailAsync(run.Spec() with { Label = new Label { Column = "country", Type = LabelType.Numeric } }, StepExitCode.Invalid)).Message.ShouldContain("label.type is Numeric, and country is String");
    }
}
