using Slipway.Contracts.Data;
using Slipway.DuckDb;

namespace Slipway.Trainer.Tests.Snapshot;

[Trait("Capability", "D4")]
public sealed class FormatTests : IDisposable
{
    private readonly SnapshotRun run = new();

    public void Dispose() => run.Dispose();

    [Fact]
    public async Task Csv_without_header_with_semicolons_null_strings_and_spaces()
    {
        run.Write("a.data", " 1 ; 2026-01-01 ; DE ; ? ; true\n2;2026-01-02; NA ;3.5;false\n");
        var spec = run.Spec() with
        {
            Source = new DataSource
            {
                Uri = "file://" + run.SourceFolder,
                Csv = new CsvOptions { Delimiter = ";", Header = false, NullStrings = ["?", "NA"], TrimWhitespace = true },
            },
        };
        var manifest = await run.SucceedAsync(spec);
        run.Query(manifest, "SELECT id, country, price FROM \"all\" ORDER BY id").ShouldBe([[1L, "DE", null], [2L, null, 3.5]]);
    }

    [Fact]
    public async Task Quoted_fields_hold_delimiters_quotes_and_line_ends()
    {
        run.Write("a.csv", SnapshotRun.Header + "1,2026-01-01,\"D,E\",1,true\n2,2026-01-01,\"say \"\"hi\"\"\",1,true\n3,2026-01-01,\"two\nlines\",1,true\n");
        var manifest = await run.SucceedAsync(run.Spec());
        run.Query(manifest, "SELECT country FROM \"all\" ORDER BY id").ShouldBe([["D,E"], ["say \"hi\""], ["two\nlines"]]);
    }

    [Fact]
    public async Task Files_may_order_their_columns_differently_and_have_more_of_them()
    {
        run.Write("a.csv", "\uFEFF" + SnapshotRun.Header + "1,2026-01-01,DE,1.5,true\n");
        run.Write("b.csv", "clicked,price,note,country,time,id\nfalse,2.5,x,FR,2026-01-02,2\n");
        var manifest = await run.SucceedAsync(run.Spec());
        run.Query(manifest, "SELECT id, country, price, clicked FROM \"all\" ORDER BY id").ShouldBe([[1L, "DE", 1.5, true], [2L, "FR", 2.5, false]]);
        var finding = manifest.Findings!.First(found => found.Check == "schema");
        finding.Severity.ShouldBe(Severity.Warn);
        finding.Message.ShouldContain("'note'");
    }

    [Fact]
    public async Task Partition_folders_give_columns()
    {
        run.Write("country=DE/part.csv", "id,time,price,clicked\n1,2026-01-01,1,true\n");
        run.Write("country=FR/part.csv.gz", Compression.Gzip("id,time,price,clicked\n2,2026-01-01,1,true\nbad,2026-01-01,1,true\n"));
        run.Write("_SUCCESS", "");
        var manifest = await run.SucceedAsync(run.Spec());
        run.Query(manifest, "SELECT id, country FROM \"all\" ORDER BY id").ShouldBe([[1L, "DE"], [2L, "FR"]]);
        ((string)run.Query(manifest, "SELECT file FROM quarantine")[0][0]!).ShouldEndWith("country=FR/part.csv.gz");
    }

    [Fact]
    public async Task A_pattern_chooses_files()
    {
        run.Write("day=1/a.csv", SnapshotRun.Header + SnapshotRun.Rows(3));
        run.Write("day=2/a.csv", SnapshotRun.Header + SnapshotRun.Rows(4, 10));
        run.Write("day=2/b.csv", "garbage");
        var manifest = await run.SucceedAsync(run.Spec() with { Source = new DataSource { Uri = $"file://{run.SourceFolder}/day=?/a*.csv" } });
        manifest.Rows.Read.ShouldBe(7);
    }

    [Fact]
    public async Task Json_lines_are_read_and_malformed_ones_set_apart()
    {
        run.Write("a.jsonl", """
            {"id":1,"time":"2026-01-01T00:00:00Z","country":"DE","price":1.5,"clicked":true,"more":[1,2]}
            {"id":2,"time":null,"country":"","price":null}
            {"id":3,
            [4]

            {"id":5.5,"country":"FR"}

            """);
        var manifest = await run.SucceedAsync(run.Spec() with { Source = new DataSource { Uri = "file://" + run.SourceFolder, Format = SourceFormat.JSONLines }, Limits = new Limits { MaxRejectedPercent = 100 } });
        run.Query(manifest, "SELECT id, country, price, clicked FROM \"all\" ORDER BY id").ShouldBe([[1L, "DE", 1.5, true], [2L, null, null, null]]);
        manifest.Rejected!.ShouldBe(new Dictionary<string, long> { ["MalformedJson"] = 2, ["id:NotInt64"] = 1 }, ignoreOrder: true);
        run.Query(manifest, "SELECT raw FROM quarantine WHERE reason = 'NotInt64'")[0][0].ShouldBe("{\"id\":5.5,\"country\":\"FR\"}");
    }

    [Fact]
    public async Task Parquet_keeps_types_and_numbers_rows_of_the_quarantine()
    {
        Directory.CreateDirectory(run.SourceFolder);
        using (var database = Database.OpenInMemory())
        using (var connection = database.Connect())
        {
            connection.Execute($"""
                COPY (SELECT CASE WHEN i = 3 THEN 3.5 WHEN i = 4 THEN 'nan'::DOUBLE ELSE i END AS id, TIMESTAMPTZ '2026-01-01 00:00:00+01' AS time, 'DE' AS country,
                  CASE WHEN i = 5 THEN 'inf'::FLOAT ELSE i::FLOAT END AS price, i % 2 AS clicked FROM range(10) t(i))
                TO {SqlText.Literal(Path.Combine(run.SourceFolder, "a.parquet"))} (FORMAT parquet)
                """);
        }

        var manifest = await run.SucceedAsync(run.Spec() with { Source = new DataSource { Uri = "file://" + run.SourceFolder, Format = SourceFormat.Parquet } });
        manifest.Rejected!.ShouldBe(new Dictionary<string, long> { ["id:NotInt64"] = 1, ["id:Missing"] = 1, ["price:NotFloat64"] = 1 }, ignoreOrder: true);
        run.Query(manifest, "SELECT line, reason FROM quarantine ORDER BY line").ShouldBe([[4L, "NotInt64"], [5L, "Missing"], [6L, "NotFloat64"]]);
        run.Query(manifest, "SELECT id, time, clicked FROM \"all\" WHERE id = 1")[0].ShouldBe([1L, new DateTime(2025, 12, 31, 23, 0, 0, DateTimeKind.Utc), true]);
    }

    [Fact]
    [Trait("Capability", "D3")]
    public async Task Sql_over_a_pinned_version_makes_a_derived_one()
    {
        run.Write("clicks.csv", SnapshotRun.Header + SnapshotRun.Rows(300));
        var parent = await run.SucceedAsync(run.Spec());
        var pin = new DatasetPin { Name = "clicks", Digest = parent.Digest, ManifestUri = $"file://{run.VersionFolder(parent)}/manifest.json" };
        var derived = run.Spec() with
        {
            Name = "countries",
            Source = new DataSource { Sql = "SELECT country, count(*) AS n FROM clicks GROUP BY country", Datasets = ["clicks"] },
            Parents = [pin],
            Columns = [new Column { Name = "country", Type = ColumnType.String }, new Column { Name = "n", Type = ColumnType.Int64 }],
            Key = ["country"], EventTime = null, Label = null,
        };
        var manifest = await run.SucceedAsync(derived);
        manifest.Parents.ShouldBe([pin]);
        run.Query(manifest, "SELECT country, n FROM \"all\" ORDER BY country").ShouldBe([["DE", 100L], ["FR", 200L]]);

        var (code, wrong) = await run.RunAsync(derived with { Source = new DataSource { Sql = "SELECT nothing FROM clicks" } });
        code.ShouldBe(2);
        wrong.Error!.Reason.ShouldBe("InvalidSql");
        var (mismatch, other) = await run.RunAsync(derived with { Parents = [pin with { Digest = "sha256:" + new string('0', 64) }] });
        mismatch.ShouldBe(2);
        other.Error!.Reason.ShouldBe("DigestMismatch");
    }
}
