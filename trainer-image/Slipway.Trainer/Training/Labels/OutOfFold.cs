using Slipway.Trainer.Training.Learning;
using Slipway.XGBoost;

namespace Slipway.Trainer.Training.Labels;

/// <summary>Predicts every row by a model that did not learn from it. Rows are dealt to the folds in turn.</summary>
internal static class OutOfFold
{
    /// <param name="batches">All rows.</param>
    /// <param name="columns">Columns of a row.</param>
    /// <param name="folds">Number of folds.</param>
    /// <param name="learn">Makes a model of rows, with the number of rounds that count.</param>
    /// <param name="threads">Threads.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal static (float[] Scores, int Outputs) Predict(
        IReadOnlyList<DenseBatch> batches, int columns, int folds, Func<IReadOnlyList<DenseBatch>, TrainedBooster> learn, int threads, CancellationToken cancellationToken)
    {
        float[] scores = [];
        var outputs = 1;
        var rows = batches.Sum(batch => batch.Labels.Length);
        for (var fold = 0; fold < folds; fold++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var held = fold;
            using var model = learn(Select(batches, columns, row => row % folds != held));
            using var matrix = Matrices.ForPrediction(Select(batches, columns, row => row % folds == held), columns, threads);
            var predicted = model.Booster.Predict(matrix, PredictionKind.Value, model.Rounds);
            outputs = predicted.Outputs;
            if (scores.Length == 0) scores = new float[rows * outputs];
            for (var (row, at) = (fold, 0); row < rows; row += folds, at++) predicted.Values.AsSpan(at * outputs, outputs).CopyTo(scores.AsSpan(row * outputs));
        }

        return (scores, outputs);
    }

    private static List<DenseBatch> Select(IReadOnlyList<DenseBatch> batches, int columns, Func<int, bool> isWanted)
    {
        var selected = new List<DenseBatch>(batches.Count);
        var first = 0;
        foreach (var batch in batches)
        {
            var start = first;
            var wanted = Enumerable.Range(0, batch.Labels.Length).Where(row => isWanted(start + row)).ToArray();
            first += batch.Labels.Length;
            if (wanted.Length > 0) selected.Add(BatchRows.Take(batch, columns, wanted, [.. wanted.Select(row => batch.Labels.Span[row])]));
        }

        return selected;
    }
}
