using Slipway.XGBoost;

namespace Slipway.Trainer.Training.Learning.Ensembles;

/// <summary>A bootstrap sample of rows: each is weighted by how often it was drawn, a Poisson(1) count as in online bagging (Oza, Russell 2001). Pure.</summary>
internal static class BootstrapRows
{
    internal static IReadOnlyList<DenseBatch> Draw(IReadOnlyList<DenseBatch> batches, long seed)
    {
        var random = new Random(unchecked((int)(seed ^ (seed >> 32))));
        var (query, drawn) = (float.NaN, 0f);
        return [.. batches.Select(batch => batch with { Weights = Weigh(batch) })];

        float[] Weigh(DenseBatch batch)
        {
            var weights = new float[batch.Labels.Length];
            for (var row = 0; row < weights.Length; row++)
            {
                // A query is drawn as a whole, also where it goes on in the next batch.
                if (batch.Queries.IsEmpty || batch.Queries.Span[row] != query) drawn = Poisson(random.NextDouble());
                if (!batch.Queries.IsEmpty) query = batch.Queries.Span[row];
                weights[row] = drawn * (batch.Weights.IsEmpty ? 1 : batch.Weights.Span[row]);
            }

            return weights;
        }
    }

    private static float Poisson(double uniform)
    {
        double probability = Math.Exp(-1), cumulative = probability;
        var count = 0;
        while (uniform > cumulative && count < 12)
        {
            probability /= ++count;
            cumulative += probability;
        }

        return count;
    }
}
