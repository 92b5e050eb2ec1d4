using Slipway.Contracts.Data;
using Slipway.DuckDb;
using Slipway.Features;
using Slipway.XGBoost;

namespace Slipway.Trainer.Training.Data;

/// <summary>Computes features in the data engine straight into float32 batches; only a batch is in flight between engine and learner.</summary>
internal static class FeatureRows
{
    private const int RowsPerBatch = 1 << 16;

    private static readonly KeptColumn Label = new(Target.Alias, Target.Alias);
    private static readonly KeptColumn Weight = new(TrainingRows.Weight, TrainingRows.Weight);
    private static readonly KeptColumn Query = new(Target.Query, Target.Query);

    /// <summary>Features, labels, weights and queries of the rows to learn from.</summary>
    internal static IReadOnlyList<DenseBatch> Read(TrainingData data, TrainingRows rows, FittedFeatures features, CancellationToken cancellationToken) =>
        Read(data, rows.Source, features, [Label, .. rows.IsWeighted ? [Weight] : Array.Empty<KeptColumn>(), .. rows.IsRanked ? [Query] : Array.Empty<KeptColumn>()], cancellationToken);

    /// <summary>Features, labels and queries of one split.</summary>
    internal static IReadOnlyList<DenseBatch> Read(TrainingData data, Split split, FittedFeatures features, Target target, CancellationToken cancellationToken) =>
        ReadLabelled(data, target.Source(split), features, target, cancellationToken);

    /// <summary>Features, labels and queries of a source that has the label's number beside its columns.</summary>
    internal static IReadOnlyList<DenseBatch> ReadLabelled(TrainingData data, string source, FittedFeatures features, Target target, CancellationToken cancellationToken) =>
        Read(data, source, features, [Label, .. target.QueryColumn is null ? Array.Empty<KeptColumn>() : [Query]], cancellationToken);

    /// <summary>Features of any table, without labels.</summary>
    internal static IReadOnlyList<DenseBatch> Read(TrainingData data, string table, FittedFeatures features, CancellationToken cancellationToken) =>
        Read(data, table, features, [], cancellationToken);

    private static List<DenseBatch> Read(TrainingData data, string source, FittedFeatures features, KeptColumn[] kept, CancellationToken cancellationToken) =>
        Read(data, features.ToSql(source, kept), features.OutputColumns.Count, kept, cancellationToken);

    private static List<DenseBatch> Read(TrainingData data, string sql, int columns, KeptColumn[] kept, CancellationToken cancellationToken) => data.Run(() =>
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

    /// <summary>A batch that grows chunk by chunk; columns of the engine become rows of the learner. Before them come those that are kept beside them.</summary>
    private sealed class Filling(int columns, KeptColumn[] kept)
    {
        private readonly float[] column = new float[4096];
        private float[] values = [];
        private float[][] beside = [];

        internal int Rows { get; private set; }

        internal void Append(DataChunk chunk)
        {
            if (values.Length == 0)
            {
                values = GC.AllocateUninitializedArray<float>(RowsPerBatch * columns);
                beside = [.. kept.Select(_ => new float[RowsPerBatch])];
            }

            var count = chunk.RowCount;
            for (var index = 0; index < kept.Length; index++) chunk.Column(index).CopyTo(beside[index].AsSpan(Rows, count));
            for (var index = 0; index < columns; index++)
            {
                chunk.Column(kept.Length + index).CopyTo(column.AsSpan(0, count));
                var at = (Rows * columns) + index;
                for (var row = 0; row < count; row++, at += columns) values[at] = column[row];
            }

            Rows += count;
        }

        internal DenseBatch Take()
        {
            // A full batch keeps its memory; a small rest is copied so that a small split costs little.
            var (rows, whole, others) = (Rows, values, beside);
            (values, beside, Rows) = ([], [], 0);
            return new DenseBatch(rows > RowsPerBatch / 2 ? whole.AsMemory(0, rows * columns) : whole.AsSpan(0, rows * columns).ToArray(), Part(Label), Part(Weight)) { Queries = Part(Query) };

            float[] Part(KeptColumn wanted) => Array.IndexOf(kept, wanted) is >= 0 and var index ? others[index][..rows] : [];
        }
    }
}
