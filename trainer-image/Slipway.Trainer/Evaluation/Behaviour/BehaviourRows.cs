using System.Globalization;
using Slipway.Contracts.Data;
using Slipway.Contracts.Training;
using Slipway.DuckDb;
using Slipway.Trainer.Snapshot.Checks.Expectations;
using Slipway.Trainer.Steps;
using Slipway.Trainer.Training;
using Slipway.Trainer.Training.Data;
using Slipway.Trainer.Training.Export;
using Column = Slipway.Contracts.Data.Column;

namespace Slipway.Trainer.Evaluation.Behaviour;

/// <summary>The rows of one behaviour test as a table of the engine: of the test split where its condition holds, and cases that were made for it.</summary>
internal sealed class BehaviourRows : IDisposable
{
    internal const string Place = "__slipway_place";
    private const string Source = "__slipway_source";
    private const string Table = "behaviour_rows";
    private const string TestRow = "Test";

    // What must never happen is looked for in all rows; how often something moves is known well from as many as these.
    private const int MostRows = 20_000;

    private readonly PreparedData prepared;
    private readonly BehaviourTest test;
    private readonly IReadOnlyList<Column> columns;

    private BehaviourRows(PreparedData prepared, BehaviourTest test, IReadOnlyList<Column> columns) => (this.prepared, this.test, this.columns) = (prepared, test, columns);

    internal int Count { get; private set; }

    private Connection Connection => prepared.Data.Connection;

    internal static BehaviourRows Open(PreparedData prepared, BehaviourTest test, CancellationToken cancellationToken)
    {
        var manifest = prepared.Data.Manifest;
        List<Column> all = [.. prepared.Program.Inputs.Concat(manifest.Columns).DistinctBy(column => column.Name)];
        var wanted = prepared.Program.Inputs.Select(input => input.Name).Concat(manifest.Key ?? []).Concat(test.Columns ?? []).Append(test.Column).ToHashSet(StringComparer.Ordinal);
        if (wanted.FirstOrDefault(name => name is not null && all.All(column => column.Name != name)) is { } unknown)
            throw BehaviourRules.Invalid(test, $"there is no column '{unknown}' in dataset '{manifest.Name}'", $"Its columns are {string.Join(", ", all.Select(column => column.Name))}.");
        var rows = new BehaviourRows(prepared, test, [.. all.Where(column => wanted.Contains(column.Name))]);
        rows.Create(cancellationToken);
        return rows;
    }

    internal Column Column(string name) => columns.First(column => column.Name == name);

    internal float[] Score(GraphScorer scorer, Variation variation, CancellationToken cancellationToken) => Count == 0 ? [] : scorer.Score(
        prepared.Data, variation.Changes.Count == 0 ? Table : $"(SELECT * REPLACE ({string.Join(", ", variation.Changes.Select(change => $"{change.Sql} AS {SqlText.Identifier(change.Column)}"))}) FROM {Table})",
        [], null, cancellationToken);

    internal IReadOnlyList<string> Frequent(Column column, int most, CancellationToken cancellationToken) =>
        [.. Query($"SELECT CAST({SqlText.Identifier(column.Name)} AS VARCHAR) AS v FROM {Table} WHERE v <> '' GROUP BY 1 ORDER BY count(*) DESC, v LIMIT {most}", cancellationToken).Select(row => (string)row[0]!)];

    internal bool CanCast(string value, string type, CancellationToken cancellationToken) =>
        Connection.Scalar<bool>($"SELECT TRY_CAST({SqlText.Literal(value)} AS {type}) IS NOT NULL", cancellationToken);

    /// <summary>Places, from 0, of the rows in which a column has no number.</summary>
    internal IReadOnlySet<int> Missing(Column column, CancellationToken cancellationToken) =>
        Query($"SELECT n FROM (SELECT row_number() OVER () - 1 AS n, {SqlText.Identifier(column.Name)} AS v FROM {Table}) WHERE v IS NULL OR isnan(CAST(v AS DOUBLE))", cancellationToken).Select(row => (int)(long)row[0]!).ToHashSet();

    internal double Deviation(Column column, CancellationToken cancellationToken)
    {
        var number = $"CAST({SqlText.Identifier(column.Name)} AS DOUBLE)";
        return Query($"SELECT stddev_samp({number}) FROM {Table} WHERE isfinite({number})", cancellationToken)[0][0] is double deviation && double.IsFinite(deviation) ? deviation : 0;
    }

    /// <summary>A failed row with what was changed in it.</summary>
    internal BehaviourExample Example(BehaviourVerdict verdict, Predictions before, IReadOnlyList<Predictions> after, IReadOnlyList<Variation> variations, CancellationToken cancellationToken)
    {
        var changed = variations.Count == 0 ? prepared.Program.Inputs.Select(input => (input.Name, Sql: (string?)null)).ToList() : [.. variations[verdict.Variation].Changes.Select(change => (change.Column, (string?)change.Sql))];
        List<string> keys = [.. prepared.Data.Manifest.Key ?? []];
        var texts = keys.Select(key => Text(SqlText.Identifier(key))).Concat(changed.SelectMany(change => new[] { Text(SqlText.Identifier(change.Item1)), Text(change.Item2 ?? "NULL") }));
        var row = Query(string.Create(CultureInfo.InvariantCulture, $"SELECT {string.Join(", ", texts.Prepend(Source).Prepend(Place))} FROM {Table} LIMIT 1 OFFSET {verdict.Row}"), cancellationToken)[0];
        var source = (string)row[1]!;
        var result = after.Count == 0 ? before : after[verdict.Variation];
        return new BehaviourExample(
            (long)row[0]!, source, keys.Count == 0 || source != TestRow ? null : keys.Index().ToDictionary(key => key.Item, key => Shown(key.Item, row[key.Index + 2])),
            changed.Index().ToDictionary(change => change.Item.Item1, change => Shown(change.Item.Item1, change.Item.Item2 is null ? Value(row, change.Index, 0) : $"{Value(row, change.Index, 0) ?? SliceMembers.Missing} -> {Value(row, change.Index, 1) ?? SliceMembers.Missing}")),
            after.Count == 0 ? null : Number(before, verdict.Row), Number(result, verdict.Row), after.Count == 0 ? null : before.Decision(verdict.Row), result.Decision(verdict.Row));

        object? Value(IReadOnlyList<object?> of, int index, int which) => of[2 + keys.Count + (2 * index) + which];
    }

    public void Dispose() => Connection.Execute($"DROP TABLE IF EXISTS {Table}");

    private void Create(CancellationToken cancellationToken)
    {
        var parts = new List<string>();
        if (test.Where is not null || test.Cases is not { Count: > 0 }) parts.Add(OfTestSplit());
        if (test.Cases is { Count: > 0 } cases) parts.AddRange(cases.Select((each, index) => new BehaviourCaseSql(test, columns, prepared.Program.Inputs).Write(each, index, Place, Source)));
        try
        {
            Connection.Execute($"CREATE OR REPLACE TEMP TABLE {Table} AS {string.Join(" UNION ALL ", parts.Select(part => $"({part})"))}", cancellationToken);
        }
        catch (DuckDbException wrong) when (wrong.Kind is not (DuckDbErrorKind.OutOfMemory or DuckDbErrorKind.Interrupted))
        {
            // A value of a confidential column could be in the engine's words.
            var hidden = prepared.Data.Manifest.Columns.Any(Protections.IsConfidential);
            throw BehaviourRules.Invalid(test, Snapshot.Privacy.EngineWords.Of(wrong, hidden), "Correct where and the inputs of cases.", wrong);
        }

        Count = (int)Connection.Scalar<long>($"SELECT count(*) FROM {Table}", cancellationToken);
    }

    private string OfTestSplit()
    {
        var table = TrainingData.Table(Split.Test);
        var condition = "TRUE";
        if (test.Where is { } where)
        {
            new CheckGuard(Connection).Require($"SELECT CAST(({where}\n) AS BOOLEAN) FROM {table}", [table], why => BehaviourRules.Invalid(test, $"where is no condition over the columns: {why.Split('\n')[0]}", "Write a condition such as age < 18 AND country = 'DE'."));
            condition = $"coalesce(CAST(({where}\n) AS BOOLEAN), FALSE)";
        }

        var rows = $"SELECT {Place}, {SqlText.Literal(TestRow)} AS {Source}, {string.Join(", ", columns.Select(column => SqlText.Identifier(column.Name)))} FROM (SELECT *, row_number() OVER () AS {Place} FROM {table}) WHERE {condition}";
        if (test.Type == BehaviourType.MinimumFunctionality) return rows;
        var every = (prepared.Data.Rows(Split.Test) + MostRows - 1) / MostRows;
        return test.Where is null && every > 1 ? string.Create(CultureInfo.InvariantCulture, $"{rows} AND {Place} % {every} = 0") : string.Create(CultureInfo.InvariantCulture, $"{rows} LIMIT {MostRows}");
    }

    private double? Number(Predictions predictions, int row)
    {
        var value = predictions.Of(row, prepared.Target.Task == LearningTask.Multiclass ? test.Class ?? predictions.Decision(row) : test.Class);
        return double.IsFinite(value) ? value : null;
    }

    private string? Shown(string column, object? value) => value is null ? null : Protections.IsConfidential(Column(column)) ? RowKeys.Hidden : (string)value;

    private IReadOnlyList<IReadOnlyList<object?>> Query(string sql, CancellationToken cancellationToken) => prepared.Data.Run(() =>
    {
        using var result = Connection.Query(sql, cancellationToken);
        return result.ReadRows();
    });

    private static string Text(string sql) => $"CAST({sql} AS VARCHAR)";
}
