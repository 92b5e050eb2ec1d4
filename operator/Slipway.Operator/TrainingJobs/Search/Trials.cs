using Slipway.Api.TrainingJobs;
using Slipway.Contracts.Training;
using Slipway.Operator.Reconciling;
using Slipway.Operator.TrainingJobs.Search.Proposals;

namespace Slipway.Operator.TrainingJobs.Search;

/// <summary>Reads of the trials of a search.</summary>
internal static class Trials
{
    private const int LongestName = 63;

    /// <summary>Name of the Job in which a trial runs or ran last; each rung has a Job of its own.</summary>
    public static string JobOf(string run, SearchTrial trial)
    {
        var suffix = FormattableString.Invariant($"-t{trial.Trial}") + (trial.Rung > 0 ? FormattableString.Invariant($"-r{trial.Rung}") : "");
        return Names.Fit(run, LongestName - suffix.Length) + suffix;
    }

    /// <summary>The trials that were measured.</summary>
    public static IReadOnlyList<Observation> Measured(IEnumerable<SearchTrial> trials, IReadOnlyList<SearchObjective> objectives) =>
    [
        .. trials.Where(trial => trial is { State: not TrialState.Failed, Values: not null })
            .Select(trial => new Observation(trial.Trial, trial.Parameters, trial.Rounds ?? 0, [.. objectives.Zip(trial.Values!, (objective, value) => objective.Goodness(value))])),
    ];

    /// <summary>Those that may be compared with each other as models: the ones that had all their rounds, or where none had, those with the most.</summary>
    public static IReadOnlyList<Observation> Comparable(IReadOnlyList<SearchTrial> trials, IReadOnlyList<SearchObjective> objectives)
    {
        var whole = Measured(trials.Where(trial => trial.State == TrialState.Succeeded), objectives);
        if (whole.Count > 0) return whole;
        var partial = Measured(trials, objectives);
        return [.. partial.Where(trial => trial.Rounds == partial.Max(each => each.Rounds))];
    }

    /// <summary>The best by the first objective, the earliest of equals.</summary>
    public static Observation? Best(IReadOnlyList<Observation> comparable) => comparable.MaxBy(trial => (trial.Goodness[0], -trial.Trial));
}
