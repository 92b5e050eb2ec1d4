using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;

namespace Slipway.Trainer.Tests.Snapshot;

[Trait("Capability", "D17")]
public sealed class CleaningTests : IDisposable
{
    private readonly SnapshotRun run = new();

    public void Dispose() => run.Dispose();

    [Fact]
    public async Task Steps_are_done_in_order_and_each_says_what_it_changed()
    {
        run.Write("clicks.csv", SnapshotRun.Header + "1,2026-01-01, de ,1.5,true\n2,2026-01-02,DE,2.5,false\n3,2026-01-03,N/A,0,true\n4,2026-01-04,FR,-1,true\n5,2026-01-05,,9,true\n");
        var manifest = await run.SucceedAsync(Spec(
            new CleaningStep { Name = "country-case", Column = "country", Expression = "upper(trim(country))" },
            new CleaningStep { Name = "country-names", Column = "country", Values = new Dictionary<string, string> { ["N/A"] = "", ["FR"] = "France", [""] = "none" } },
            new CleaningStep { Name = "refunds", Drop = "price < 0" },
            new CleaningStep { Name = "price-band", Column = "price", Into = "band", Quantise = new Quantise { Width = 2 } },
            new CleaningStep { Name = "dear", Into = "dear", Expression = "band >= 2" }));

        run.Query(manifest, "SELECT id, country, price, band, dear FROM \"all\" ORDER BY id").ShouldBe(
        [
            [1L, "DE", 1.5, 0.0, false], [2L, "DE", 2.5, 2.0, true], [3L, null, 0.0, 0.0, false], [5L, "none", 9.0, 8.0, true],
        ]);
        manifest.Rows.ShouldBe(manifest.Rows with { Read = 5, Cleaned = 1, Rejected = 0 });
        manifest.Cleaning!.Steps.ShouldBe(
        [
            new CleanedStep { Name = "country-case", Rows = 5, Changed = 1, Missing = 1 },
            new CleanedStep { Name = "country-names", Rows = 5, Changed = 3, Missing = 1 },
            new CleanedStep { Name = "refunds", Rows = 5, Dropped = 1 },
            new CleanedStep { Name = "price-band", Rows = 4, Changed = 4 },
            new CleanedStep { Name = "dear", Rows = 4, Changed = 4 },
        ]);
        (await File.ReadAllTextAsync(Path.Combine(run.VersionFolder(manifest), "card.html"), TestContext.Current.CancellationToken)).ShouldContain("country-names");
    }

    [Fact]
    public async Task What_was_cleaned_is_the_version_of_a_source_that_was_clean()
    {
        run.Write("clicks.csv", SnapshotRun.Header + "1,2026-01-01, de ,1.5,true\n2,2026-01-02,fr,2.5,false\n2,2026-01-02,FR ,2.5,false\n");
        var cleaned = await run.SucceedAsync(run.Spec() with { Cleaning = [new CleaningStep { Name = "case", Column = "country", Expression = "upper(trim(country))" }] });
        run.Write("clicks.csv", SnapshotRun.Header + "1,2026-01-01,DE,1.5,true\n2,2026-01-02,FR,2.5,false\n");
        (await run.SucceedAsync(run.Spec())).Digest.ShouldBe(cleaned.Digest);
        cleaned.Rows.Duplicates.ShouldBe(1, "rows that cleaning made equal are duplicates");
    }

    [Fact]
    public async Task Boundaries_leave_what_lies_below_them_without_a_value()
    {
        run.Write("clicks.csv", SnapshotRun.Header + "1,2026-01-01,DE,5,true\n2,2026-01-01,DE,10,true\n3,2026-01-01,DE,99,true\n4,2026-01-01,DE,,true\n");
        var manifest = await run.SucceedAsync(Spec(new CleaningStep { Name = "band", Column = "price", Into = "band", Quantise = new Quantise { Boundaries = [10, 50] } }));
        run.Query(manifest, "SELECT band, price FROM \"all\" ORDER BY id").ShouldBe([[null, 5.0], [10.0, 10.0], [50.0, 99.0], [null, null]]);
    }

    [Fact]
    [Trait("Capability", "D4")]
    public async Task Partitions_are_cleaned_as_the_whole_is()
    {
        PartitionedRun.WriteDays(run, days: 3, rows: 60);
        var spec = PartitionedRun.Spec(run, parallelism: 2);
        spec = spec with
        {
            Columns = [.. spec.Columns, new Column { Name = "band", Type = ColumnType.Float64, Nullable = true }],
            Cleaning = [new CleaningStep { Name = "few", Drop = "id % 7 = 0" }, new CleaningStep { Name = "band", Column = "price", Into = "band", Quantise = new Quantise { Width = 50 } }],
        };
        var whole = await run.SucceedAsync(PartitionedRun.Whole(spec));
        Directory.Delete(run.OutputFolder, recursive: true);
        var parts = SnapshotRun.Manifest(await PartitionedRun.RunAsync(run, spec));
        parts.Digest.ShouldBe(whole.Digest);
        parts.Cleaning!.Digest.ShouldBe(whole.Cleaning!.Digest);
        parts.Cleaning.Steps.ShouldBe(whole.Cleaning.Steps);
    }

    [Theory]
    [InlineData("nonsense(country)", "InvalidCleaning")]
    [InlineData("(SELECT content FROM read_text('/etc/hostname'))", "InvalidCleaning")]
    [InlineData("random()", "InvalidCleaning")]
    [InlineData("CAST(price / 0 AS VARCHAR)", null)]
    public async Task A_step_that_cannot_be_done_is_named(string expression, string? reason)
    {
        run.Write("clicks.csv", SnapshotRun.Header + SnapshotRun.Rows(5, first: 1));
        var spec = Spec(new CleaningStep { Name = "odd", Column = "country", Expression = expression });
        if (reason is null)
        {
            (await run.SucceedAsync(spec)).Cleaning!.Steps[0].Changed.ShouldBe(5);
            return;
        }

        var error = await run.FailAsync(spec, 2);
        error.Reason.ShouldBe(reason);
        error.Message.ShouldContain("'odd'");
    }

    [Fact]
    public async Task A_step_must_not_break_what_a_column_promises()
    {
        run.Write("clicks.csv", SnapshotRun.Header + SnapshotRun.Rows(5, first: 1));
        var spec = run.Spec() with { Columns = [.. run.Spec().Columns.Select(column => column.Name == "price" ? column with { Minimum = 0 } : column)] };
        var error = await run.FailAsync(spec with { Cleaning = [new CleaningStep { Name = "sign", Column = "price", Expression = "-price" }] }, 3);
        error.Reason.ShouldBe("CleaningBreaksLimits");
        error.Message.ShouldBe("After cleaning step 'sign', 5 rows break a declared limit of column 'price' (BelowMinimum).");
        (await run.FailAsync(run.Spec() with { Cleaning = [new CleaningStep { Name = "ratio", Column = "price", Expression = "price / 0" }] }, 3)).Message.ShouldContain("NotFloat64");
    }

    private SnapshotSpec Spec(params CleaningStep[] steps)
    {
        var spec = run.Spec();
        Column[] made = [new() { Name = "band", Type = ColumnType.Float64, Nullable = true }, new() { Name = "dear", Type = ColumnType.Boolean, Nullable = true }];
        return spec with { Columns = [.. spec.Columns, .. made.Where(column => steps.Any(step => step.Into == column.Name))], Cleaning = steps };
    }
}
