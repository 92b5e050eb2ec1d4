using Slipway.DuckDb;
using Slipway.Features;
using Slipway.XGBoost;

namespace Slipway.Trainer.Training.Data;

/// <summary>A batch that grows chunk by chunk; columns of the engine become rows of the learner. Before them come those that are kept beside them.</summary>
internal sealed class FeatureBatch(int columns, KeptColumn[] kept)
{
    private const int MostRows = 1 << 16;
    private const int LeastRows = 1 << 12; // two chunks of the engine
    private const int MostValues = 1 << 24; // 64 MiB

    private readonly int capacity = Math.Clamp(MostValues / Math.Max(1, columns), LeastRows, MostRows);
    private readonly float[] column = new float[4096];
    private float[] values = [];
    private float[][] beside = [];

    internal int Rows { get; private set; }

    internal bool HasRoomFor(int rows) => Rows + rows <= capacity;

    internal void Clear() => Rows = 0;

    internal void Append(DataChunk chunk)
    {
        if (values.Length == 0)
        {
            values = GC.AllocateUninitializedArray<float>(capacity * columns);
            beside = [.. kept.Select(_ => new float[capacity])];
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

    /// <summary>The rows so far, as a batch for good.</summary>
    internal DenseBatch Take()
    {
        // A full batch keeps its memory; a small rest is copied so that a small split costs little.
        var (rows, whole, others) = (Rows, values, beside);
        (values, beside, Rows) = ([], [], 0);
        return Batch(rows > capacity / 2 ? whole.AsMemory(0, rows * columns) : whole.AsSpan(0, rows * columns).ToArray(), others, rows);
    }

    /// <summary>The rows so far, as a batch whose values lie where those of the next will be.</summary>
    internal DenseBatch Lend()
    {
        var rows = Rows;
        Rows = 0;
        return Batch(values.AsMemory(0, rows * columns), beside, rows);
    }

    private DenseBatch Batch(ReadOnlyMemory<float> whole, float[][] others, int rows)
    {
        return new DenseBatch(whole, Part(KeptColumns.Label), Part(KeptColumns.Weight)) { Queries = Part(KeptColumns.Query) };

        float[] Part(KeptColumn wanted) => Array.IndexOf(kept, wanted) is >= 0 and var index ? others[index][..rows] : [];
    }
}
