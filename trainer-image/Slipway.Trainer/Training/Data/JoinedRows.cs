using System.Globalization;
using Slipway.Contracts.Data;
using Slipway.Contracts.Training;
using Slipway.DuckDb;
using Slipway.Features;
using Slipway.Features.Joins;
using Slipway.Trainer.Steps;

namespace Slipway.Trainer.Training.Data;

/// <summary>Puts the joined columns beside the rows of every split, once, and counts what was found.</summary>
internal static class JoinedRows
{
    private const string Position = "__slipway_row";
    private const long MedianRows = 100_000;

    /// <summary>Replaces the tables of the splits; the rows keep their order.</summary>
    internal static IReadOnlyList<JoinCoverage> Attach(TrainingData data, FeatureProgram program, IReadOnlyList<JoinedDataset> joins, CancellationToken cancellationToken)
    {
        if (joins.Count == 0) return [];
        var pruned = Pruned(program, joins);
        return data.Run(() =>
        {
            foreach (var (index, join) in joins.Index()) data.Connection.Execute(Facts(index, pruned[index], join.Dataset), cancellationToken);
            var coverage = Enum.GetValues<Split>().Where(data.Has).SelectMany(split => Attach(data, split, pruned, cancellationToken)).ToList();
            RequireMatches(coverage, joins);
            return coverage;
        });
    }

    // Tiles are kept, as every split and evaluation set is joined with them.
    private static string Facts(int index, ResolvedJoin join, VerifiedDataset dataset)
    {
        var kept = dataset.View.Select(dataset.Files.Values.SelectMany(files => files));
        return join.Definition.Window is null ? $"CREATE VIEW {Table(index)} AS {kept}" : $"CREATE TABLE {Table(index)} AS {WindowTiles.Write(join, $"({kept})")}";
    }

    private static List<JoinCoverage> Attach(TrainingData data, Split split, IReadOnlyList<ResolvedJoin> joins, CancellationToken cancellationToken)
    {
        var found = Find(data, TrainingData.Table(split), data.Manifest.EventTime!, joins, cancellationToken);
        var ages = joins.Select((_, index) => Age(index));
        // Of every so-many-th row: a median over all would cost as much as a fifth of the join.
        var every = Math.Max(1, data.Rows(split) / MedianRows).ToString(CultureInfo.InvariantCulture);
        using var result = data.Connection.Query(
            $"SELECT count(*), {string.Join(", ", ages.Select(age => $"count({age}), CAST(median({age}) FILTER (WHERE {Position} % {every} = 0) AS DOUBLE)"))} FROM {found}", cancellationToken);
        var counts = result.ReadRows()[0];
        if ((long)counts[0]! != data.Rows(split)) throw new InvalidOperationException($"A join changed the number of rows of the {split} split from {data.Rows(split)} to {counts[0]}.");
        PutBeside(data, TrainingData.Table(split), found, joins, cancellationToken);
        return [.. joins.Select((join, index) => new JoinCoverage(
            join.Source.Name, split, data.Rows(split), (long)counts[1 + (2 * index)]!, counts[2 + (2 * index)] is double age ? Math.Round(age / 1e6, 3) : null) { Join = index })];
    }

    /// <summary>Puts the joined columns beside the rows of a table that is no split. <see cref="Attach(TrainingData, FeatureProgram, IReadOnlyList{JoinedDataset}, CancellationToken)"/> comes first.</summary>
    internal static void AttachTo(TrainingData data, string table, string eventTime, FeatureProgram program, IReadOnlyList<JoinedDataset> joins, CancellationToken cancellationToken)
    {
        var pruned = Pruned(program, joins);
        data.Run(() => PutBeside(data, table, Find(data, table, eventTime, pruned, cancellationToken), pruned, cancellationToken));
    }

    // What each row finds, in the order of the rows. Only what the joins read goes through them and the sort: rows may have many columns.
    private static string Find(TrainingData data, string table, string eventTime, IReadOnlyList<ResolvedJoin> joins, CancellationToken cancellationToken)
    {
        var read = joins.SelectMany(join => join.Definition.Keys.Select(key => key.Column)).Append(eventTime).Distinct().Select(SqlText.Identifier);
        var rows = PointInTimeJoin.Write($"(SELECT {string.Join(", ", read)}, row_number() OVER () AS {Position} FROM {table})", eventTime, [.. joins.Index().Select(entry => (entry.Item, Table(entry.Index)))]);
        var columns = Columns(joins).Concat(joins.Select((_, index) => Age(index)));
        data.Connection.Execute($"CREATE TABLE found_{table} AS SELECT {Position}, {string.Join(", ", columns)} FROM {rows} ORDER BY {Position}", cancellationToken);
        return $"found_{table}";
    }

    private static long PutBeside(TrainingData data, string table, string found, IReadOnlyList<ResolvedJoin> joins, CancellationToken cancellationToken) => data.Connection.Execute(
        $"CREATE TABLE joined_{table} AS SELECT {string.Join(", ", Columns(joins).Select(column => $"{found}.{column}").Prepend($"{table}.*"))} FROM {table} POSITIONAL JOIN {found}; "
        + $"DROP TABLE {found}; CREATE OR REPLACE VIEW {table} AS SELECT * FROM joined_{table}", cancellationToken);

    private static IEnumerable<string> Columns(IReadOnlyList<ResolvedJoin> joins) => joins.SelectMany(join => join.Columns).Select(column => SqlText.Identifier(column.Column.Name));

    private static string Age(int index) => PointInTimeJoin.AgePrefix + index.ToString(CultureInfo.InvariantCulture);

    private static List<ResolvedJoin> Pruned(FeatureProgram program, IReadOnlyList<JoinedDataset> joins)
    {
        var read = program.ReadColumns.ToHashSet();
        return [.. joins.Select(join => join.Join with { Columns = [.. join.Join.Columns.Where(column => read.Contains(column.Column.Name))] })];
    }

    private static void RequireMatches(IReadOnlyList<JoinCoverage> coverage, IReadOnlyList<JoinedDataset> joins)
    {
        if (coverage.FirstOrDefault(each => each is { Split: Split.Train, Matched: 0 }) is not { } empty) return;
        var window = joins[empty.Join].Join.Definition.Window;
        throw StepException.Refused(
            "NothingJoined",
            window is null
                ? $"No row of the train split finds a row in Dataset '{empty.Dataset}': every joined value would be missing."
                : $"No row of the train split has an event of Dataset '{empty.Dataset}' in the {window.Length} before it: every count would be zero and every other value missing.",
            $"See whether both datasets write the entity alike, whether their times overlap, and whether {(window is null ? "ttl" : "window.length")} is long enough.");
    }

    private static string Table(int index) => $"facts_{index.ToString(CultureInfo.InvariantCulture)}";
}
