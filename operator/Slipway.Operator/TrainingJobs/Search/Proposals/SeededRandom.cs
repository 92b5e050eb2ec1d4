namespace Slipway.Operator.TrainingJobs.Search.Proposals;

/// <summary>Random numbers that follow from a seed and the number of a trial, on every machine and in every version: SplitMix64 (Steele, Lea and Flood 2014).</summary>
internal sealed class SeededRandom(long seed, long stream)
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    private ulong state = Mix((ulong)seed + Golden) ^ Mix((ulong)stream * Golden);

    /// <summary>At least 0 and less than 1.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>At least 0 and less than <paramref name="count"/>.</summary>
    public int NextIndex(int count) => (int)(NextDouble() * count);

    /// <summary>Normally distributed, by the transform of Box and Muller.</summary>
    public double NextNormal() => Math.Sqrt(-2 * Math.Log(1 - NextDouble())) * Math.Cos(2 * Math.PI * NextDouble());

    /// <summary>An index with the given probabilities, which add up to 1.</summary>
    public int NextIndex(ReadOnlySpan<double> probabilities)
    {
        var left = NextDouble();
        for (var index = 0; index < probabilities.Length - 1; index++)
        {
            left -= probabilities[index];
            if (left < 0) return index;
        }

        return probabilities.Length - 1;
    }

    private ulong Next() => Mix(state += Golden);

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
