using Slipway.Contracts.Data;
using Slipway.Contracts.Training;
using Slipway.DuckDb;
using Slipway.Trainer.Steps;
using Slipway.Trainer.Training.Data;
using Slipway.Trainer.Training.Export;

namespace Slipway.Trainer.Evaluation.Sets;

/// <summary>The rows of an evaluation set, in the order of its files, with the exported model's scores.</summary>
/// <param name="Scores">Scores, row by row.</param>
/// <param name="Outputs">Scores of a row.</param>
/// <param name="Labels">Class number or value; NaN where there is no label.</param>
/// <param name="Pairs">Value that partners share; empty without pairs.</param>
/// <param name="Times">Event time in seconds since the epoch, NaN where it is missing; empty without windows.</param>
internal sealed record SetRows(float[] Scores, int Outputs, IReadOnlyList<double> Labels, IReadOnlyList<string?> Pairs, IReadOnlyList<double> Times)
{
    /// <summary>Number of the query of each row; empty but for ranking.</summary>
    internal IReadOnlyList<float> Queries { get; init; } = [];

    internal int Count => Scores.Length / Outputs;

    internal static SetRows Read(TrainingData data, string table, OpenedSet set, Target target, GraphScorer scorer, bool windows, CancellationToken cancellationToken)
    {
        var manifest = set.Dataset.Manifest;
        var hasLabel = manifest.Columns.Any(column => column.Name == target.Column);
        if (hasLabel && target.Task.HasClasses()) RequireKnownClasses(data, table, set, target, cancellationToken);
        string label = hasLabel ? target.ToSql() : "CAST(NULL AS DOUBLE)", pair = set.Pinned.Set.PairBy is { } by ? $"CAST({SqlText.Identifier(by)} AS VARCHAR)" : "CAST(NULL AS VARCHAR)";
        var time = windows ? $"epoch(CAST({SqlText.Identifier(manifest.EventTime!)} AS TIMESTAMP))" : "CAST(NULL AS DOUBLE)";
        if (target.QueryColumn is { } qid && manifest.Columns.All(column => column.Name != qid))
            throw StepException.Refused("UnknownQueryColumn", $"Evaluation set '{set.Name}' has no column '{qid}', which qid names.", "Give the set the column of the query, so that its rows can be put in order.");
        var query = target.QueryColumn is null ? "CAST(NULL AS DOUBLE)" : $"CAST({Target.Query} AS DOUBLE)";
        List<double> labels = [], times = [];
        List<float> queries = [];
        List<string?> pairs = [];
        var buffer = new double[4096];
        var scores = scorer.Score(data, target.ByQuery(table), [label, pair, time, query], (chunk, at) =>
        {
            var numbers = buffer.AsSpan(0, chunk.RowCount);
            chunk.Column(at).CopyTo(numbers);
            labels.AddRange(numbers);
            for (var row = 0; row < chunk.RowCount; row++) pairs.Add(chunk.Column(at + 1).Text(row));
            chunk.Column(at + 2).CopyTo(numbers);
            times.AddRange(numbers);
            chunk.Column(at + 3).CopyTo(numbers);
            foreach (var number in numbers) queries.Add((float)number);
        }, cancellationToken);
        return new SetRows(scores, target.Task == LearningTask.Multiclass ? target.Classes.Count : 1, labels, set.Pinned.Set.PairBy is null ? [] : pairs, windows ? times : []) { Queries = target.QueryColumn is null ? [] : queries };
    }

    /// <summary>The rows at some places.</summary>
    internal ScoredRows Select(IReadOnlyList<int> rows)
    {
        var scores = new float[rows.Count * Outputs];
        for (var at = 0; at < rows.Count; at++) Scores.AsSpan(rows[at] * Outputs, Outputs).CopyTo(scores.AsSpan(at * Outputs));
        return new ScoredRows(Split.Test, scores, [.. rows.Select(row => Labels[row])], []) { Queries = Queries.Count == 0 ? [] : [.. rows.Select(row => Queries[row])] };
    }

    /// <summary>The class that a row is decided for; -1 where there are none.</summary>
    internal int Decision(int row, Target target, float threshold) => target.Task switch
    {
        LearningTask.Regression or LearningTask.Ranking => -1,
        LearningTask.Binary => Scores[row] >= threshold ? 1 : 0,
        _ => new Training.Labels.Probabilities(Scores, Outputs).Best(row),
    };

    private static void RequireKnownClasses(TrainingData data, string table, OpenedSet set, Target target, CancellationToken cancellationToken)
    {
        var label = $"CAST({SqlText.Identifier(target.Column)} AS VARCHAR)";
        var unknown = data.Run(() => data.Connection.Scalar<string>(
            $"SELECT min({label}) FROM {table} WHERE {label} IS NOT NULL AND NOT list_contains({SqlText.List(target.Classes)}, {label})", cancellationToken));
        if (unknown is not null)
            throw StepException.Refused(
                "UnknownClass", $"Evaluation set '{set.Name}' has the label '{unknown}', which no row of the train split has.", $"The classes are {string.Join(", ", target.Classes.Take(20))}; correct the set.");
    }
}
