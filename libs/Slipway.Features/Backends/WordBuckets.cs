using Slipway.Features.Graph;

namespace Slipway.Features.Backends;

/// <summary>Hashes the words of a text into buckets, as plainly as possible.</summary>
internal static class WordBuckets
{
    public static double[] Weigh(Node buckets, string? text)
    {
        var weights = new double[buckets.Width];
        if (text is null) return weights;
        var pieces = text.Split(' ');
        for (var length = 1; length <= (int)buckets.Value; length++)
        {
            for (var first = 0; first + length <= pieces.Length; first++)
            {
                var run = pieces[first..(first + length)];
                if (run.Contains("")) continue;
                long hash = MurmurHash3.Of(string.Join(' ', run));
                weights[Math.Abs(hash) % buckets.Width] += buckets.Literal != BucketWeighing.Counts && hash < 0 ? -1 : 1;
            }
        }

        if (buckets.Literal != BucketWeighing.Unit) return weights;
        var length2 = Math.Max(1, Math.Sqrt(weights.Sum(weight => weight * weight)));
        return [.. weights.Select(weight => weight / length2)];
    }
}
