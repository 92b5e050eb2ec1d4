using Slipway.Contracts.Data;
using Slipway.Trainer.Training.Data;
using Slipway.Trainer.Training.Export;

namespace Slipway.Trainer.Evaluation;

/// <summary>Rows of one split with the exported model's scores, the truth and the slices that each belongs to.</summary>
/// <param name="Split">The split.</param>
/// <param name="Scores">Scores of all rows, row by row.</param>
/// <param name="Labels">Class index or number of each row.</param>
/// <param name="Slices">Slices with their rows.</param>
internal sealed record ScoredRows(Split Split, float[] Scores, double[] Labels, IReadOnlyList<SliceMembers> Slices)
{
    /// <summary>Number of the query of each row, which follow each other; empty but for ranking.</summary>
    internal float[] Queries { get; init; } = [];

    /// <summary>Runs the graph over a split and reads labels and slices in the same pass.</summary>
    internal static ScoredRows Read(
        TrainingData data, Split split, Target target, GraphScorer scorer, IReadOnlyList<SliceColumn> slices, CancellationToken cancellationToken)
    {
        var labels = new List<double>();
        SliceMembers[] members = [.. slices.Select(slice => new SliceMembers(slice))];
        var queries = new List<float>();
        var buffer = new double[4096];
        var scores = scorer.Score(data, target.Source(split), [Target.Alias, .. slices.Select(slice => slice.Sql), .. target.QueryColumn is null ? Array.Empty<string>() : [Target.Query]], (chunk, at) =>
        {
            var numbers = buffer.AsSpan(0, chunk.RowCount);
            chunk.Column(at).CopyTo(numbers);
            for (var index = 0; index < members.Length; index++)
            {
                var column = chunk.Column(at + 1 + index);
                for (var row = 0; row < chunk.RowCount; row++) members[index].Add(labels.Count + row, column.Text(row));
            }

            labels.AddRange(numbers);
            if (target.QueryColumn is null) return;
            chunk.Column(at + 1 + members.Length).CopyTo(numbers);
            foreach (var number in numbers) queries.Add((float)number);
        }, cancellationToken);
        return new ScoredRows(split, scores, [.. labels], members) { Queries = [.. queries] };
    }
}
