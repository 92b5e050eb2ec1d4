using System.Text;
using Slipway.Contracts.Data;
using Slipway.Lookups;
using Slipway.Storage;

namespace Slipway.Trainer.Tests.Snapshot;

[Trait("Capability", "F12")]
public sealed class EntityLookupTests : IDisposable
{
    private const string Header = "user,time,orders,segment,active\n";
    private readonly SnapshotRun run = new();

    [Fact]
    public async Task The_newest_values_of_each_entity_are_in_the_file_of_the_version()
    {
        run.Write("a.csv", Header + "ada,2026-01-01 10:00:00,1,new,true\nada,2026-01-03 10:00:00,3,gold,false\nada,2026-01-02 10:00:00,2,silver,true\nbob,2026-01-02 00:00:00,,,\n");

        var manifest = await run.SucceedAsync(Spec());

        manifest.Lookup!.Entities.ShouldBe(2);
        manifest.Lookup.AsOf.ShouldBe(new DateTimeOffset(2026, 1, 3, 10, 0, 0, TimeSpan.Zero));
        Digest.Of(await File.ReadAllBytesAsync(PathOf(manifest), TestContext.Current.CancellationToken)).ShouldBe(manifest.Lookup.Digest);
        var file = LookupFile.Open(PathOf(manifest));
        file.Description.Columns.Select(column => column.Name).ShouldBe(["orders", "segment", "active"]);
        file.Description.DatasetDigest.ShouldBe(manifest.Digest);
        file.TryFind(Key("ada"), out var ada).ShouldBeTrue();
        (ada.Number(0), Encoding.UTF8.GetString(ada.Text(1)), ada.Number(2)).ShouldBe((3, "gold", 0));
        ada.Microseconds.ShouldBe(new DateTimeOffset(2026, 1, 3, 10, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds() * 1000);
        file.TryFind(Key("bob"), out var bob).ShouldBeTrue();
        (double.IsNaN(bob.Number(0)), bob.Text(1).Length, double.IsNaN(bob.Number(2))).ShouldBe((true, 0, true));
        file.TryFind(Key("eve"), out _).ShouldBeFalse();
    }

    [Fact]
    public async Task The_same_rows_in_other_files_and_another_order_give_the_same_file()
    {
        var rows = Enumerable.Range(0, 500).Select(i => $"u{i % 40},2026-01-{1 + (i % 28):00} 10:{i % 60:00}:{i % 59:00},{i},s{i % 3},true\n").ToList();
        run.Write("a.csv", Header + string.Concat(rows));
        var one = await run.SucceedAsync(Spec());

        Directory.Delete(run.SourceFolder, recursive: true);
        Directory.Delete(run.OutputFolder, recursive: true);
        run.Write("b.csv", Header + string.Concat(rows.Take(200).Reverse()));
        run.Write("c.csv", Header + string.Concat(rows.Skip(200)));
        var two = await run.SucceedAsync(Spec());

        two.Digest.ShouldBe(one.Digest);
        two.Lookup!.Digest.ShouldBe(one.Lookup!.Digest);
        two.Lookup.Entities.ShouldBe(40);
    }

    [Fact]
    public async Task Declaring_a_lookup_makes_another_version_which_has_the_file()
    {
        run.Write("a.csv", Header + "ada,2026-01-01 10:00:00,1,new,true\n");
        var without = await run.SucceedAsync(Spec() with { Lookup = null });

        var with = await run.SucceedAsync(Spec() with { Lookup = new LookupPolicy { Entity = ["user"], Columns = ["orders"] } });

        without.Lookup.ShouldBeNull();
        with.Digest.ShouldNotBe(without.Digest);
        LookupFile.Open(PathOf(with)).Description.Columns.ShouldHaveSingleItem().Name.ShouldBe("orders");
    }

    [Fact]
    public async Task Keys_that_requests_cannot_tell_apart_are_refused()
    {
        run.Write("a.csv", Header + "9007199254740993,2026-01-01 10:00:00,1,new,true\n");
        var spec = Spec();

        var error = await run.FailAsync(spec with { Columns = [spec.Columns[0] with { Type = ColumnType.Int64 }, .. spec.Columns.Skip(1)] }, 3);

        error.Reason.ShouldBe("EntityNotExact");
        error.Remedy.ShouldBe("Declare the column as String.");
    }

    [Fact]
    public async Task A_lookup_without_an_event_time_is_refused()
    {
        run.Write("a.csv", Header + "ada,2026-01-01 10:00:00,1,new,true\n");

        (await run.FailAsync(Spec() with { EventTime = null }, 2)).Message.ShouldContain("there is no eventTime");
    }

    public void Dispose() => run.Dispose();

    private static string PathOf(DatasetManifest manifest) => ObjectUri.Parse(manifest.Lookup!.Uri).LocalPath;

    private Contracts.Steps.SnapshotSpec Spec() => run.Spec() with
    {
        Name = "users",
        Columns =
        [
            new Column { Name = "user", Type = ColumnType.String }, new Column { Name = "time", Type = ColumnType.Timestamp },
            new Column { Name = "orders", Type = ColumnType.Int64, Nullable = true }, new Column { Name = "segment", Type = ColumnType.String, Nullable = true },
            new Column { Name = "active", Type = ColumnType.Boolean, Nullable = true },
        ],
        Key = ["user", "time"], Label = null, Lookup = new LookupPolicy { Entity = ["user"] },
    };

    private static byte[] Key(string user)
    {
        var key = new EntityKey(new byte[64]);
        key.Add(Encoding.UTF8.GetBytes(user));
        return key.Bytes.ToArray();
    }
}
