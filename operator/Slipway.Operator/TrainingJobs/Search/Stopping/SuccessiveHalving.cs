using Slipway.Api.TrainingJobs;
using Slipway.Contracts.Training;

namespace Slipway.Operator.TrainingJobs.Search.Stopping;

/// <summary>Asynchronous successive halving (Li et al. 2018): a trial goes on to the next rung when it is among the best 1/eta of all that came to its own.</summary>
internal static class SuccessiveHalving
{
    /// <summary>The trial that goes on next, from the highest rung where there is one; null when a new trial is better begun.</summary>
    /// <param name="trials">All trials.</param>
    /// <param name="objective">What they are compared by.</param>
    /// <param name="rungs">Number of rungs.</param>
    /// <param name="factor">Eta.</param>
    public static SearchTrial? Promotable(IReadOnlyList<SearchTrial> trials, SearchObjective objective, int rungs, int factor)
    {
        for (var rung = rungs - 2; rung >= 0; rung--)
        {
            var came = trials.Where(trial => trial.Reported?.Count > rung).OrderByDescending(trial => objective.Goodness(trial.Reported![rung])).ThenBy(trial => trial.Trial).ToList();
            if (came.Take(came.Count / factor).FirstOrDefault(trial => trial.State == TrialState.Waiting && trial.Rung == rung) is { } next) return next;
        }

        return null;
    }

    /// <summary>When nothing else can be begun and none has had all its rounds: the best of the highest rung goes on, so that the search ends with a whole trial.</summary>
    public static SearchTrial? Last(IReadOnlyList<SearchTrial> trials, SearchObjective objective) =>
        trials.Any(trial => trial.State is TrialState.Running or TrialState.Succeeded)
            ? null
            : trials.Where(trial => trial.State == TrialState.Waiting).OrderByDescending(trial => trial.Rung).ThenByDescending(trial => objective.Goodness(trial.Reported![trial.Rung]))
                .ThenBy(trial => trial.Trial).FirstOrDefault();
}
