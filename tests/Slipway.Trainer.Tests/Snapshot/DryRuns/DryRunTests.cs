using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.DuckDb;

namespace Slipway.Trainer.Tests.Snapshot.DryRuns;

[Trait("Capability", "D12")]
public sealed class DryRunTests : IDisposable
{
    private const int Rows = 1000;
    private readonly SnapshotRun run = new();

    public void Dispose() => run.Dispose();

    [Fact]
    public async Task A_source_of_which_most_rows_are_bad_is_refused_before_it_is_read()
    {
        run.Write("a.csv", SnapshotRun.Header + string.Concat(Enumerable.Range(0, 50_000).Select(id => $"{(id % 3 == 0 ? "x" : id)},2026-01-01,DE,1,true\n")));
        var error = await run.FailAsync(Spec() with { Limits = new Limits { MaxRejectedPercent = 1 } }, StepExitCode.Refused);

        error.Reason.ShouldBe("TooManyRejected");
        error.Message.ShouldBe("In the dry run: 334 of 1000 rows were rejected (33.4 %, allowed 1 %), most for id:NotInt64 334.");
        error.Remedy.ShouldContain("quarantine.parquet");
        run.Progress.ShouldContain("snapshot dry run: reading 1 files");
        run.Progress.ShouldNotContain("snapshot: reading");
    }

    [Fact]
    public async Task Bad_rows_that_prove_nothing_are_left_to_the_whole()
    {
        // 15 of the first 1000 rows are beyond 1 %, 15 of 20,000 are not.
        run.Write("a.csv", SnapshotRun.Header + string.Concat(Enumerable.Repeat("x,2026-01-01,DE,1,true\n", 15)) + SnapshotRun.Rows(20_000));
        var manifest = await run.SucceedAsync(Spec() with { Limits = new Limits { MaxRejectedPercent = 1 } });

        (manifest.DryRun!.Rows, manifest.DryRun.Rejected, manifest.DryRun.Files, manifest.DryRun.Findings).ShouldBe((1000, 15, 1, null));
    }

    [Fact]
    public async Task What_depends_on_how_many_rows_there_are_is_asked_of_the_whole_alone()
    {
        run.Write("a.csv", SnapshotRun.Header + SnapshotRun.Rows(20_000) + string.Concat(Enumerable.Range(20_000, 2000).Select(id => $"{id},2026-05-31 23:59:00,IS,1,true\n")));
        var previous = await run.SucceedAsync(Spec() with { DryRun = null });
        var spec = Spec() with
        {
            Limits = new Limits { MinRows = 22_000 },
            Slices = [new Slice { Column = "country", Values = ["IS"], MinRows = 2000 }],
            Freshness = new Freshness { MaxAge = Duration.Parse("1h"), Severity = Severity.Error },
            Checks = [new Check { Name = "many", Query = "SELECT count(*) FROM kept", Minimum = 22_000 }],
            Privacy = new PrivacyPolicy { QuasiIdentifiers = ["country"], K = 2000 },
            Comparison = new Comparison { MinRows = 1 },
            Previous = run.Pin(previous),
        };

        var manifest = await run.SucceedAsync(spec);
        run.Progress.ShouldContain("snapshot dry run: 1000 rows of 1 files pass");
        (await run.SucceedAsync(spec with { DryRun = null })).Digest.ShouldBe(manifest.Digest);
    }

    [Fact]
    public async Task A_sample_is_drawn_from_the_whole_alone()
    {
        run.Write("a.csv", SnapshotRun.Header + SnapshotRun.Rows(20_000));
        var spec = Spec() with { Sampling = new SamplingPolicy { Percent = 0.01, ImportanceWeight = "weight" }, Checks = [new Check { Name = "weighed", Expression = "weight >= 1" }] };
        var manifest = await run.SucceedAsync(spec);

        manifest.Rows.Kept.ShouldBeInRange(1, 10);
        manifest.DryRun!.Rows.ShouldBe(1000);
        (await run.SucceedAsync(spec with { DryRun = null })).Digest.ShouldBe(manifest.Digest);
    }

    [Fact]
    public async Task Rows_whose_labels_are_all_unsettled_are_no_reason_to_refuse()
    {
        run.Write("a.csv", SnapshotRun.Header + string.Concat(Enumerable.Range(0, 3000).Select(id => FormattableString.Invariant($"{id},{new DateTime(2026, 3, 9).AddMinutes(-id):yyyy-MM-dd HH:mm:ss},DE,1,true\n"))));
        var manifest = await run.SucceedAsync(Spec() with { Label = new Label { Column = "clicked", Delay = Duration.Parse("1d") }, Splits = new SplitPolicy { Method = SplitMethod.Time } });

        manifest.Rows.Unsettled.ShouldBe(1440);
        manifest.DryRun!.Rows.ShouldBe(1000);
    }

    [Theory]
    [InlineData("InvalidCheck", StepExitCode.Invalid)]
    [InlineData("CheckFailed", StepExitCode.Refused)]
    [InlineData("InvalidCleaning", StepExitCode.Invalid)]
    [InlineData("CleaningBreaksLimits", StepExitCode.Refused)]
    public async Task What_no_row_can_pass_ends_at_once(string reason, int exitCode)
    {
        run.Write("a.csv", SnapshotRun.Header + SnapshotRun.Rows(5000));
        var spec = reason switch
        {
            "InvalidCheck" => Spec() with { Checks = [new Check { Name = "total", Query = "SELECT sum(prise) FROM kept", Minimum = 1 }] },
            "CheckFailed" => Spec() with { Checks = [new Check { Name = "dear", Expression = "price > 400", MaxViolationPercent = 5 }] },
            "InvalidCleaning" => Spec() with { Cleaning = [new CleaningStep { Name = "case", Column = "country", Expression = "uper(country)" }] },
            _ => Spec() with { Columns = [.. Spec().Columns.Select(column => column.Name == "price" ? column with { Minimum = 0 } : column)], Cleaning = [new CleaningStep { Name = "turn", Column = "price", Expression = "price - 1" }] },
        };
        var error = await run.FailAsync(spec, exitCode);

        error.Reason.ShouldBe(reason);
        error.Message.ShouldStartWith("In the dry run: ");
        run.Progress.ShouldNotContain("snapshot: reading");
    }

    [Fact]
    public async Task A_third_class_of_a_binary_label_ends_at_once()
    {
        run.Write("a.csv", SnapshotRun.Header + SnapshotRun.Rows(5000));
        var spec = Spec() with { Label = new Label { Column = "id", Type = LabelType.Binary } };

        (await run.FailAsync(spec, StepExitCode.Refused)).Message.ShouldContain("[label] Label 'id' is declared Binary and has 1000 values");
    }

    [Fact]
    public async Task Files_from_across_the_source_are_tried_the_last_one_too()
    {
        for (var day = 1; day <= 28; day++) run.Write($"day=2026-01-{day:00}/a.csv", (day < 28 ? SnapshotRun.Header : "id,when,country,price,clicked\n") + SnapshotRun.Rows(200, day * 200));

        var error = await run.FailAsync(Spec(), StepExitCode.Refused);
        error.Reason.ShouldBe("ColumnMissing");
        error.Message.ShouldStartWith($"In the dry run: file://{run.SourceFolder}/day=2026-01-28/a.csv lacks column 'time'");

        run.Write("day=2026-01-28/a.csv", SnapshotRun.Header + SnapshotRun.Rows(200, 28 * 200));
        var manifest = await run.SucceedAsync(Spec());
        (manifest.DryRun!.Rows, manifest.DryRun.Files, manifest.Rows.Read).ShouldBe((1000, 8, 28 * 200));
    }

    [Fact]
    public async Task Labels_that_are_all_the_same_are_told()
    {
        run.Write("a.csv", SnapshotRun.Header + string.Concat(Enumerable.Range(0, 3000).Select(id => $"{id},2026-01-01,DE,1,{(id < 2000 ? "false" : "true")}\n")));
        var manifest = await run.SucceedAsync(Spec());

        manifest.DryRun!.Findings![0].Message.ShouldStartWith("All 1000 known labels of the dry run are the same.");
        run.Progress.ShouldContain("All 1000 known labels of the dry run are the same.");
        (manifest.Findings ?? []).ShouldNotContain(finding => finding.Check == "label", "in the whole they are not");
    }

    [Theory]
    [InlineData("a.csv", SourceFormat.CSV)]
    [InlineData("a.csv.gz", SourceFormat.CSV)]
    [InlineData("a.jsonl", SourceFormat.JSONLines)]
    [InlineData("a.parquet", SourceFormat.Parquet)]
    public async Task Files_of_every_format_are_cut_between_rows(string name, SourceFormat format)
    {
        if (format == SourceFormat.Parquet) WriteParquet(name);
        else if (format == SourceFormat.JSONLines) run.Write(name, string.Concat(Enumerable.Range(0, 3000).Select(id => $$"""{"id":{{id}},"time":"2026-01-01","country":"a \" b","price":1,"clicked":true}""" + "\n")));
        else if (name.EndsWith(".gz", StringComparison.Ordinal)) run.Write(name, Compression.Gzip(Quoted()));
        else run.Write(name, Quoted());
        var manifest = await run.SucceedAsync(Spec() with { Source = Spec().Source with { Format = format }, Limits = new Limits { MaxRejectedPercent = 0 } });

        (manifest.DryRun!.Rows, manifest.DryRun.Rejected, manifest.Rows.Kept).ShouldBe((1000, 0, 3000));
    }

    [Fact]
    public async Task Sql_over_datasets_is_tried_on_some_of_its_rows()
    {
        run.Write("clicks.csv", SnapshotRun.Header + SnapshotRun.Rows(5000));
        var parent = await run.SucceedAsync(run.Spec());
        var derived = Spec() with { Name = "dear", Source = new DataSource { Sql = "SELECT * FROM clicks WHERE price > 10", Datasets = ["clicks"] }, Parents = [run.Pin(parent)] };
        (await run.SucceedAsync(derived)).DryRun!.Rows.ShouldBe(1000);

        var error = await run.FailWithAsync(derived with { Checks = [new Check { Name = "no", Expression = "price < 10" }] }, StepExitCode.Refused);
        error.Message.ShouldStartWith("In the dry run: [no] 'price < 10' does not hold for 1000 of 1000 rows");
    }

    [Fact]
    public async Task A_schema_that_is_yet_to_be_inferred_is_inferred_from_all_rows()
    {
        run.Write("a.csv", "id,code\n" + string.Concat(Enumerable.Range(0, 3000).Select(id => $"{id},{(id < 2000 ? id.ToString(System.Globalization.CultureInfo.InvariantCulture) : "B7")}\n")));
        var manifest = await run.SucceedAsync(Spec() with { Columns = [], EventTime = null, Label = null, Checks = [new Check { Name = "codes", Expression = "code NOT LIKE 'X%'" }] });

        manifest.Columns[1].Type.ShouldBe(ColumnType.String);
        manifest.DryRun.ShouldBeNull();
    }

    private SnapshotSpec Spec() => run.Spec() with { DryRun = new DryRunPolicy { Rows = Rows } };

    // Every second row ends with a line that is inside of quotes.
    private static string Quoted() => SnapshotRun.Header + string.Concat(Enumerable.Range(0, 3000).Select(id => $"{id},2026-01-01,{(id % 2 == 0 ? "\"D\n\"\"E\n\"" : "FR")},1,true\n"));

    private void WriteParquet(string name)
    {
        Directory.CreateDirectory(run.SourceFolder);
        using var database = Database.OpenInMemory();
        using var connection = database.Connect();
        connection.Execute($"COPY (SELECT i AS id, TIMESTAMP '2026-01-01' AS time, 'DE' AS country, 1.5 AS price, TRUE AS clicked FROM range(3000) t(i)) TO {SqlText.Literal(Path.Combine(run.SourceFolder, name))} (FORMAT parquet)");
    }
}
