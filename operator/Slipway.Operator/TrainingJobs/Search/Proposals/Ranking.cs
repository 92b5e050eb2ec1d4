namespace Slipway.Operator.TrainingJobs.Search.Proposals;

/// <summary>Which trials are better than which.</summary>
internal static class Ranking
{
    /// <summary>Whether one is at least as good in every objective and better in one.</summary>
    public static bool Dominates(IReadOnlyList<double> one, IReadOnlyList<double> other) =>
        one.Zip(other).All(pair => pair.First >= pair.Second) && one.Zip(other).Any(pair => pair.First > pair.Second);

    /// <summary>The trials that no other dominates, in the order given.</summary>
    public static IReadOnlyList<Observation> Front(IReadOnlyList<Observation> trials) =>
        [.. trials.Where(trial => !trials.Any(other => Dominates(other.Goodness, trial.Goodness)))];

    /// <summary>
    /// All trials, the best first. A value of more rounds says more than one of fewer. Of one objective the larger value comes first; of several, the front,
    /// then the front of the rest, and so on, within a front the loneliest first (crowding distance of NSGA-II, Deb et al. 2002).
    /// </summary>
    public static IReadOnlyList<Observation> BestFirst(IReadOnlyList<Observation> trials) =>
    [
        .. trials.GroupBy(trial => trial.Rounds).OrderByDescending(group => group.Key)
            .SelectMany(group => group.First().Goodness.Count == 1 ? group.OrderByDescending(trial => trial.Goodness[0]).ThenBy(trial => trial.Trial) : ByFronts([.. group])),
    ];

    private static IEnumerable<Observation> ByFronts(List<Observation> left)
    {
        while (left.Count > 0)
        {
            var front = Front(left);
            left.RemoveAll(front.Contains);
            foreach (var trial in Spread(front)) yield return trial;
        }
    }

    private static IEnumerable<Observation> Spread(IReadOnlyList<Observation> front)
    {
        var distances = front.ToDictionary(trial => trial.Trial, _ => 0.0);
        for (var objective = 0; objective < front[0].Goodness.Count; objective++)
        {
            var sorted = front.OrderBy(trial => trial.Goodness[objective]).ToList();
            var range = sorted[^1].Goodness[objective] - sorted[0].Goodness[objective];
            distances[sorted[0].Trial] = distances[sorted[^1].Trial] = double.PositiveInfinity;
            for (var at = 1; at < sorted.Count - 1 && range > 0; at++)
                distances[sorted[at].Trial] += (sorted[at + 1].Goodness[objective] - sorted[at - 1].Goodness[objective]) / range;
        }

        return front.OrderByDescending(trial => distances[trial.Trial]).ThenBy(trial => trial.Trial);
    }
}
