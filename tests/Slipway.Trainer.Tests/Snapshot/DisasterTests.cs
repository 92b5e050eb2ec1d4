using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;

namespace Slipway.Trainer.Tests.Snapshot;

/// <summary>The classic disasters of training data. Each passes a check for well-formed rows; most need the version before, which was good.</summary>
public sealed class DisasterTests : IDisposable
{
    private readonly ShopVersions shop = new();

    public void Dispose() => shop.Dispose();

    [Fact]
    [Trait("Capability", "D7"), Trait("Capability", "D8")]
    public async Task A_country_that_is_missing_at_constant_volume_refuses_the_version()
    {
        var spec = shop.Spec() with { Slices = [new Slice { Column = "country" }] };
        var first = await shop.FirstAsync(spec);
        var (exitCode, result) = await shop.TakeAsync(new ShopData { Seed = 2, Countries = ["DE", "FR", "US"] }, first, spec);
        exitCode.ShouldBe(StepExitCode.Refused, shop.Run.Errors);
        result.Error!.Reason.ShouldBe("CheckFailed");
        result.Error.Message.ShouldContain("Slice country=GB has 0 of 5000 rows (0 %), ");
        result.Error.Message.ShouldContain("in the previous version (sliceShare 0, limit 0.5)");
        result.Error.Message.ShouldNotContain("country=DE");
    }

    [Fact]
    [Trait("Capability", "D7")]
    public async Task Discounted_purchases_that_a_change_of_format_drops_are_found()
    {
        var manifest = await shop.AcceptAsync(new ShopData { Seed = 2, Discount = value => $"{100 * value:0}%" }, await shop.FirstAsync());
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
        var manifest = await shop.AcceptAsync(new ShopData { Seed = 2, Temperature = ShopData.Text }, await shop.FirstAsync());
        var finding = manifest.Findings!.ShouldHaveSingleItem();
        (finding.Check, finding.Column, finding.Value, finding.Limit, finding.Severity).ShouldBe(("ks", "temperature", 1, 0.1, Severity.Warn));
        finding.Message.ShouldContain("median 21.9");
        finding.Message.ShouldContain(", 71.");
    }

    [Fact]
    [Trait("Capability", "D7"), Trait("Capability", "D8")]
    public async Task Zero_conversions_while_all_else_is_normal_are_found_in_all_rows_and_in_each_slice()
    {
        var spec = shop.Spec() with { Slices = [new Slice { Column = "country", Values = ["DE", "FR"] }] };
        var manifest = await shop.AcceptAsync(new ShopData { Seed = 2, ConversionRate = 0 }, await shop.FirstAsync(spec), spec);
        manifest.Findings!.Where(finding => finding.Check == "labelRate").Select(finding => finding.Slice).ShouldBe([null, "country=DE", "country=FR"]);
        manifest.Findings!.Where(finding => finding.Check != "labelRate").ShouldAllBe(finding => finding.Column == "clicked");
        manifest.Findings![0].Message.ShouldStartWith("0 % of the labels of all rows are positive, ");
    }

    [Fact]
    [Trait("Capability", "D10")]
    public async Task Duplicates_that_flood_one_day_are_dropped_and_found_and_the_day_keeps_its_rows()
    {
        var first = await shop.FirstAsync();
        var data = new ShopData { Seed = 2 };
        var clean = await shop.AcceptAsync(data, first);
        Directory.Delete(shop.Run.VersionFolder(clean), recursive: true);

        shop.Write(data);
        var flooded = data.Partitions()["2026-03-04"].Split('\n', 2)[1];
        shop.Run.Write("day=2026-03-04/again.csv", data.Partitions()["2026-03-04"].Split('\n')[0] + "\n" + string.Concat(Enumerable.Repeat(flooded, 20)));
        var manifest = await shop.Run.SucceedAsync(shop.Spec() with { Previous = shop.Run.Pin(first) });
        manifest.Digest.ShouldBe(clean.Digest, "the flood changes no row");
        var finding = manifest.Findings!.ShouldHaveSingleItem();
        finding.Check.ShouldBe("duplicatePercent");
        finding.Value!.Value.ShouldBeGreaterThan(60);
        finding.Rows.ShouldBe(manifest.Rows.Duplicates);
        finding.Message.ShouldContain("in the day 2026-03-04 UTC, of which");
        manifest.Discards!.DuplicatePeriod!.Duplicates.ShouldBe(manifest.Rows.Duplicates);
        manifest.Discards.DuplicatePeriod.Kept.ShouldBe(flooded.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    [Trait("Capability", "D11")]
    public async Task Day_partitions_that_are_off_by_one_are_found()
    {
        var manifest = await shop.AcceptAsync(new ShopData { Seed = 2, PartitionShift = 1 }, await shop.FirstAsync());
        var finding = manifest.Findings!.ShouldHaveSingleItem();
        (finding.Check, finding.Column, finding.Limit).ShouldBe(("partition", "time", 1));
        finding.Message.ShouldContain("most of them -1 days from it");
    }

    [Fact]
    [Trait("Capability", "D6")]
    [System.Runtime.Versioning.SupportedOSPlatform("linux")]
    public async Task A_permission_that_is_lost_is_told_as_such_and_the_good_version_stays()
    {
        var first = await shop.FirstAsync();
        var folder = Path.GetDirectoryName(shop.Run.SourceFolder)!;
        File.SetUnixFileMode(folder, (UnixFileMode)Convert.ToInt32("777", 8));
        var day = Path.Combine(shop.Run.SourceFolder, "day=2026-03-04");
        File.SetUnixFileMode(day, UnixFileMode.None);
        try
        {
            using var trainer = new TrainerProcess(shop.Spec() with { Previous = shop.Run.Pin(first) }, otherUser: true);
            (await trainer.ExitCodeAsync()).ShouldBe(StepExitCode.Invalid, trainer.Output);
            trainer.Termination.Error!.Reason.ShouldBe("SourceForbidden", "nine days of ten are no version");
            trainer.Termination.Error.Message.ShouldContain("day=2026-03-04");
        }
        finally
        {
            File.SetUnixFileMode(day, (UnixFileMode)Convert.ToInt32("755", 8));
        }

        Directory.GetFiles(shop.Run.OutputFolder, "manifest.json", SearchOption.AllDirectories).ShouldHaveSingleItem().ShouldStartWith(shop.Run.VersionFolder(first));
    }

    [Fact]
    [Trait("Capability", "D8"), Trait("Capability", "D15")]
    public async Task Frauds_that_are_reported_late_are_never_taken_for_none()
    {
        // Half of the frauds are reported within a day and all within three; the others still read as false.
        var random = new Random(5);
        var rows = Enumerable.Range(0, 6000).Select(id =>
        {
            var minutes = random.Next(20 * 24 * 60);
            var isFraud = random.NextDouble() < 0.1;
            var reported = isFraud && minutes + (random.NextDouble() < 0.5 ? 60 : 2.9 * 24 * 60) < 20 * 24 * 60;
            return (Id: id, Time: new DateTime(2026, 3, 1).AddMinutes(minutes), IsFraud: isFraud, IsReported: reported);
        }).ToList();
        shop.Run.Write("a.csv", SnapshotRun.Header + string.Concat(rows.Select(row => FormattableString.Invariant($"{row.Id},{row.Time:yyyy-MM-dd HH:mm:ss},DE,1,{(row.IsReported ? "true" : "false")}\n"))));
        var spec = shop.Run.Spec() with { Label = new Label { Column = "clicked", Delay = Duration.Parse("3d") }, Slices = [new Slice { Column = "country" }] };
        var manifest = await shop.Run.SucceedAsync(spec);

        var settled = rows.Where(row => row.Time <= rows.Max(other => other.Time).AddDays(-3)).ToList();
        settled.ShouldAllBe(row => row.IsReported == row.IsFraud);
        manifest.Rows.Unsettled.ShouldBe(rows.Count - settled.Count);
        manifest.Rows.Read.ShouldBe(manifest.Rows.Kept + manifest.Rows.Unsettled);
        foreach (var statistics in manifest.SliceStatistics!) (statistics.Labelled, statistics.Positive).ShouldBe((settled.Count, settled.Count(row => row.IsFraud)));
        shop.Run.Query(manifest, "SELECT count(*) FROM \"all\" WHERE NOT clicked")[0][0].ShouldBe((long)settled.Count(row => !row.IsFraud));

        // Read a week later without a new event, it is the same version.
        shop.Run.Now += TimeSpan.FromDays(7);
        (await shop.Run.SucceedAsync(spec)).Digest.ShouldBe(manifest.Digest);
        (await shop.Run.FailWithAsync(spec with { Label = spec.Label with { Delay = Duration.Parse("30d") } }, StepExitCode.Refused)).Message
            .ShouldContain("0 rows remain of 6000 read (0 rejected, 0 duplicates, 6000 with a label that is not settled)");
    }
}
