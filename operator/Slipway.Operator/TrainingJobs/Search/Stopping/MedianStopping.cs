using Slipway.Api.TrainingJobs;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;

namespace Slipway.Operator.TrainingJobs.Search.Stopping;

/// <summary>The median stopping rule (Golovin et al. 2017), given to a trial when it begins: by then complete trials are on record, and no message need reach its pod.</summary>
internal static class MedianStopping
{
    /// <summary>At each look the median of the running averages of the complete trials; none while there are too few of them.</summary>
    /// <param name="trials">All trials.</param>
    /// <param name="looks">Rounds of the looks.</param>
    /// <param name="required">Complete trials that there must be.</param>
    public static IReadOnlyList<TrialStop> Of(IReadOnlyList<SearchTrial> trials, IReadOnlyList<int> looks, int required)
    {
        var complete = trials.Where(trial => trial.State == TrialState.Succeeded && trial.Reported?.Count >= looks.Count).Select(trial => trial.Reported!).ToList();
        return complete.Count < required ? [] : [.. looks.Select((rounds, look) => new TrialStop(rounds, Median([.. complete.Select(values => values.Take(look + 1).Average())])))];
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
    }
}
