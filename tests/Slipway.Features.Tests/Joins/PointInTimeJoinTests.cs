using System.Globalization;
using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Contracts.Features;
using Slipway.DuckDb;
using Slipway.Features.Joins;
using ColumnType = Slipway.Contracts.Data.ColumnType;

namespace Slipway.Features.Tests.Joins;

[Trait("Capability", "F4")]
public sealed class PointInTimeJoinTests : IDisposable
{
    private static readonly JoinSource Events = new("events",
        [Of("id", ColumnType.Int64), Of("who", ColumnType.Int64), Of("happened", ColumnType.Timestamp)], "happened", ["id"], Label: null);

    private readonly Database database = Database.OpenInMemory(new DatabaseSettings { Threads = 2 });

    public static TheoryData<int> Seeds { get; } = new(Enumerable.Range(1, 10));

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Finds_what_the_definition_says_and_nothing_of_the_future(int seed)
    {
        var random = new Random(seed);
        for (var world = 0; world < 30; world++)
        {
            var knownLater = world % 2 == 0;
            var events = Enumerable.Range(0, 40).Select(id => new Event(id, Maybe(random, 4), Maybe(random, 30))).ToList();
            // One row for each entity and moment (and moment of knowledge), as the key of the dataset promises. Few values, so that everything coincides often.
            var facts = Enumerable.Range(0, 60).Select(_ => new Fact(Maybe(random, 4), Maybe(random, 30), Maybe(random, 30), Maybe(random, 1000)))
                .DistinctBy(fact => (fact.Entity, fact.Moment, knownLater ? fact.Known : 0)).ToList();
            int? ttl = random.Next(3) == 0 ? null : random.Next(1, 10);

            var found = Join(events, facts, ttl, knownLater);

            found.Count.ShouldBe(events.Count);
            foreach (var row in events)
            {
                var expected = NaiveJoin.Find(row, facts, ttl, knownLater);
                var (value, age) = found[row.Id];
                value.ShouldBe(expected?.Value, $"world {world}, row {row}");
                age.ShouldBe(expected is null ? null : row.Time - expected.Moment, $"world {world}, row {row}");
            }
        }
    }

    [Fact]
    public void A_row_exactly_as_old_as_the_time_to_live_still_counts_and_one_of_the_same_moment_too()
    {
        List<Fact> facts = [new(1, 10, null, 7)];

        var found = Join([new Event(0, 1, 9), new Event(1, 1, 10), new Event(2, 1, 13), new Event(3, 1, 14)], facts, ttl: 3, knownLater: false);

        found.Values.Select(each => each.Value).ShouldBe([null, 7, 7, null]);
    }

    [Fact]
    public void A_correction_counts_from_when_it_was_known_and_an_old_row_that_came_late_never()
    {
        List<Fact> facts = [new(1, 10, 10, 100), new(1, 10, 15, 101), new(1, 8, 16, 80)];

        var found = Join([new Event(0, 1, 14), new Event(1, 1, 15), new Event(2, 1, 20)], facts, ttl: null, knownLater: true);

        found.Values.Select(each => each.Value).ShouldBe([100, 101, 101]);
    }

    public void Dispose() => database.Dispose();

    private Dictionary<int, (int? Value, int? Age)> Join(IReadOnlyList<Event> events, IReadOnlyList<Fact> facts, int? ttl, bool knownLater)
    {
        using var connection = database.Connect();
        connection.Execute("CREATE OR REPLACE TABLE events (id BIGINT, who BIGINT, happened TIMESTAMP)");
        connection.Execute("CREATE OR REPLACE TABLE facts (who BIGINT, moment TIMESTAMP, written TIMESTAMP, score BIGINT)");
        connection.Execute($"INSERT INTO events VALUES {string.Join(", ", events.Select(row => $"({row.Id}, {Sql(row.Entity)}, {Day(row.Time)})"))}");
        connection.Execute($"INSERT INTO facts VALUES {string.Join(", ", facts.Select(fact => $"({Sql(fact.Entity)}, {Day(fact.Moment)}, {Day(fact.Known)}, {Sql(fact.Value)})"))}");
        var source = new JoinSource("facts",
            [Of("who", ColumnType.Int64), Of("moment", ColumnType.Timestamp), Of("written", ColumnType.Timestamp), Of("score", ColumnType.Int64)],
            "moment", knownLater ? ["who", "moment", "written"] : ["who", "moment"], Label: null);
        var definition = new FeatureJoin
        {
            Dataset = "facts", Keys = [new JoinKey { Column = "who" }], Columns = ["score"], Prefix = "last_",
            Ttl = ttl is { } days ? new Duration(TimeSpan.FromDays(days)) : null, KnownAt = knownLater ? "written" : null,
        };
        var join = JoinChecker.Resolve(Events, [definition], [source])[0];
        using var result = connection.Query($"SELECT id, last_score, {PointInTimeJoin.AgePrefix}0 FROM {PointInTimeJoin.Write("events", "happened", [(join, "facts")])} ORDER BY id");
        return result.ReadRows().ToDictionary(
            row => (int)(long)row[0]!, row => ((int?)(long?)row[1], row[2] is long age ? (int?)(age / (24L * 60 * 60 * 1_000_000)) : null));
    }

    private static Column Of(string name, ColumnType type) => new() { Name = name, Type = type, Nullable = true };

    private static int? Maybe(Random random, int bound) => random.Next(12) == 0 ? null : random.Next(bound);

    private static string Sql(int? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "NULL";

    private static string Day(int? day) => day is { } number ? string.Create(CultureInfo.InvariantCulture, $"TIMESTAMP '2026-01-01' + to_days({number})") : "NULL";
}
