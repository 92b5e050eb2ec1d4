using Slipway.Trainer.Training.Data;
using Slipway.XGBoost;

namespace Slipway.Trainer.Training.Learning;

/// <summary>Rows on their way into one matrix: read already, or still to be read while it is made. They live until XGBoost has its own form of them.</summary>
internal sealed class OpenRows : IDisposable
{
    private readonly FeatureStream? stream;
    private IReadOnlyList<DenseBatch>? batches;

    internal OpenRows(IReadOnlyList<DenseBatch> batches) => this.batches = batches;

    internal OpenRows(FeatureStream stream) => this.stream = stream;

    public void Dispose() => stream?.Dispose();

    /// <summary>Some rows, to look at before all are used; null when there are none.</summary>
    internal DenseBatch? Peek()
    {
        if (stream is null) return batches!.Count == 0 ? null : batches[0];
        var first = stream.Next();
        stream.Rewind();
        return first;
    }

    /// <summary>Makes the matrix, once.</summary>
    /// <param name="fromBatches">From rows that were read.</param>
    /// <param name="fromStream">From rows that are read meanwhile.</param>
    internal DMatrix Take(Func<IReadOnlyList<DenseBatch>, DMatrix> fromBatches, Func<IBatchSource, DMatrix> fromStream)
    {
        if (stream is not null) return fromStream(stream);
        var taken = batches ?? throw new InvalidOperationException("These rows are in a matrix already.");
        batches = null;
        return fromBatches(taken);
    }
}
