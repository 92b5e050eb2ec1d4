using System.Text;
using Slipway.Contracts.Data;
using Slipway.Lookups;

namespace Slipway.Features.Tests.Lookups;

[Trait("Capability", "F12")]
public sealed class LookupFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("slipway-lookup-").FullName;

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(5000, 3)]
    [InlineData(5000, 4)]
    public void Every_entity_is_found_with_its_values_and_no_other_one_is(int entities, int seed)
    {
        var random = new Random(seed);
        var wanted = new Dictionary<(string User, double Shop), (double Orders, string? Tier, long Time)>();
        while (wanted.Count < entities)
            wanted[($"user-ä-{random.Next(3 * entities)}", random.Next(5))] = (random.Next(10) == 0 ? double.NaN : random.NextDouble(), random.Next(5) == 0 ? null : new string('x', random.Next(1, 40)), random.NextInt64());

        var file = Write("users", wanted.Select(entry => (entry.Key.User, entry.Key.Shop, entry.Value.Orders, entry.Value.Tier, entry.Value.Time)));

        file.Entities.ShouldBe(entities);
        file.Description.ShouldBe(Description, new DescriptionComparer());
        foreach (var ((user, shop), value) in wanted)
        {
            file.TryFind(Key(user, shop), out var row).ShouldBeTrue();
            row.Number(0).ShouldBe(value.Orders);
            Encoding.UTF8.GetString(row.Text(1)).ShouldBe(value.Tier ?? "");
            row.Microseconds.ShouldBe(value.Time);
        }

        for (var i = 0; i < 1000; i++) file.TryFind(Key($"nobody-{i}", i % 5), out _).ShouldBeFalse();
    }

    [Fact]
    public void The_same_records_give_the_same_bytes()
    {
        var records = Enumerable.Range(0, 1000).Select(i => ($"u{i}", (double)(i % 3), i * 0.5, (string?)$"t{i % 7}", (long)i)).ToList();

        Write("one", records);
        Write("two", records);

        File.ReadAllBytes(Path.Combine(folder, "one")).ShouldBe(File.ReadAllBytes(Path.Combine(folder, "two")));
        Directory.GetFiles(folder).Length.ShouldBe(2, "nothing half-written stays");
    }

    [Fact]
    public void A_key_with_a_missing_part_is_no_key_and_parts_do_not_run_into_each_other()
    {
        var missing = new EntityKey(new byte[64]);
        missing.Add(double.NaN);
        missing.IsComplete.ShouldBeFalse();
        var empty = new EntityKey(new byte[64]);
        empty.Add(ReadOnlySpan<byte>.Empty);
        empty.IsComplete.ShouldBeFalse();

        Texts("ab", "c").ShouldNotBe(Texts("a", "bc"));
        Key("u", 0.0).ShouldBe(Key("u", -0.0));
    }

    [Theory]
    [InlineData("cut off")]
    [InlineData("another format")]
    [InlineData("empty")]
    public void What_is_no_whole_lookup_file_is_refused_with_its_name(string damage)
    {
        Write("users", [("u", 1, 2, "t", 3)]);
        var path = Path.Combine(folder, "users");
        var bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, damage switch { "cut off" => bytes[..^1], "another format" => [.. "PARQUET!"u8, .. bytes[8..]], _ => [] });

        Should.Throw<InvalidDataException>(() => LookupFile.Open(path)).Message.ShouldContain(path);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static LookupDescription Description { get; } = new()
    {
        Dataset = "users", DatasetDigest = "sha256:1", AsOf = DateTimeOffset.UnixEpoch,
        Entity = [new Column { Name = "user", Type = ColumnType.String }, new Column { Name = "shop", Type = ColumnType.Int64 }],
        Columns = [new Column { Name = "orders", Type = ColumnType.Float64 }, new Column { Name = "tier", Type = ColumnType.String }],
    };

    private LookupFile Write(string name, IEnumerable<(string User, double Shop, double Orders, string? Tier, long Time)> records)
    {
        var path = Path.Combine(folder, name);
        var all = records.ToList();
        using var writer = new LookupWriter(path, Description, all.Count);
        foreach (var (user, shop, orders, tier, time) in all) writer.Add(Key(user, shop), time, [orders, double.NaN], [null, tier is null ? null : Encoding.UTF8.GetBytes(tier)]);
        writer.Complete();
        return LookupFile.Open(path);
    }

    private static byte[] Key(string user, double shop)
    {
        var key = new EntityKey(new byte[256]);
        key.Add(Encoding.UTF8.GetBytes(user));
        key.Add(shop);
        return key.Bytes.ToArray();
    }

    private static byte[] Texts(string first, string second)
    {
        var key = new EntityKey(new byte[256]);
        key.Add(Encoding.UTF8.GetBytes(first));
        key.Add(Encoding.UTF8.GetBytes(second));
        return key.Bytes.ToArray();
    }

    private sealed class DescriptionComparer : IEqualityComparer<LookupDescription>
    {
        public bool Equals(LookupDescription? x, LookupDescription? y) =>
            x!.Dataset == y!.Dataset && x.DatasetDigest == y.DatasetDigest && x.AsOf == y.AsOf && x.Entity.SequenceEqual(y.Entity) && x.Columns.SequenceEqual(y.Columns);

        public int GetHashCode(LookupDescription obj) => 0;
    }
}
