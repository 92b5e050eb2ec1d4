using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;

namespace Slipway.Trainer.Tests.Snapshot;

/// <summary>A version against the one before it: what is compared, how it is judged, and what stands in the way.</summary>
public sealed class ComparisonTests : IDisposable
{
    private readonly ShopVersions shop = new();

    private SnapshotRun Run => shop.Run;

    public void Dispose() => shop.Dispose();

    [Fact]
    [Trait("Capability", "D7")]
    public async Task Two_draws_of_the_same_data_have_no_finding_and_all_values_are_reported()
    {
        var spec = shop.Spec() with { Slices = [new Slice { Column = "country" }] };
        var manifest = await shop.AcceptAsync(new ShopData { Seed = 2 }, await shop.FirstAsync(spec), spec);
        manifest.Findings.ShouldBeNull();
        var values = manifest.Comparison!.Values;
        foreach (var check in new[] { "rowCount", "rejectedPercent", "duplicatePercent", "nullPercent", "ks", "psi", "lInfinity", "sliceShare", "labelRate" })
            values.ShouldContain(value => value.Check == check && value.Judged, check);
        values.Single(value => value is { Check: "ks", Column: "id" }).Judged.ShouldBeFalse("keys are new in every version");
        values.Single(value => value is { Check: "ks", Column: "id" }).Value.ShouldBe(1);
        manifest.Statistics.Single(column => column.Column == "price").Percentiles!.Count.ShouldBe(101);
        manifest.SliceStatistics![0].Rows.ShouldBe(ShopData.Count);
    }

    [Fact]
    [Trait("Capability", "D8")]
    public async Task A_slice_that_is_meant_to_end_can_be_let_go()
    {
        var spec = shop.Spec() with { Slices = [new Slice { Column = "country" }], Comparison = new Comparison { SliceShare = new RatioLimit { Severity = Severity.Warn } } };
        var manifest = await shop.AcceptAsync(new ShopData { Seed = 2, Countries = ["DE", "FR", "US"] }, await shop.FirstAsync(spec), spec);
        var finding = manifest.Findings!.Single(finding => finding.Check == "sliceShare");
        (finding.Slice, finding.Column, finding.Value, finding.Limit).ShouldBe(("country=GB", "country", 0, 0.5));
    }

    [Fact]
    [Trait("Capability", "D8")]
    public async Task A_slice_whose_share_falls_because_another_grew_is_no_loss()
    {
        var spec = shop.Spec() with { Slices = [new Slice { Column = "country" }] };
        Run.Write("a.csv", SnapshotRun.Header + SnapshotRun.Rows(3000));
        var clicks = Run.Spec() with { Slices = spec.Slices, Comparison = new Comparison { RowCount = new RatioLimit { Max = 100 }, Psi = new ShiftLimit { Max = 100 }, LInfinity = new ShiftLimit { Max = 1 }, Ks = new ShiftLimit { Max = 1 } } };
        var first = await Run.SucceedAsync(clicks);
        Run.Write("b.csv", SnapshotRun.Header + SnapshotRun.Rows(30_000, 10_000).Replace("DE", "US", StringComparison.Ordinal).Replace("FR", "US", StringComparison.Ordinal));
        (await Run.SucceedAsync(clicks with { Previous = Run.Pin(first) })).Findings.ShouldBeNull();
    }

    [Fact]
    [Trait("Capability", "D7")]
    public async Task A_column_can_have_a_limit_of_its_own_or_be_ignored()
    {
        var first = await shop.FirstAsync();
        var strict = shop.Spec() with { Comparison = new Comparison { Columns = [new ColumnComparison { Column = "temperature", Ks = new ShiftLimit { Severity = Severity.Error } }] } };
        var (exitCode, result) = await shop.TakeAsync(new ShopData { Seed = 2, Temperature = ShopData.Text }, first, strict);
        exitCode.ShouldBe(StepExitCode.Refused);
        result.Error!.Message.ShouldContain("[ks] The distribution of column 'temperature' moved");

        var ignored = shop.Spec() with { Comparison = new Comparison { Columns = [new ColumnComparison { Column = "temperature", Ignore = true }] } };
        var manifest = await shop.AcceptAsync(new ShopData { Seed = 2, Temperature = ShopData.Text }, first, ignored);
        manifest.Findings.ShouldBeNull();
        manifest.Comparison!.Values.Single(value => value is { Check: "ks", Column: "temperature" }).Value.ShouldBe(1);
    }

    [Fact]
    [Trait("Capability", "D7")]
    public async Task Below_the_smallest_number_of_rows_values_are_reported_and_nothing_is_judged()
    {
        var spec = shop.Spec() with { Comparison = new Comparison { MinRows = ShopData.Count + 1 } };
        var manifest = await shop.AcceptAsync(new ShopData { Seed = 2, Temperature = ShopData.Text, ConversionRate = 0 }, await shop.FirstAsync(spec), spec);
        manifest.Findings.ShouldBeNull();
        var value = manifest.Comparison!.Values.Single(value => value is { Check: "ks", Column: "temperature" });
        (value.Value, value.Judged).ShouldBe((1, false));
    }

    [Fact]
    [Trait("Capability", "D7")]
    public async Task Half_of_the_rows_gone_and_a_changed_schema_are_told()
    {
        Run.Write("a.csv", SnapshotRun.Header + SnapshotRun.Rows(3000));
        var first = await Run.SucceedAsync(Run.Spec());
        Run.Write("a.csv", SnapshotRun.Header + SnapshotRun.Rows(1200));
        IReadOnlyList<Column> columns = [.. Run.Spec().Columns.Where(column => column.Name != "price").Select(column => column.Name == "time" ? column with { Type = ColumnType.String } : column)];
        var manifest = await Run.SucceedAsync(Run.Spec() with { Previous = Run.Pin(first), Columns = columns, EventTime = null });
        manifest.Findings!.Where(finding => finding.Check == "schemaChange").Select(finding => finding.Column).ShouldBe(["price", "time"]);
        var rows = manifest.Findings!.Single(finding => finding.Check == "rowCount");
        (rows.Value, rows.Limit, rows.Rows).ShouldBe((0.4, 0.5, 1200));
    }

    [Fact]
    [Trait("Capability", "D7")]
    public async Task A_slow_leak_is_found_against_the_trailing_average_and_is_never_more_than_a_warning()
    {
        Run.Write("a.csv", SnapshotRun.Header + SnapshotRun.Rows(1900));
        var first = await Run.SucceedAsync(Run.Spec());
        Run.Write("a.csv", SnapshotRun.Header + SnapshotRun.Rows(1600));
        var spec = Run.Spec() with
        {
            Previous = Run.Pin(first), History = [.. new[] { 1900, 2300, 2700, 3100 }.Select(rows => new VersionRows { Digest = "sha256:" + rows, Rows = rows })],
            Comparison = new Comparison { TrailingRowCount = new RatioLimit { Severity = Severity.Error } },
        };
        var finding = (await Run.SucceedAsync(spec)).Findings!.Single(each => each.Check == "trailingRowCount");
        (finding.Check, finding.Severity, finding.Value, finding.Limit, finding.Rows).ShouldBe(("trailingRowCount", Severity.Warn, 0.64, 0.7, 1600));
        finding.Message.ShouldContain("1600 rows remain, 2500 on the average of the last 4 versions");

        Directory.Delete(Run.VersionFolder(first), recursive: true);
        Run.Write("a.csv", SnapshotRun.Header + SnapshotRun.Rows(1601));
        var young = await Run.SucceedAsync(spec with { History = [.. spec.History!.Take(2)], Previous = null });
        young.Comparison.ShouldBeNull();
    }

    [Theory]
    [Trait("Capability", "D7")]
    [InlineData("SELECT * FROM clicks WHERE id % 10 < 3", true)]
    [InlineData("SELECT * FROM clicks WHERE id % 10 < 2", false)]
    [InlineData("SELECT clicks.* REPLACE (id + 10000 * i AS id) FROM clicks, range(2) t(i)", false)]
    public async Task A_derived_dataset_has_the_share_of_its_parents_rows_that_it_declares(string sql, bool passes)
    {
        Run.Write("a.csv", SnapshotRun.Header + SnapshotRun.Rows(1000));
        var parent = await Run.SucceedAsync(Run.Spec());
        var spec = Run.Spec() with
        {
            Name = "sample", Source = new DataSource { Sql = sql, Datasets = ["clicks"] }, Parents = [Run.Pin(parent)],
            Limits = new Limits { SizeRatio = new SizeRatio { Minimum = 0.28, Maximum = 0.32 } },
        };
        var (code, result) = await Run.RunAsync(spec);
        code.ShouldBe(passes ? 0 : StepExitCode.Refused, Run.Errors);
        if (!passes) result.Error!.Message.ShouldContain("[sizeRatio] ");
        if (!passes) result.Error!.Message.ShouldContain(" rows were made from 1000 (ratio ");
    }

    [Fact]
    [Trait("Capability", "D7"), Trait("Capability", "D8")]
    public async Task The_share_of_each_class_of_a_text_label_is_compared_in_all_rows_and_in_slices()
    {
        var spec = Run.Spec() with
        {
            Label = new Label { Column = "device" }, Slices = [new Slice { Column = "country" }],
            Columns = [.. Run.Spec().Columns, new Column { Name = "device", Type = ColumnType.String }],
        };
        Run.Write("a.csv", Devices(0, 6000, id => id % 10 < 6 ? "phone" : id % 10 < 9 ? "desk" : "tablet"));
        var first = await Run.SucceedAsync(spec);
        first.SliceStatistics![0].Classes.ShouldBe([Class("phone", 3600), Class("desk", 1800), Class("tablet", 600)]);
        Run.Write("a.csv", Devices(10_000, 6000, id => id % 10 < 6 ? "phone" : id % 10 < 9 || id % 3 == 0 ? "desk" : "tablet"));
        var findings = (await Run.SucceedAsync(spec with { Previous = Run.Pin(first) })).Findings!.Where(finding => finding.Check == "labelRate").ToList();
        findings.ShouldHaveSingleItem().Slice.ShouldBe("country=DE");
        findings[0].Message.ShouldContain("0 % of the labels in slice country=DE are 'tablet', 10 % in the previous version");
    }

    private static ValueCount Class(string value, long count) => new() { Value = value, Count = count };

    private static string Devices(int first, int count, Func<int, string> device) => "id,time,country,price,clicked,device\n" + string.Concat(
        SnapshotRun.Rows(count, first).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select((line, index) => $"{line},{device(first + index)}\n"));

    [Theory]
    [InlineData("gone", "does not exist")]
    [InlineData("damaged", "is no dataset manifest")]
    [InlineData("foreign", "describes version sha256:")]
    [Trait("Capability", "D7")]
    public async Task A_previous_version_that_cannot_be_read_is_told_and_stops_nothing(string fault, string words)
    {
        var first = await shop.FirstAsync();
        var pin = Run.Pin(first);
        if (fault == "gone") pin = pin with { ManifestUri = pin.ManifestUri + ".gone" };
        if (fault == "damaged") pin = pin with { ManifestUri = "file://" + Run.Write("../damaged.json", "{\"name\":") };
        if (fault == "foreign") pin = pin with { Digest = "sha256:" + new string('0', 64) };
        shop.Write(new ShopData { Seed = 2 });
        var manifest = await Run.SucceedAsync(shop.Spec() with { Previous = pin });
        var finding = manifest.Findings!.ShouldHaveSingleItem();
        (finding.Check, finding.Severity).ShouldBe(("comparison", Severity.Warn));
        finding.Message.ShouldContain(words);
        manifest.Comparison.ShouldBeNull();
    }

    [Fact]
    [Trait("Capability", "D2")]
    public async Task The_version_compared_with_is_no_part_of_the_digest()
    {
        var second = new ShopData { Seed = 2 };
        var compared = await shop.AcceptAsync(second, await shop.FirstAsync());
        Directory.Delete(Run.OutputFolder, recursive: true);
        (await Run.SucceedAsync(shop.Spec())).Digest.ShouldBe(compared.Digest);
        (await Run.SucceedAsync(shop.Spec() with { Previous = Run.Pin(compared) })).Findings.ShouldBeNull("the same rows again are no change");
    }
}
