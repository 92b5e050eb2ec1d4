using Slipway.Contracts.Data;
using Slipway.Contracts.Features;
using Slipway.DuckDb;
using Slipway.Features;
using Slipway.Features.Joins;
using Slipway.Trainer.Access;
using Slipway.Trainer.Training.Data;
using Column = Slipway.Contracts.Data.Column;
using ColumnType = Slipway.Contracts.Data.ColumnType;

namespace Slipway.Trainer.Tests.Training;

[Trait("Capability", "F4")]
public sealed class JoinedRowsTests : IDisposable
{
    // More than the engine's threads take at once, so that an order that is not asked for is lost.
    private const int Rows = 600_000;
    private readonly string folder = Directory.CreateTempSubdirectory("slipway-joined-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Rows_keep_the_order_of_the_files_each_beside_what_it_found()
    {
        IReadOnlyList<Column> rows = [Of("id", ColumnType.Int64), Of("who", ColumnType.Int64), Of("happened", ColumnType.Timestamp), Of("note", ColumnType.String)];
        IReadOnlyList<Column> facts = [Of("who", ColumnType.Int64), Of("moment", ColumnType.Timestamp), Of("score", ColumnType.Int64)];
        var join = JoinChecker.Resolve(
            new JoinSource("rows", rows, "happened", ["id"], null), [new FeatureJoin { Dataset = "facts", Keys = [new JoinKey { Column = "who" }] }], [new JoinSource("facts", facts, "moment", ["who", "moment"], null)])[0];
        var program = FeatureProgram.Compile(rows, [new Feature { Name = "score" }], joins: [join]);
        // The second file comes first; of each user there is a fact for every day.
        var version = Version("rows", rows, "happened",
            Write("b", $"SELECT i AS id, hash(i) % 1000 AS who, TIMESTAMP '2026-01-01 12:00:00' + to_days((hash(i, 1) % 30)::INT) AS happened, 'n' || i AS note FROM range({Rows / 2}) t(i)"),
            Write("a", $"SELECT i AS id, hash(i) % 1000 AS who, TIMESTAMP '2026-01-01 12:00:00' + to_days((hash(i, 1) % 30)::INT) AS happened, 'n' || i AS note FROM range({Rows / 2}, {Rows}) t(i)"));
        var known = Version("facts", facts, "moment", Write("facts", "SELECT (i % 1000)::BIGINT AS who, TIMESTAMP '2026-01-01' + to_days((i // 1000)::INT) AS moment, (i % 1000) * 100 + i // 1000 AS score FROM range(30000) t(i)"));
        using var data = TrainingData.Open(version, threads: 4, 1L << 30, folder);

        var coverage = JoinedRows.Attach(data, program, [new JoinedDataset(join, known)], TestContext.Current.CancellationToken);

        coverage.ShouldHaveSingleItem().Matched.ShouldBe(Rows);
        coverage[0].MedianAgeSeconds.ShouldBe(12 * 3600);
        using var result = data.Connection.Query(
            "SELECT count(*), count(*) FILTER (WHERE id <> place), count(*) FILTER (WHERE note <> 'n' || id OR score <> who * 100 + date_diff('day', TIMESTAMP '2026-01-01', happened)) "
            + $"FROM (SELECT *, row_number() OVER () - 1 AS place FROM {TrainingData.Table(Split.Train)})");
        result.ReadRows()[0].ShouldBe([(long)Rows, 0L, 0L]);
        using var columns = data.Connection.Query($"SELECT column_name FROM (DESCRIBE {TrainingData.Table(Split.Train)})");
        columns.ReadRows().Select(row => row[0]).ShouldBe(["id", "who", "happened", "note", "score"]);
    }

    private string Write(string name, string select)
    {
        var path = Path.Combine(folder, $"{name}.parquet");
        using var database = Database.OpenInMemory();
        using var connection = database.Connect();
        connection.Execute($"COPY ({select} ORDER BY ALL) TO {SqlText.Literal(path)} (FORMAT parquet, ROW_GROUP_SIZE 20000)");
        return path;
    }

    private static VerifiedDataset Version(string name, IReadOnlyList<Column> columns, string time, params string[] files)
    {
        var manifest = new DatasetManifest
        {
            Name = name, Namespace = "shop", Digest = name, Columns = columns, EventTime = time, Files = [], Statistics = [], Splits = new SplitPolicy(), Rows = new RowCounts { Read = Rows, Train = Rows },
        };
        return new VerifiedDataset(manifest, new Dictionary<Split, IReadOnlyList<string>> { [Split.Train] = files }) { View = new VersionView(manifest, View: null) };
    }

    private static Column Of(string name, ColumnType type) => new() { Name = name, Type = type, Nullable = true };
}
