using Slipway.Trainer.Training.Labels;
using Slipway.XGBoost;

namespace Slipway.Trainer.Training.Learning;

/// <summary>A random part of rows, or of queries as a whole. Parts of the same seed are nested: what is in a smaller one is in each larger one. Pure.</summary>
internal static class RowSample
{
    internal static IReadOnlyList<DenseBatch> Take(IReadOnlyList<DenseBatch> batches, int columns, double share, long seed)
    {
        var parts = new List<DenseBatch>();
        var first = 0L;
        foreach (var batch in batches)
        {
            var count = batch.Labels.Length;
            int[] kept = [.. Enumerable.Range(0, count).Where(row => Chance(seed, batch.Queries.IsEmpty ? first + row : (long)batch.Queries.Span[row]) < share)];
            if (kept.Length > 0)
            {
                parts.Add(BatchRows.Take(batch, columns, kept, Chosen(batch.Labels.Span, kept), batch.Weights.IsEmpty ? null : Chosen(batch.Weights.Span, kept)) with
                {
                    Queries = batch.Queries.IsEmpty ? default : Chosen(batch.Queries.Span, kept),
                });
            }

            first += count;
        }

        return parts;
    }

    // SplitMix64 (Steele, Lea, Flood 2014) of the row's place: the same for any size of batch.
    private static double Chance(long seed, long row)
    {
        var mixed = unchecked((ulong)seed + (((ulong)row + 1) * 0x9E3779B97F4A7C15));
        mixed = unchecked((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9);
        mixed = unchecked((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB);
        return (mixed ^ (mixed >> 31)) / 18446744073709551616.0;
    }

    private static float[] Chosen(ReadOnlySpan<float> all, int[] rows)
    {
        var chosen = new float[rows.Length];
        for (var at = 0; at < rows.Length; at++) chosen[at] = all[rows[at]];
        return chosen;
    }
}
