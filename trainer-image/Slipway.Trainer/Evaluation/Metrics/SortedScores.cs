namespace Slipway.Trainer.Evaluation.Metrics;

/// <summary>Probabilities with their truths, largest first; the base of everything that depends on the order of rows.</summary>
internal sealed class SortedScores
{
    internal SortedScores(ReadOnlySpan<float> probabilities, ReadOnlySpan<bool> positive)
    {
        Probability = new float[probabilities.Length];
        Positive = new bool[positive.Length];
        var keys = new float[probabilities.Length];
        for (var i = 0; i < keys.Length; i++) keys[i] = -probabilities[i];
        positive.CopyTo(Positive);
        Array.Sort(keys, Positive);
        for (var i = 0; i < keys.Length; i++)
        {
            Probability[i] = -keys[i];
            Positives += Positive[i] ? 1 : 0;
        }
    }

    internal float[] Probability { get; }

    internal bool[] Positive { get; }

    internal int Count => Probability.Length;

    internal int Positives { get; }

    /// <summary>Runs of equal probabilities, as half-open ranges.</summary>
    internal IEnumerable<(int Start, int End)> Ties()
    {
        for (var start = 0; start < Count;)
        {
            var end = start + 1;
            while (end < Count && Probability[end] == Probability[start]) end++;
            yield return (start, end);
            start = end;
        }
    }
}
