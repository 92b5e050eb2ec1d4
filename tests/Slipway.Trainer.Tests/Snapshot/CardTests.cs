using System.Xml.Linq;
using Slipway.Contracts.Data;
using Slipway.Trainer.Snapshot.Card;

namespace Slipway.Trainer.Tests.Snapshot;

[Trait("Capability", "D20")]
public sealed class CardTests : IDisposable
{
    private readonly SnapshotRun run = new();

    public void Dispose() => run.Dispose();

    [Fact]
    public async Task Every_version_has_a_card_of_one_file_that_says_what_its_manifest_says()
    {
        run.Write("clicks.csv", SnapshotRun.Header + SnapshotRun.Rows(400) + "broken,line\n");
        var manifest = await run.SucceedAsync(run.Spec() with
        {
            Slices = [new Slice { Column = "country" }],
            Checks = [new Check { Name = "cheap", Expression = "price < 100", MaxViolationPercent = 0, Severity = Severity.Warn }],
            Provenance = new Provenance { Source = "web shop", Licence = "CC-BY-4.0" },
        });
        var card = Read(await File.ReadAllTextAsync(Path.Combine(run.VersionFolder(manifest), "card.html"), TestContext.Current.CancellationToken));

        var text = card.Value;
        foreach (var said in new[] { "400 rows", "clicks", manifest.Digest, "id", "price", "web shop", "CC-BY-4.0", "cheap", "DE", "FR", "rejected, in quarantine" }) text.ShouldContain(said);
        card.Descendants().Attributes().Where(each => each.Name.LocalName is "src" or "href").ShouldBeEmpty("it needs no other file");
        card.Descendants("script").ShouldBeEmpty();
    }

    [Fact]
    public async Task Histograms_and_coverage_count_every_row()
    {
        run.Write("clicks.csv", SnapshotRun.Header + SnapshotRun.Rows(1000));
        var manifest = await run.SucceedAsync(run.Spec() with { Slices = [new Slice { Column = "country" }] });
        foreach (var name in new[] { "id", "price", "time" }) manifest.Statistics.First(each => each.Column == name).Histogram!.Counts.Sum().ShouldBe(1000, name);
        manifest.Statistics.First(each => each.Column == "country").Histogram.ShouldBeNull();

        var coverage = manifest.Coverage!.ShouldHaveSingleItem();
        (coverage.Slice, coverage.Period, coverage.Periods.Count, coverage.Periods[0]).ShouldBe(("country", CoveragePeriod.Day, 28, new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)));
        coverage.Values.Select(value => (value.Value, value.Rows.Sum())).ShouldBe([("FR", 666L), ("DE", 334L)]);
    }

    [Fact]
    public async Task A_country_that_vanishes_for_two_days_is_marked()
    {
        var gone = SnapshotRun.Rows(1000).Split('\n').Where(line => !(line.Contains(",DE,", StringComparison.Ordinal) && (line.Contains("-01-14 ", StringComparison.Ordinal) || line.Contains("-01-15 ", StringComparison.Ordinal))));
        run.Write("clicks.csv", SnapshotRun.Header + string.Join('\n', gone));
        var manifest = await run.SucceedAsync(run.Spec() with { Slices = [new Slice { Column = "country" }] });
        var card = Read(System.Text.Encoding.UTF8.GetString(DataCard.Write(manifest)));
        card.Descendants().Where(each => (string?)each.Attribute("class") == "gap").Select(each => each.Value).ShouldBe(["DE, 2026-01-14: 0 rows", "DE, 2026-01-15: 0 rows"]);
    }

    [Fact]
    public async Task What_was_compared_with_the_version_before_is_shown_whether_it_was_judged_or_not()
    {
        run.Write("clicks.csv", SnapshotRun.Header + SnapshotRun.Rows(1200));
        var first = await run.SucceedAsync(run.Spec());
        DataCard.Write(first).AsSpan().IndexOf("Compared with"u8).ShouldBe(-1);
        run.Write("more.csv", SnapshotRun.Header + SnapshotRun.Rows(1200, 5000));
        var second = await run.SucceedAsync(run.Spec() with
        {
            Previous = new DatasetPin { Name = first.Name, Digest = first.Digest, ManifestUri = new Uri(Path.Combine(run.VersionFolder(first), "manifest.json")).AbsoluteUri },
        });
        var text = Read(System.Text.Encoding.UTF8.GetString(DataCard.Write(second))).Value;
        text.ShouldContain(first.Digest["sha256:".Length..][..12]);
        second.Comparison!.Values.ShouldNotBeEmpty();
        foreach (var value in second.Comparison.Values) text.ShouldContain(value.Check);
    }

    [Fact]
    public async Task Values_of_a_personal_column_are_not_shown()
    {
        run.Write("clicks.csv", SnapshotRun.Header + SnapshotRun.Rows(50).Replace("DE", "Ada Lovelace", StringComparison.Ordinal));
        var spec = run.Spec();
        var manifest = await run.SucceedAsync(spec with
        {
            Columns = [.. spec.Columns.Select(column => column.Name is "country" or "price" ? column with { Sensitivity = Sensitivity.Personal } : column)],
        });
        var card = System.Text.Encoding.UTF8.GetString(DataCard.Write(manifest));
        card.ShouldNotContain("Ada Lovelace");
        card.ShouldContain("not shown: personal");
        card.ShouldNotContain("Distribution of price");
    }

    [Fact]
    public async Task A_value_cannot_become_markup()
    {
        run.Write("clicks.csv", SnapshotRun.Header + SnapshotRun.Rows(50).Replace("DE", "<script>alert(1)</script>&\"'", StringComparison.Ordinal).Replace("\"'", "'", StringComparison.Ordinal));
        var manifest = await run.SucceedAsync(run.Spec() with { Slices = [new Slice { Column = "country" }], Author = "</style><script>1</script>" });
        var card = Read(System.Text.Encoding.UTF8.GetString(DataCard.Write(manifest)));
        card.Descendants("script").ShouldBeEmpty();
        card.Value.ShouldContain("</style><script>1</script>");
    }

    // What the page is made of is well-formed, so a reader of XML takes it as well.
    private static XElement Read(string page)
    {
        page.ShouldStartWith("<!DOCTYPE html>\n");
        return XElement.Parse(page["<!DOCTYPE html>\n".Length..]);
    }
}
