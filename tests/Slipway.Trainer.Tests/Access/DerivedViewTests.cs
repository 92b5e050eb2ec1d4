using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.DuckDb;
using Slipway.Storage;
using Slipway.Trainer.Snapshot.Extraction;
using Slipway.Trainer.Tests.Snapshot;

namespace Slipway.Trainer.Tests.Access;

/// <summary>What SQL over a dataset of another namespace can read.</summary>
[Trait("Capability", "D24")]
public sealed class DerivedViewTests : IDisposable
{
    private readonly SnapshotRun run = new();

    public void Dispose() => run.Dispose();

    [Fact]
    public async Task SQL_reads_what_is_granted_and_cannot_name_another_column()
    {
        var parent = await ParentAsync();
        var sound = await run.SucceedAsync(Derived(parent, "SELECT id, country FROM \"shop/clicks\"", View(["id", "country"])));
        sound.Rows.Kept.ShouldBe(60);
        foreach (var sql in new[] { "SELECT id, price AS country FROM \"shop/clicks\"", "SELECT id, COLUMNS('pri.*') AS country FROM \"shop/clicks\"", "SELECT id, \"shop/clicks\".price AS country FROM \"shop/clicks\"" })
            (await run.FailWithAsync(Derived(parent, sql, View(["id", "country"])), StepExitCode.Invalid)).Reason.ShouldBe("InvalidSql");
        (await run.FailWithAsync(Derived(parent, "SELECT * FROM \"shop/clicks\"", View(["id"])), StepExitCode.Refused)).Message.ShouldContain("lacks 'country'; it has id");
    }

    [Fact]
    public async Task Rows_beyond_the_age_are_not_there()
    {
        var parent = await ParentAsync();
        // Events lie on the 1st to the 28th of January, the newest on the 28th at 10:55.
        var recent = await run.SucceedAsync(Derived(parent, "SELECT id, country FROM \"shop/clicks\"", new DatasetView { MaxAge = Duration.Parse("7d") }));
        var expected = run.Query(parent, "SELECT count(*) FROM \"all\" WHERE time >= (SELECT max(time) FROM \"all\") - INTERVAL 7 DAY").Single()[0];
        recent.Rows.Read.ShouldBe((long)expected!);
        recent.Rows.Read.ShouldBeInRange(1, 59);
    }

    [Fact]
    public async Task No_file_that_SQL_could_reach_has_more_than_what_is_granted()
    {
        var pin = run.Pin(await ParentAsync()) with { Name = "shop/clicks", View = View(["id", "country"]) };
        using var stores = new ObjectStores();
        using var database = Database.OpenInMemory();
        using var connection = database.Connect();
        await new PinnedVersions(stores, connection, run.ScratchFolder).CreateViewAsync(pin, TestContext.Current.CancellationToken);
        var files = Directory.GetFiles(run.ScratchFolder, "*", SearchOption.AllDirectories);
        using var columns = connection.Query($"SELECT DISTINCT name FROM parquet_schema({SqlText.List(files)}) WHERE type IS NOT NULL ORDER BY name");
        columns.ReadRows().Select(row => row[0]).ShouldBe(["country", "id"]);
    }

    [Fact]
    public async Task Checks_see_no_more_of_another_dataset_than_is_granted()
    {
        var parent = await ParentAsync();
        var spec = run.Spec() with
        {
            Name = "own", References = [run.Pin(parent) with { Name = "shop/clicks", View = View(["id"]) }],
            Checks = [new Check { Name = "spy", Query = "SELECT max(price) FROM \"shop/clicks\"", Minimum = 0, Datasets = ["shop/clicks"] }],
        };
        (await run.FailWithAsync(spec, StepExitCode.Invalid)).Message.ShouldContain("price");
        var known = spec with { Checks = [new Check { Name = "known", References = new RowReference { Dataset = "shop/clicks", Keys = new Dictionary<string, string> { ["id"] = "id" } } }] };
        (await run.SucceedAsync(known)).Findings.ShouldBeNull();
    }

    private Task<DatasetManifest> ParentAsync()
    {
        run.Write("a.csv", SnapshotRun.Header + SnapshotRun.Rows(60));
        return run.SucceedAsync(run.Spec());
    }

    private static DatasetView View(string[] columns) => new() { Columns = columns };

    private SnapshotSpec Derived(DatasetManifest parent, string sql, DatasetView view) => run.Spec() with
    {
        Namespace = "research", Name = "derived", Source = new DataSource { Sql = sql, Datasets = ["shop/clicks"] }, Parents = [run.Pin(parent) with { Name = "shop/clicks", View = view }],
        Columns = [new Column { Name = "id", Type = ColumnType.Int64 }, new Column { Name = "country", Type = ColumnType.String }], Key = ["id"], Label = null, EventTime = null,
    };
}
