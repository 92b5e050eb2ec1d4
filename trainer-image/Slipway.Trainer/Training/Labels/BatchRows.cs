using Slipway.XGBoost;

namespace Slipway.Trainer.Training.Labels;

/// <summary>Some rows of a batch as a batch of their own.</summary>
internal static class BatchRows
{
    internal static DenseBatch Take(DenseBatch batch, int columns, int[] rows, float[] labels, float[]? weights = null)
    {
        var values = new float[rows.Length * columns];
        for (var at = 0; at < rows.Length; at++) batch.Values.Span.Slice(rows[at] * columns, columns).CopyTo(values.AsSpan(at * columns));
        return new DenseBatch(values, labels, weights);
    }
}
