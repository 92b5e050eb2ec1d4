using Slipway.Trainer.Steps;
using Slipway.Trainer.Training.Parameters;
using Slipway.XGBoost;

namespace Slipway.Trainer.Training.Learning;

/// <summary>Puts batches of rows into XGBoost's matrices.</summary>
internal static class Matrices
{
    /// <summary>The matrix to train on: binned from the batches when the tree method works on bins, which takes an eighth of the memory.</summary>
    internal static DMatrix ForTraining(IReadOnlyList<DenseBatch> batches, int columns, LearnerParameters parameters, int threads)
    {
        if (!parameters.Binned) return ForPrediction(batches, columns, threads);
        if (batches[0].Queries.IsEmpty) return DMatrix.FromBatches(batches, columns, parameters.MaxBin, threads);
        // Of a query there is one weight, which a batch cannot give: the query may go on in the next.
        var matrix = DMatrix.FromBatches([.. batches.Select(batch => batch with { Weights = default })], columns, parameters.MaxBin, threads);
        SetQueries(matrix, batches);
        return matrix;
    }

    /// <summary>A matrix of plain values, with labels and weights when the batches have them.</summary>
    internal static DMatrix ForPrediction(IReadOnlyList<DenseBatch> batches, int columns, int threads)
    {
        var total = batches.Sum(batch => (long)batch.Values.Length);
        if (total > Array.MaxLength)
            throw StepException.Invalid(
                "TooManyValues",
                $"{total / columns} rows of {columns} feature columns are more than {Array.MaxLength} values, which this tree method cannot hold in one piece.",
                "Use tree_method hist, or fewer rows or features.");
        var values = batches.Count == 1 ? batches[0].Values : Join(batches, batch => batch.Values, (int)total);
        var matrix = DMatrix.FromDense(values.Span, columns, threads);
        if (!batches[0].Labels.IsEmpty) matrix.SetLabels(Labels(batches));
        if (!batches[0].Queries.IsEmpty) SetQueries(matrix, batches);
        else if (!batches[0].Weights.IsEmpty) matrix.SetWeights(Join(batches, batch => batch.Weights, batches.Sum(batch => batch.Weights.Length)));
        return matrix;
    }

    /// <summary>Number of the query of each row; empty but for ranking.</summary>
    internal static float[] Queries(IReadOnlyList<DenseBatch> batches) => Join(batches, batch => batch.Queries, batches.Sum(batch => batch.Queries.Length));

    /// <summary>The queries with a weight each, as XGBoost wants it: that of its first row.</summary>
    private static void SetQueries(DMatrix matrix, IReadOnlyList<DenseBatch> batches)
    {
        var queries = QueryRows.Of(Queries(batches));
        matrix.SetGroups([.. queries.Select(query => (uint)query.Count)]);
        if (batches[0].Weights.IsEmpty) return;
        var weights = Join(batches, batch => batch.Weights, batches.Sum(batch => batch.Weights.Length));
        matrix.SetWeights([.. queries.Select(query => weights[query.First])]);
    }

    internal static float[] Labels(IReadOnlyList<DenseBatch> batches) => Join(batches, batch => batch.Labels, batches.Sum(batch => batch.Labels.Length));

    private static float[] Join(IReadOnlyList<DenseBatch> batches, Func<DenseBatch, ReadOnlyMemory<float>> part, int length)
    {
        var joined = GC.AllocateUninitializedArray<float>(length);
        var at = 0;
        foreach (var batch in batches)
        {
            part(batch).CopyTo(joined.AsMemory(at));
            at += part(batch).Length;
        }

        return joined;
    }
}
