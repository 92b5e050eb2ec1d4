using Slipway.Contracts.Training;
using Slipway.XGBoost;

namespace Slipway.Trainer.Training.Compression;

/// <summary>Rows whose labels are what the teacher predicts of them. Pure.</summary>
internal static class SoftLabels
{
    /// <param name="batch">Rows to learn from.</param>
    /// <param name="predicted">The teacher's predictions of them.</param>
    /// <param name="task">Probabilities and numbers are labels as they are; of several classes a row comes once for each, weighted by its probability.</param>
    /// <param name="columns">Columns of a row.</param>
    internal static DenseBatch Of(DenseBatch batch, Prediction predicted, LearningTask task, int columns)
    {
        if (task != LearningTask.Multiclass) return batch with { Labels = predicted.Values };
        var (rows, classes) = (batch.Labels.Length, predicted.Outputs);
        var (values, labels, weights) = (new float[rows * classes * columns], new float[rows * classes], new float[rows * classes]);
        for (var row = 0; row < rows; row++)
        {
            for (var each = 0; each < classes; each++)
            {
                var at = (row * classes) + each;
                batch.Values.Span.Slice(row * columns, columns).CopyTo(values.AsSpan(at * columns));
                labels[at] = each;
                weights[at] = predicted.Values[at] * (batch.Weights.IsEmpty ? 1 : batch.Weights.Span[row]);
            }
        }

        return new DenseBatch(values, labels, weights);
    }
}
