using Slipway.Contracts.Data;
using Slipway.DuckDb;
using Slipway.Features;
using Slipway.XGBoost;

namespace Slipway.Trainer.Training.Data;

/// <summary>Computes features in the data engine straight into float32 batches; only a batch is in flight between engine and learner.</summary>
internal static class FeatureRows
{
    private const int RowsPerBatch = 1 << 16;

    /// <summary>Features and labels of one split.</summary>
    internal static IReadOnlyList<DenseBatch> Read(TrainingData data, Split split, FittedFeatures features, Target target, CancellationToken cancellationToken)
    {
        var sql = features.ToSql(target.Source(split), new KeptColumn(Target.Alias, Target.Alias));
        return Read(data, sql, features.OutputColumns.Count, labelled: true, cancellationToken);
    }

    /// <summary>Features of any table, without labels.</summary>
    internal static IReadOnlyList<DenseBatch> Read(TrainingData data, string table, FittedFeatures features, CancellationToken cancellationToken) =>
        Read(data, features.ToSql(table), features.OutputColumns.Count, labelled: false, cancellationToken);

    private static List<DenseBatch> Read(TrainingData data, string sql, int columns, bool labelled, CancellationToken cancellationToken) => data.Run(() =>
    {
        var batches = new List<DenseBatch>();
        var batch = new Filling(columns, labelled);
        using var result = data.Connection.Query(sql, cancellationToken);
        while (result.NextChunk() is { } chunk)
        {
            if (batch.Rows + chunk.RowCount > RowsPerBatch) batches.Add(batch.Take());
            batch.Append(chunk);
        }

        if (batch.Rows > 0) batches.Add(batch.Take());
        return batches;
    });

    /// <summary>A batch that grows chunk by chunk; columns of the engine become rows of the learner.</summary>
    private sealed class Filling(int columns, bool labelled)
    {
        private readonly float[] column = new float[4096];
        private float[] values = [];
        private float[] labels = [];

        internal int Rows { get; private set; }

        internal void Append(DataChunk chunk)
        {
            if (values.Length == 0)
            {
                values = GC.AllocateUninitializedArray<float>(RowsPerBatch * columns);
                labels = labelled ? new float[RowsPerBatch] : [];
            }

            var count = chunk.RowCount;
            var first = labelled ? 1 : 0;
            if (labelled) chunk.Column(0).CopyTo(labels.AsSpan(Rows, count));
            for (var index = 0; index < columns; index++)
            {
                chunk.Column(first + index).CopyTo(column.AsSpan(0, count));
                var at = (Rows * columns) + index;
                for (var row = 0; row < count; row++, at += columns) values[at] = column[row];
            }

            Rows += count;
        }

        internal DenseBatch Take()
        {
            // A full batch keeps its memory; a small rest is copied so that a small split costs little.
            var (rows, whole, truths) = (Rows, values, labels);
            (values, labels, Rows) = ([], [], 0);
            return rows > RowsPerBatch / 2
                ? new DenseBatch(whole.AsMemory(0, rows * columns), labelled ? truths.AsMemory(0, rows) : default)
                : new DenseBatch(whole.AsSpan(0, rows * columns).ToArray(), labelled ? truths.AsSpan(0, rows).ToArray() : default);
        }
    }
}
