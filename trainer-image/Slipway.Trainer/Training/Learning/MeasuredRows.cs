using Slipway.XGBoost;

namespace Slipway.Trainer.Training.Learning;

/// <summary>Rows that several models are measured on, in the learner's form.</summary>
internal sealed class MeasuredRows(IReadOnlyList<DenseBatch> batches, int columns, int threads) : IDisposable
{
    /// <summary>Null without a single row.</summary>
    internal DMatrix? Matrix { get; } = batches.Count == 0 ? null : Matrices.ForPrediction(batches, columns, threads);

    internal float[] Labels { get; } = batches.Count == 0 ? [] : Matrices.Labels(batches);

    /// <summary>Number of the query of each row; empty but for ranking.</summary>
    internal float[] Queries { get; } = batches.Count == 0 ? [] : Matrices.Queries(batches);

    internal int Rows => Labels.Length;

    public void Dispose() => Matrix?.Dispose();
}
