using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.DuckDb;

namespace Slipway.Trainer.Tests.Snapshot;

[Trait("Capability", "D5")]
public sealed class InferenceTests : IDisposable
{
    private const string Header = "id,zip,amount,flag,at,day,note,empty,when\n";

    private readonly SnapshotRun run = new();

    public void Dispose() => run.Dispose();

    [Fact]
    public async Task A_schema_is_inferred_once_and_enforced_by_the_next_snapshot()
    {
        run.Write("a.csv", Header + "1,01067,1.5,true,2026-01-01T10:00:00Z,2026-01-01,hello,,2026-01-01\n2,99084,2,FALSE,2026-01-02 10:00:00,2026-01-02,,,2026-01-02 03:04:05\n");
        var (code, result) = await run.RunAsync(Open());
        code.ShouldBe(0, run.Errors);
        var manifest = SnapshotRun.Manifest(result);
        manifest.Columns.Select(column => (column.Name, column.Type, column.Nullable)).ShouldBe(
        [
            ("id", ColumnType.Int64, false), ("zip", ColumnType.String, false), ("amount", ColumnType.Float64, false), ("flag", ColumnType.Boolean, false),
            ("at", ColumnType.Timestamp, false), ("day", ColumnType.Date, false), ("note", ColumnType.String, true), ("empty", ColumnType.String, true), ("when", ColumnType.Timestamp, false),
        ]);
        result.Snapshot!.Columns.ShouldBe(manifest.Columns);
        run.Query(manifest, "SELECT zip FROM \"all\" ORDER BY id")[0][0].ShouldBe("01067", "a leading zero is part of a code");

        var enforced = Open() with { Columns = manifest.Columns };
        (await run.SucceedAsync(enforced)).Digest.ShouldBe(manifest.Digest, "what is enforced is what was found");
        run.Write("b.csv", Header + "3.5,01067,1,true,2026-01-01,2026-01-01,x,,2026-01-01\n3,1067,1,true,2026-01-01,2026-01-01,x,,2026-01-01\n");
        var second = await run.SucceedAsync(enforced with { Previous = run.Pin(manifest) });
        second.Rejected!.ShouldBe(new Dictionary<string, long> { ["id:NotInt64"] = 1 });
    }

    [Fact]
    public async Task One_text_among_numbers_makes_a_column_of_text()
    {
        run.Write("a.csv", "n,m\n" + string.Concat(Enumerable.Range(0, 3000).Select(i => $"{i},{i}\n")) + "unknown,3001\n");
        var (_, result) = await run.RunAsync(Open() with { Key = null });
        SnapshotRun.Manifest(result).Columns.Select(column => column.Type).ShouldBe([ColumnType.String, ColumnType.Int64]);
    }

    [Fact]
    public async Task Json_lines_give_the_union_of_their_members()
    {
        run.Write("a.jsonl", "{\"id\":1,\"tags\":[1,2]}\n{\"id\":2,\"price\":2.5,\"on\":true}\n{broken\n");
        var (code, result) = await run.RunAsync(Open() with { Source = new DataSource { Uri = "file://" + run.SourceFolder, Format = SourceFormat.JSONLines } });
        code.ShouldBe(0, run.Errors);
        SnapshotRun.Manifest(result).Columns.Select(column => (column.Name, column.Type, column.Nullable)).ShouldBe(
            [("id", ColumnType.Int64, false), ("on", ColumnType.Boolean, true), ("price", ColumnType.Float64, true), ("tags", ColumnType.String, true)]);
        result.Snapshot!.Rows.Rejected.ShouldBe(1);
    }

    [Fact]
    public async Task Parquet_and_sql_bring_their_types()
    {
        Directory.CreateDirectory(run.SourceFolder);
        using (var database = Database.OpenInMemory())
        using (var connection = database.Connect())
        {
            connection.Execute($"""
                COPY (SELECT i::INTEGER AS id, 'x' AS text, 1.5::DECIMAL(9,2) AS price, TIMESTAMP '2026-01-01' AS at, CASE WHEN i = 0 THEN 'nan'::DOUBLE ELSE i END AS gap, [i] AS list FROM range(9) t(i))
                TO {SqlText.Literal(Path.Combine(run.SourceFolder, "a.parquet"))} (FORMAT parquet)
                """);
        }

        var (code, result) = await run.RunAsync(Open() with { Source = new DataSource { Uri = "file://" + run.SourceFolder, Format = SourceFormat.Parquet } });
        code.ShouldBe(0, run.Errors);
        var parent = SnapshotRun.Manifest(result);
        parent.Columns.Select(column => (column.Name, column.Type, column.Nullable)).ShouldBe(
        [
            ("id", ColumnType.Int64, false), ("text", ColumnType.String, false), ("price", ColumnType.Float64, false), ("at", ColumnType.Timestamp, false), ("gap", ColumnType.Float64, true), ("list", ColumnType.String, false),
        ]);

        var sql = Open() with { Name = "derived", Source = new DataSource { Sql = "SELECT id, price > 1 AS dear FROM clicks", Datasets = ["clicks"] }, Parents = [run.Pin(parent)] };
        var (_, derived) = await run.RunAsync(sql);
        SnapshotRun.Manifest(derived).Columns.Select(column => column.Type).ShouldBe([ColumnType.Int64, ColumnType.Boolean]);
        (await run.FailWithAsync(sql with { Source = sql.Source with { Sql = "SELECT nothing FROM clicks" } }, StepExitCode.Invalid)).Reason.ShouldBe("InvalidSql");
    }

    [Fact]
    public async Task What_cannot_be_inferred_is_told()
    {
        run.Write("a.csv", "id,strange name\n1,2\n");
        var (_, result) = await run.RunAsync(Open());
        var manifest = SnapshotRun.Manifest(result);
        manifest.Columns.ShouldHaveSingleItem().Name.ShouldBe("id");
        manifest.Findings!.ShouldContain(finding => finding.Check == "schema" && finding.Message.Contains("'strange name'"));
        (await run.FailWithAsync(Open() with { Key = ["user"] }, StepExitCode.Invalid)).Message.ShouldContain("key names 'user', which is no declared column; there are id");
        (await run.FailWithAsync(Open() with { Source = new DataSource { Uri = "file://" + run.SourceFolder, Csv = new CsvOptions { Header = false } } }, StepExitCode.Invalid)).Message.ShouldContain("without a header");
    }

    private SnapshotSpec Open() => run.Spec() with { Columns = [], EventTime = null, Label = null, Key = ["id"] };
}
