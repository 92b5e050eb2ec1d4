using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;

namespace Slipway.Trainer.Tests.Snapshot;

/// <summary>Missing, forbidden (see TrainerProcessTests) and empty are three different errors, each with its remedy.</summary>
[Trait("Capability", "D6")]
public sealed class SourceFailureTests : IDisposable
{
    private readonly SnapshotRun run = new();

    public void Dispose() => run.Dispose();

    [Fact]
    public async Task A_source_that_does_not_exist_is_named()
    {
        var error = await run.FailAsync(run.Spec(), StepExitCode.Invalid);
        error.Reason.ShouldBe("SourceNotFound");
        error.Message.ShouldContain(run.SourceFolder);
        error.Remedy.ShouldContain("source.uri");
    }

    [Fact]
    public async Task A_pattern_that_matches_nothing_shows_what_is_there()
    {
        run.Write("clicks.csv", SnapshotRun.Header + SnapshotRun.Rows(5));
        var spec = run.Spec() with { Source = new DataSource { Uri = $"file://{run.SourceFolder}/day=*/x.csv" } };
        var error = await run.FailAsync(spec, StepExitCode.Invalid);
        error.Reason.ShouldBe("SourceNotFound");
        error.Message.ShouldContain("clicks.csv");
    }

    [Fact]
    public async Task An_empty_folder_is_empty_and_not_missing()
    {
        Directory.CreateDirectory(run.SourceFolder);
        var error = await run.FailAsync(run.Spec(), StepExitCode.Refused);
        error.Reason.ShouldBe("SourceEmpty");
        error.Message.ShouldContain("holds no file");
    }

    [Theory]
    [InlineData("", "zero bytes")]
    [InlineData(SnapshotRun.Header, "zero rows")]
    public async Task Files_without_rows_are_empty(string content, string expected)
    {
        run.Write("clicks.csv", content);
        var error = await run.FailAsync(run.Spec(), StepExitCode.Refused);
        error.Reason.ShouldBe("SourceEmpty");
        error.Message.ShouldContain(expected);
    }

    [Fact]
    public async Task Files_of_another_format_are_not_read()
    {
        run.Write("clicks.xlsx", "not rows");
        var error = await run.FailAsync(run.Spec(), StepExitCode.Refused);
        error.Message.ShouldContain("none with a suffix of CSV");
        error.Message.ShouldContain("clicks.xlsx");
    }

    [Fact]
    public async Task A_missing_column_names_the_file_and_the_header()
    {
        run.Write("clicks.csv", "id,time,country,clicked\n1,2026-01-01,DE,true\n");
        var error = await run.FailAsync(run.Spec(), StepExitCode.Refused);
        error.Reason.ShouldBe("ColumnMissing");
        error.Message.ShouldContain("'price'");
        error.Message.ShouldContain("clicks.csv");
        error.Message.ShouldContain("id, time, country, clicked");
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.999)]
    public async Task A_gzip_file_that_was_cut_off_is_never_taken_for_a_shorter_one(double kept)
    {
        var whole = Compression.Gzip(SnapshotRun.Header + SnapshotRun.Rows(20_000));
        run.Write("clicks.csv.gz", whole[..(int)(whole.Length * kept)]);
        var error = await run.FailAsync(run.Spec(), StepExitCode.Refused);
        error.Reason.ShouldBe("SourceUnreadable");
        error.Message.ShouldContain("clicks.csv.gz");
    }

    [Fact]
    public async Task A_gzip_file_with_damaged_bytes_is_refused()
    {
        var bytes = Compression.Gzip(SnapshotRun.Header + SnapshotRun.Rows(20_000));
        bytes.AsSpan(bytes.Length / 2, 8).Fill(0xAA);
        run.Write("clicks.csv.gz", bytes);
        (await run.FailAsync(run.Spec(), StepExitCode.Refused)).Reason.ShouldBe("SourceUnreadable");
    }

    [Fact]
    public async Task A_file_that_is_no_parquet_is_unreadable()
    {
        run.Write("clicks.parquet", "PAR1 is not all that it takes");
        var spec = run.Spec() with { Source = new DataSource { Uri = "file://" + run.SourceFolder, Format = SourceFormat.Parquet } };
        (await run.FailAsync(spec, StepExitCode.Refused)).Reason.ShouldBe("SourceUnreadable");
    }

    [Theory]
    [InlineData("https://example.org/data.csv")]
    [InlineData("file://relative/path")]
    public async Task A_uri_of_no_store_is_invalid(string uri)
    {
        var error = await run.FailAsync(run.Spec() with { Source = new DataSource { Uri = uri } }, StepExitCode.Invalid);
        error.Reason.ShouldBe("InvalidUri");
        error.Message.ShouldContain(uri);
    }
}
