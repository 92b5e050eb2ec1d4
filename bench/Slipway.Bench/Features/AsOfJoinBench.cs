using System.Diagnostics;
using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Contracts.Features;
using Slipway.DuckDb;
using Slipway.Features;
using Slipway.Features.Joins;
using Slipway.Trainer.Access;
using Slipway.Trainer.Training.Data;
using Column = Slipway.Contracts.Data.Column;
using ColumnType = Slipway.Contracts.Data.ColumnType;

namespace Slipway.Bench.Features;

/// <summary>
/// The join of 5 million rows with 5 million facts of 100,000 entities as training makes it: time to live, ages, statistics, rows in their order; against the engine's
/// bare ASOF query over the same files.
/// </summary>
internal static class AsOfJoinBench
{
    internal const string Name = "asof-join";
    private const long Rows = 5_000_000;
    private const int Repeats = 3;

    internal static async Task<BenchResult> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("slipway-bench-").FullName;
        try
        {
            var (rows, facts) = (Path.Combine(folder, "rows.parquet"), Path.Combine(folder, "facts.parquet"));
            Generate(rows, facts);
            List<double> bare = [], joined = [];
            // In turn, so that a disturbance of the machine meets both.
            for (var repeat = 0; repeat < Repeats; repeat++)
            {
                bare.Add(await Task.Run(() => Bare(rows, facts)));
                joined.Add(await Task.Run(() => Joined(folder, rows, facts)));
            }

            var (reference, measured) = (Statistics.Median(bare), Statistics.Median(joined));
            return new BenchResult(measured / reference, [("join_seconds", measured), ("bare_seconds", reference), ("rows", Rows), ("rows_per_second", Rows / measured)]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Generate(string rows, string facts)
    {
        using var database = Database.OpenInMemory();
        using var connection = database.Connect();
        connection.Execute($"COPY (SELECT i AS id, (hash(i) % 100000)::BIGINT AS who, TIMESTAMP '2026-01-01' + to_seconds((hash(i, 1) % 5184000)::BIGINT) AS happened FROM range({Rows}) t(i)) TO {SqlText.Literal(rows)} (FORMAT parquet)");
        connection.Execute($"COPY (SELECT i % 100000 AS who, TIMESTAMP '2026-01-01' + to_seconds((i // 100000) * 103680 + (hash(i) % 100000)::BIGINT) AS moment, (hash(i, 2) % 1000)::DOUBLE AS a, (hash(i, 3) % 1000)::DOUBLE AS b FROM range({Rows}) t(i)) TO {SqlText.Literal(facts)} (FORMAT parquet)");
    }

    private static double Bare(string rows, string facts)
    {
        using var database = Database.OpenInMemory();
        using var connection = database.Connect();
        var start = Stopwatch.GetTimestamp();
        connection.Execute($"CREATE TABLE joined AS SELECT r.*, f.a, f.b FROM read_parquet({SqlText.Literal(rows)}) r ASOF LEFT JOIN read_parquet({SqlText.Literal(facts)}) f ON r.who = f.who AND r.happened >= f.moment");
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double Joined(string folder, string rows, string facts)
    {
        IReadOnlyList<Column> columns = [Of("id", ColumnType.Int64), Of("who", ColumnType.Int64), Of("happened", ColumnType.Timestamp)];
        IReadOnlyList<Column> known = [Of("who", ColumnType.Int64), Of("moment", ColumnType.Timestamp), Of("a", ColumnType.Float64), Of("b", ColumnType.Float64)];
        var definition = new FeatureJoin { Dataset = "facts", Keys = [new JoinKey { Column = "who" }], Ttl = Duration.Parse("7d") };
        var join = JoinChecker.Resolve(new JoinSource("rows", columns, "happened", ["id"], null), [definition], [new JoinSource("facts", known, "moment", ["who", "moment"], null)])[0];
        var program = FeatureProgram.Compile(columns, [new Feature { Name = "a" }, new Feature { Name = "b" }], joins: [join]);
        using var data = TrainingData.Open(Version("rows", columns, "happened", rows), Environment.ProcessorCount, 8L << 30, folder);
        var start = Stopwatch.GetTimestamp();
        JoinedRows.Attach(data, program, [new JoinedDataset(join, Version("facts", known, "moment", facts))], CancellationToken.None);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static VerifiedDataset Version(string name, IReadOnlyList<Column> columns, string time, string file)
    {
        var manifest = new DatasetManifest
        {
            Name = name, Namespace = "bench", Digest = name, Columns = columns, EventTime = time, Files = [], Statistics = [], Splits = new SplitPolicy(),
            Rows = new RowCounts { Read = Rows, Train = Rows },
        };
        return new VerifiedDataset(manifest, new Dictionary<Split, IReadOnlyList<string>> { [Split.Train] = [file] }) { View = new VersionView(manifest, View: null) };
    }

    private static Column Of(string name, ColumnType type) => new() { Name = name, Type = type, Nullable = true };
}
