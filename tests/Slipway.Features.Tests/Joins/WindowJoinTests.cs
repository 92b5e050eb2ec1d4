using System.Globalization;
using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Contracts.Features;
using Slipway.DuckDb;
using Slipway.Features.Joins;
using ColumnType = Slipway.Contracts.Data.ColumnType;

namespace Slipway.Features.Tests.Joins;

[Trait("Capability", "F12")]
public sealed class WindowJoinTests : IDisposable
{
    private static readonly JoinSource Rows = new("asking", [Of("id", ColumnType.Int64), Of("who", ColumnType.Int64), Of("moment", ColumnType.Timestamp)], "moment", ["id"], Label: null);

    private static readonly JoinSource Events = new("events",
        [Of("who", ColumnType.Int64), Of("happened", ColumnType.Timestamp), Of("price", ColumnType.Float64), Of("pieces", ColumnType.Int64), Of("paid", ColumnType.Boolean)], "happened", null, Label: null);

    private readonly Database database = Database.OpenInMemory(new DatabaseSettings { Threads = 2 });

    public static TheoryData<int> Seeds { get; } = new(Enumerable.Range(1, 10));

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Computes_what_the_definition_says_and_nothing_of_the_future(int seed)
    {
        var random = new Random(seed);
        for (var world = 0; world < 30; world++)
        {
            // A few steps around the epoch, so that everything coincides often: entities, times, edges of windows, negative times.
            var (slide, slides, lateness) = (random.Next(1, 5), random.Next(1, 6), random.Next(0, 7));
            var rows = Enumerable.Range(0, 40).Select(_ => (Maybe(random, 3), Time(random))).ToList();
            var events = Enumerable.Range(0, random.Next(0, 80)).Select(_ => Event(random, Maybe(random, 4), Time(random))).ToList();

            var found = Join(rows, events, slide * slides, slide, lateness);

            found.ShouldBe([.. rows.Select(row => NaiveWindow.Find(row, events, slide * slides, slide, lateness))], $"world {world}");

            // What happens at the end of the windows of an entity's last row, or later, changes nothing.
            var end = rows.Where(row => row.Item1 == 1).Max(row => row.Item2) is { } last ? (last - lateness + 1000 * slide) / slide * slide - 1000 * slide : 0;
            var later = Enumerable.Range(0, 20).Select(offset => Event(random, 1, end + offset));
            Join(rows, [.. events, .. later], slide * slides, slide, lateness).ShouldBe(found, $"world {world}");
        }
    }

    [Fact]
    public void Both_edges_of_a_window_are_where_it_says()
    {
        // The row at 125 with lateness 5 sees [60, 120).
        List<Happening> events = [.. new long[] { 59, 60, 119, 120, 125 }.Select(time => new Happening(1, time, time, null, null))];

        var found = Join([(1, 125), (1, 124), (2, 125), (null, 125), (1, null)], events, length: 60, slide: 60, lateness: 5);

        found.Select(each => each.Events).ShouldBe([2, 1, 0, null, null]);
        found.Select(each => each.Spent).ShouldBe([179, 59, 0, null, null]);
        found[0].Cheapest.ShouldBe(60);
        found[0].Age.ShouldBe(6);
    }

    [Fact]
    public void Without_values_count_and_sum_are_zero_and_the_others_missing_and_what_is_no_number_is_missing()
    {
        List<Happening> events = [new(1, 10, null, null, null), new(1, 11, double.NaN, null, null), new(1, 12, double.PositiveInfinity, null, null)];

        Join([(1, 70)], events, length: 60, slide: 10, lateness: 0).ShouldHaveSingleItem().ShouldBe(new Aggregates(3, 0, 0, null, null, null, 0, null, 58));
        Join([(1, 70)], [.. events, new(1, 13, 2.5, 3, true)], length: 60, slide: 10, lateness: 0).ShouldHaveSingleItem().ShouldBe(new Aggregates(4, 1, 2.5, 2.5, 2.5, 2.5, 3, 1, 57));
    }

    [Fact]
    public void Sums_are_the_same_to_the_last_bit_whatever_the_number_of_threads()
    {
        string Digest(int threads)
        {
            using var engine = Database.OpenInMemory(new DatabaseSettings { Threads = threads });
            using var connection = engine.Connect();
            connection.Execute("CREATE TABLE events AS SELECT i % 7 AS who, TIMESTAMP '2026-01-01' + to_seconds((hash(i) % 100000)::BIGINT) AS happened, sin(i) * 1e6 / 7 AS price, i AS pieces, true AS paid FROM range(150000) t(i)");
            connection.Execute("CREATE TABLE asking AS SELECT i AS id, i % 7 AS who, TIMESTAMP '2026-01-01' + to_seconds((hash(i, 1) % 100000)::BIGINT) AS moment FROM range(3000) t(i)");
            return connection.Scalar<string>($"SELECT bit_xor(hash(id, spent, mean))::VARCHAR FROM {Written(Resolve(7200, 60, 10), connection)}")!;
        }

        int[] threads = [1, 2, 2, 3, 8];
        threads.Select(Digest).Distinct().ShouldHaveSingleItem();
    }

    public void Dispose() => database.Dispose();

    private List<Aggregates> Join(IReadOnlyList<(int? Entity, long? Time)> rows, List<Happening> events, long length, long slide, long lateness)
    {
        using var connection = database.Connect();
        connection.Execute("CREATE OR REPLACE TABLE asking (id BIGINT, who BIGINT, moment TIMESTAMP)");
        connection.Execute("CREATE OR REPLACE TABLE events (who BIGINT, happened TIMESTAMP, price DOUBLE, pieces BIGINT, paid BOOLEAN)");
        connection.Execute($"INSERT INTO asking VALUES {string.Join(", ", rows.Select((row, id) => $"({id}, {Sql(row.Entity)}, {Moment(row.Time)})"))}");
        if (events.Count > 0)
            connection.Execute($"INSERT INTO events VALUES {string.Join(", ", events.Select(each => $"({Sql(each.Entity)}, {Moment(each.Time)}, '{each.Price?.ToString("R", CultureInfo.InvariantCulture) ?? "null"}'::DOUBLE, {Sql(each.Pieces)}, {Sql(each.Paid)})"))}".Replace("'null'::DOUBLE", "NULL", StringComparison.Ordinal));
        using var result = connection.Query($"SELECT n, prices, spent, mean, cheapest, dearest, pieces, paid, {PointInTimeJoin.AgePrefix}0 FROM {Written(Resolve(length, slide, lateness), connection)} ORDER BY id");
        return [.. result.ReadRows().Select(row => new Aggregates(
            (long?)row[0], (long?)row[1], (double?)row[2], (double?)row[3], (double?)row[4], (double?)row[5], (double?)row[6], (double?)row[7], row[8] is long age ? age / 1_000_000 : null))];
    }

    private static string Written(ResolvedJoin join, Connection connection)
    {
        connection.Execute($"CREATE OR REPLACE TABLE tiles AS {WindowTiles.Write(join, "events")}");
        return PointInTimeJoin.Write("asking", "moment", [(join, "tiles")]);
    }

    private static ResolvedJoin Resolve(long length, long slide, long lateness) => JoinChecker.Resolve(Rows, [new FeatureJoin
    {
        Dataset = "events", Keys = [new JoinKey { Column = "who" }],
        Window = new JoinWindow
        {
            Length = Seconds(length), Slide = Seconds(slide), Lateness = Seconds(lateness),
            Aggregates =
            [
                Of("n", WindowFunction.Count), Of("prices", WindowFunction.Count, "price"), Of("spent", WindowFunction.Sum, "price"), Of("mean", WindowFunction.Mean, "price"),
                Of("cheapest", WindowFunction.Min, "price"), Of("dearest", WindowFunction.Max, "price"), Of("pieces", WindowFunction.Sum, "pieces"), Of("paid", WindowFunction.Mean, "paid"),
            ],
        },
    }], [Events])[0];

    private static WindowAggregate Of(string name, WindowFunction function, string? column = null) => new() { Name = name, Function = function, Column = column };

    private static Duration Seconds(long seconds) => new(TimeSpan.FromSeconds(seconds));

    private static Column Of(string name, ColumnType type) => new() { Name = name, Type = type, Nullable = true };

    // Quarters add up exactly in any order.
    private static Happening Event(Random random, int? entity, long? time) =>
        new(entity, time, Maybe(random, 100) / 4.0, Maybe(random, 9), Maybe(random, 2) is { } paid ? paid == 1 : null);

    private static int? Maybe(Random random, int bound) => random.Next(12) == 0 ? null : random.Next(bound);

    private static long? Time(Random random) => Maybe(random, 40) - 20;

    private static string Sql(object? value) => value is null ? "NULL" : string.Create(CultureInfo.InvariantCulture, $"{value}");

    private static string Moment(long? time) => time is { } seconds ? string.Create(CultureInfo.InvariantCulture, $"make_timestamp({seconds * 1_000_000})") : "NULL";
}
