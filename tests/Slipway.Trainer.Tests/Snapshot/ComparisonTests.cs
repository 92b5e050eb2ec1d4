using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;

namespace Slipway.Trainer.Tests.Snapshot;

/// <summary>Each disaster against the version before it; all of them pass every check that looks at one version alone.</summary>
public sealed class ComparisonTests : IDisposable
{
    private readonly SnapshotRun run = new();

    public void Dispose() => run.Dispose();

    [Fact]
    [Trait("Capability", "D7")]
    public async Task Two_draws_of_the_same_data_have_no_finding_and_all_values_are_reported()
    {
        var spec = Spec() with { Slices = [new Slice { Column = "country" }] };
        var manifest = await AcceptAsync(new ShopData { Seed = 2 }, await FirstAsync(spec), spec);
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
    [Trait("Capability", "D7"), Trait("Capability", "D8")]
    public async Task A_country_that_is_missing_at_constant_volume_refuses_the_version()
    {
        var spec = Spec() with { Slices = [new Slice { Column = "country" }] };
        var first = await FirstAsync(spec);
        var (exitCode, result) = await TakeAsync(new ShopData { Seed = 2, Countries = ["DE", "FR", "US"] }, first, spec);
        exitCode.ShouldBe(StepExitCode.Refused, run.Errors);
        result.Error!.Reason.ShouldBe("CheckFailed");
        result.Error.Message.ShouldContain("Slice country=GB has 0 of 5000 rows (0 %), ");
        result.Error.Message.ShouldContain("in the previous version (sliceShare 0, limit 0.5)");
        result.Error.Message.ShouldNotContain("country=DE");
    }

    [Fact]
    [Trait("Capability", "D8")]
    public async Task A_slice_that_is_meant_to_end_can_be_let_go()
    {
        var spec = Spec() with { Slices = [new Slice { Column = "country" }], Comparison = new Comparison { SliceShare = new RatioLimit { Severity = Severity.Warn } } };
        var manifest = await AcceptAsync(new ShopData { Seed = 2, Countries = ["DE", "FR", "US"] }, await FirstAsync(spec), spec);
        var finding = manifest.Findings!.Single(finding => finding.Check == "sliceShare");
        (finding.Slice, finding.Column, finding.Value, finding.Limit).ShouldBe(("country=GB", "country", 0, 0.5));
    }

    [Fact]
    [Trait("Capability", "D8")]
    public async Task A_slice_whose_share_falls_because_another_grew_is_no_loss()
    {
        var spec = Spec() with { Slices = [new Slice { Column = "country" }] };
        run.Write("a.csv", SnapshotRun.Header + SnapshotRun.Rows(3000));
        var clicks = run.Spec() with { Slices = spec.Slices, Comparison = new Comparison { RowCount = new RatioLimit { Max = 100 }, Psi = new ShiftLimit { Max = 100 }, LInfinity = new ShiftLimit { Max = 1 }, Ks = new ShiftLimit { Max = 1 } } };
        var first = await run.SucceedAsync(clicks);
        run.Write("b.csv", SnapshotRun.Header + SnapshotRun.Rows(30_000, 10_000).Replace("DE", "US", StringComparison.Ordinal).Replace("FR", "US", StringComparison.Ordinal));
        (await run.SucceedAsync(clicks with { Previous = Pin(first) })).Findings.ShouldBeNull();
    }

    [Fact]
    [Trait("Capability", "D7")]
    public async Task Discounted_purchases_that_a_change_of_format_drops_are_found()
    {
        var manifest = await AcceptAsync(new ShopData { Seed = 2, Discount = value => $"{100 * value:0}%" }, await FirstAsync());
        var rejected = manifest.Findings!.Single(finding => finding.Check == "rejectedPercent");
        rejected.Value!.Value.ShouldBeInRange(28, 32);
        rejected.Limit.ShouldBe(1);
        rejected.Message.ShouldContain("rows read are rejected, 0 % in the previous version");
        manifest.Findings!.Single(finding => finding.Check == "ks").Column.ShouldBe("discount");
    }

    [Fact]
    [Trait("Capability", "D7")]
    public async Task A_Fahrenheit_column_turned_Celsius_is_found()
    {
        var manifest = await AcceptAsync(new ShopData { Seed = 2, Temperature = ShopData.Text }, await FirstAsync());
        var finding = manifest.Findings!.ShouldHaveSingleItem();
        (finding.Check, finding.Column, finding.Value, finding.Limit, finding.Severity).ShouldBe(("ks", "temperature", 1, 0.1, Severity.Warn));
        finding.Message.ShouldContain("median 21.9");
        finding.Message.ShouldContain(", 71.");
    }

    [Fact]
    [Trait("Capability", "D7")]
    public async Task A_column_can_have_a_limit_of_its_own_or_be_ignored()
    {
        var first = await FirstAsync();
        var strict = Spec() with { Comparison = new Comparison { Columns = [new ColumnComparison { Column = "temperature", Ks = new ShiftLimit { Severity = Severity.Error } }] } };
        var (exitCode, result) = await TakeAsync(new ShopData { Seed = 2, Temperature = ShopData.Text }, first, strict);
        exitCode.ShouldBe(StepExitCode.Refused);
        result.Error!.Message.ShouldContain("[ks] The distribution of column 'temperature' moved");

        var ignored = Spec() with { Comparison = new Comparison { Columns = [new ColumnComparison { Column = "temperature", Ignore = true }] } };
        var manifest = await AcceptAsync(new ShopData { Seed = 2, Temperature = ShopData.Text }, first, ignored);
        manifest.Findings.ShouldBeNull();
        manifest.Comparison!.Values.Single(value => value is { Check: "ks", Column: "temperature" }).Value.ShouldBe(1);
    }

    [Fact]
    [Trait("Capability", "D7"), Trait("Capability", "D8")]
    public async Task Zero_conversions_while_all_else_is_normal_are_found_in_all_rows_and_in_each_slice()
    {
        var spec = Spec() with { Slices = [new Slice { Column = "country", Values = ["DE", "FR"] }] };
        var manifest = await AcceptAsync(new ShopData { Seed = 2, ConversionRate = 0 }, await FirstAsync(spec), spec);
        manifest.Findings!.Where(finding => finding.Check == "labelRate").Select(finding => finding.Slice).ShouldBe([null, "country=DE", "country=FR"]);
        manifest.Findings!.Where(finding => finding.Check != "labelRate").ShouldAllBe(finding => finding.Column == "clicked");
        manifest.Findings![0].Message.ShouldStartWith("0 % of the labels of all rows are positive, ");
    }

    [Fact]
    [Trait("Capability", "D10")]
    public async Task Duplicates_that_flood_one_day_are_dropped_and_found_and_the_day_keeps_its_rows()
    {
        var first = await FirstAsync();
        var data = new ShopData { Seed = 2 };
        var clean = await AcceptAsync(data, first);
        Directory.Delete(run.VersionFolder(clean), recursive: true);

        Write(data);
        var flooded = data.Partitions()["2026-03-04"].Split('\n', 2)[1];
        run.Write("day=2026-03-04/again.csv", data.Partitions()["2026-03-04"].Split('\n')[0] + "\n" + string.Concat(Enumerable.Repeat(flooded, 20)));
        var manifest = await run.SucceedAsync(Spec() with { Previous = Pin(first) });
        manifest.Digest.ShouldBe(clean.Digest, "the flood changes no row");
        var finding = manifest.Findings!.ShouldHaveSingleItem();
        finding.Check.ShouldBe("duplicatePercent");
        finding.Value!.Value.ShouldBeGreaterThan(60);
        finding.Rows.ShouldBe(manifest.Rows.Duplicates);
    }

    [Fact]
    [Trait("Capability", "D7")]
    public async Task Below_the_smallest_number_of_rows_values_are_reported_and_nothing_is_judged()
    {
        var spec = Spec() with { Comparison = new Comparison { MinRows = ShopData.Count + 1 } };
        var manifest = await AcceptAsync(new ShopData { Seed = 2, Temperature = ShopData.Text, ConversionRate = 0 }, await FirstAsync(spec), spec);
        manifest.Findings.ShouldBeNull();
        var value = manifest.Comparison!.Values.Single(value => value is { Check: "ks", Column: "temperature" });
        (value.Value, value.Judged).ShouldBe((1, false));
    }

    [Fact]
    [Trait("Capability", "D7")]
    public async Task Half_of_the_rows_gone_and_a_changed_schema_are_told()
    {
        run.Write("a.csv", SnapshotRun.Header + SnapshotRun.Rows(3000));
        var first = await run.SucceedAsync(run.Spec());
        run.Write("a.csv", SnapshotRun.Header + SnapshotRun.Rows(1200));
        IReadOnlyList<Column> columns = [.. run.Spec().Columns.Where(column => column.Name != "price").Select(column => column.Name == "time" ? column with { Type = ColumnType.String } : column)];
        var manifest = await run.SucceedAsync(run.Spec() with { Previous = Pin(first), Columns = columns, EventTime = null });
        manifest.Findings!.Where(finding => finding.Check == "schemaChange").Select(finding => finding.Column).ShouldBe(["price", "time"]);
        var rows = manifest.Findings!.Single(finding => finding.Check == "rowCount");
        (rows.Value, rows.Limit, rows.Rows).ShouldBe((0.4, 0.5, 1200));
    }

    [Theory]
    [InlineData("gone", "does not exist")]
    [InlineData("damaged", "is no dataset manifest")]
    [InlineData("foreign", "describes version sha256:")]
    [Trait("Capability", "D7")]
    public async Task A_previous_version_that_cannot_be_read_is_told_and_stops_nothing(string fault, string words)
    {
        var first = await FirstAsync();
        var pin = Pin(first);
        if (fault == "gone") pin = pin with { ManifestUri = pin.ManifestUri + ".gone" };
        if (fault == "damaged") pin = pin with { ManifestUri = "file://" + run.Write("../damaged.json", "{\"name\":") };
        if (fault == "foreign") pin = pin with { Digest = "sha256:" + new string('0', 64) };
        Write(new ShopData { Seed = 2 });
        var manifest = await run.SucceedAsync(Spec() with { Previous = pin });
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
        var compared = await AcceptAsync(second, await FirstAsync());
        Directory.Delete(run.OutputFolder, recursive: true);
        (await run.SucceedAsync(Spec())).Digest.ShouldBe(compared.Digest);
        (await run.SucceedAsync(Spec() with { Previous = Pin(compared) })).Findings.ShouldBeNull("the same rows again are no change");
    }

    private async Task<DatasetManifest> FirstAsync(SnapshotSpec? spec = null)
    {
        Write(new ShopData());
        var manifest = await run.SucceedAsync(spec ?? Spec());
        manifest.Findings.ShouldBeNull();
        manifest.Comparison.ShouldBeNull();
        return manifest;
    }

    private async Task<DatasetManifest> AcceptAsync(ShopData data, DatasetManifest previous, SnapshotSpec? spec = null)
    {
        Write(data);
        return await run.SucceedAsync((spec ?? Spec()) with { Previous = Pin(previous) });
    }

    private async Task<(int ExitCode, StepResult Result)> TakeAsync(ShopData data, DatasetManifest previous, SnapshotSpec spec)
    {
        Write(data);
        return await run.RunAsync(spec with { Previous = Pin(previous) });
    }

    private void Write(ShopData data)
    {
        if (Directory.Exists(run.SourceFolder)) Directory.Delete(run.SourceFolder, recursive: true);
        foreach (var (day, text) in data.Partitions()) run.Write($"day={day}/part-0.csv", text);
    }

    private SnapshotSpec Spec() => run.Spec() with
    {
        Columns =
        [
            .. run.Spec().Columns,
            new Column { Name = "temperature", Type = ColumnType.Float64, Unit = "[degF]" },
            new Column { Name = "discount", Type = ColumnType.Float64 },
        ],
    };

    private DatasetPin Pin(DatasetManifest manifest) => new()
    {
        Name = manifest.Name, Digest = manifest.Digest, ManifestUri = "file://" + Path.Combine(run.VersionFolder(manifest), "manifest.json"),
    };
}
