namespace Slipway.Api.TrainingJobs;

/// <summary>After how many rounds trials are compared.</summary>
public static class SearchRungs
{
    /// <summary>Most looks of the median stopping rule.</summary>
    public const int MostLooks = 20;

    private const int RungsByDefault = 3;

    /// <summary>Rounds of each rung of ASHA, the last with all of them; that one alone without it.</summary>
    public static IReadOnlyList<int> Of(TrialEarlyStopping? stopping, int rounds)
    {
        if (stopping is not { Algorithm: EarlyStoppingAlgorithm.ASHA }) return [rounds];
        var rungs = new List<int>();
        for (long rung = stopping.MinRounds ?? First(stopping.ReductionFactor, rounds); rung < rounds; rung *= stopping.ReductionFactor) rungs.Add((int)rung);
        return [.. rungs, rounds];
    }

    /// <summary>Rounds after which the median stopping rule looks; none without it.</summary>
    public static IReadOnlyList<int> Looks(TrialEarlyStopping? stopping, int rounds)
    {
        if (stopping is not { Algorithm: EarlyStoppingAlgorithm.MedianStop }) return [];
        var interval = stopping.Interval ?? Math.Max(1, (rounds + 9) / 10);
        var looks = new List<int>();
        for (long look = stopping.MinRounds ?? interval; look < rounds && looks.Count <= MostLooks; look += interval) looks.Add((int)look);
        return looks;
    }

    private static int First(int factor, int rounds) => Math.Max(1, (int)Math.Ceiling(rounds / Math.Pow(factor, RungsByDefault - 1)));
}
