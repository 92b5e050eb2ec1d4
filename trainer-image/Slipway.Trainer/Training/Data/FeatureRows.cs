using Slipway.Contracts.Data;
using Slipway.DuckDb;
using Slipway.Features;
using Slipway.XGBoost;

namespace Slipway.Trainer.Training.Data;

/// <summary>Computes features in the data engine straight into float32 batches; only a batch is in flight between engine and learner.</summary>
internal static class FeatureRows
{
    private const int RowsPerBatch = 1 << 16;

    /// <summary>Features, labels and weights of the rows to learn from.</summary>
    internal static IReadOnlyList<DenseBatch> Read(TrainingData data, TrainingRows rows, FittedFeatures features, CancellationToken cancellationToken)
    {
        KeptColumn[] kept = rows.IsWeighted ? [new(Target.Alias, Target.Alias), new(TrainingRows.Weight, TrainingRows.Weight)] : [new(Target.Alias, Target.Alias)];
        return Read(data, features.ToSql(rows.Source, kept), features.OutputColumns.Count, kept.Length, cancellationToken);
    }

    /// <summary>Features and labels of one split.</summary>
    internal static IReadOnlyList<DenseBatch> Read(TrainingData data, Split split, FittedFeatures features, Target target, CancellationToken cancellationToken) =>
        ReadLabelled(data, target.Source(split), features, cancellationToken);

    /// <summary>Features and labels of a source that has the label's number beside its columns.</summary>
    internal static IReadOnlyList<DenseBatch> ReadLabelled(TrainingData data, string source, FittedFeatures features, CancellationToken cancellationToken) =>
        Read(data, features.ToSql(source, new KeptColumn(Target.Alias, Target.Alias)), features.OutputColumns.Count, kept: 1, cancellationToken);

    /// <summary>Features of any table, without labels.</summary>
    internal static IReadOnlyList<DenseBatch> Read(TrainingData data, string table, FittedFeatures features, CancellationToken cancellationToken) =>
        Read(data, features.ToSql(table), features.OutputColumns.Count, kept: 0, cancellationToken);

    private static List<DenseBatch> Read(TrainingData data, string sql, int columns, int kept, CancellationToken cancellationToken) => data.Run(() =>
    {
        var batches = new List<DenseBatch>();
        var batch = new Filling(columns, kept);
        using var result = data.Connection.Query(sql, cancellationToken);
        while (result.NextChunk() is { } chunk)
        {
            if (batch.Rows + chunk.RowCount > RowsPerBatch) batches.Add(batch.Take());
            batch.Append(chunk);
        }

        if (batch.Rows > 0) batches.Add(batch.Take());
        return batches;
    });

    /// <summary>A batch that grows chunk by chunk; columns of the engine become rows of the learner. Before them come label and weight, as many as are kept.</summary>
    private sealed class Filling(int columns, int kept)
    {
        private readonly float[] column = new float[4096];
        private float[] values = [];
        private float[] labels = [];
        private float[] weights = [];

        internal int Rows { get; private set; }

        internal void Append(DataChunk chunk)
        {
            if (values.Length == 0)
            {
                values = GC.AllocateUninitializedArray<float>(RowsPerBatch * columns);
                labels = kept > 0 ? new float[RowsPerBatch] : [];
                weights = kept > 1 ? new float[RowsPerBatch] : [];
            }

            var count = chunk.RowCount;
            if (kept > 0) chunk.Column(0).CopyTo(labels.AsSpan(Rows, count));
            if (kept > 1) chunk.Column(1).CopyTo(weights.AsSpan(Rows, count));
            for (var index = 0; index < columns; index++)
            {
                chunk.Column(kept + index).CopyTo(column.AsSpan(0, count));
                var at = (Rows * columns) + index;
                for (var row = 0; row < count; row++, at += columns) values[at] = column[row];
            }

            Rows += count;
        }

        internal DenseBatch Take()
        {
            // A full batch keeps its memory; a small rest is copied so that a small split costs little.
            var (rows, whole, truths, importance) = (Rows, values, labels, weights);
            (values, labels, weights, Rows) = ([], [], [], 0);
            return rows > RowsPerBatch / 2
                ? new DenseBatch(whole.AsMemory(0, rows * columns), Part(truths).AsMemory(), Part(importance).AsMemory())
                : new DenseBatch(whole.AsSpan(0, rows * columns).ToArray(), Part(truths), Part(importance));

            float[] Part(float[] all) => all.Length == 0 ? [] : all[..rows];
        }
    }
}
