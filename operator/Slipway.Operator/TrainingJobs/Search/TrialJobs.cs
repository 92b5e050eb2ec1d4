using Slipway.Api.TrainingJobs;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Reconciling;

namespace Slipway.Operator.TrainingJobs.Search;

/// <summary>Which Jobs of trials are waited for, and which stay.</summary>
internal static class TrialJobs
{
    /// <summary>Names of the Jobs whose ends are waited for.</summary>
    public static IEnumerable<string> Awaited(TrainingJobStatus? status) =>
        status?.Search is { FinishedAt: null } search ? (search.Trials ?? []).Where(trial => trial.State == TrialState.Running).Select(trial => Trials.JobOf(search.Run, trial)) : [];

    /// <summary>Whether a plan must not come from an old record: it removes Jobs, which the record may only not know yet, or makes one of a trial, which may have gone on.</summary>
    public static bool NeedNewest(Plan<TrainingJobStatus> plan) =>
        plan.Removals.Any(removal => removal.Live is Job) || plan.Children.Any(child => child.IsDue && child.Intent is Job && Component(child.Intent) == TrialStep.Name);

    private static string? Component(IKubernetesObject resource) => resource.Metadata.Labels?.GetValueOrDefault("app.kubernetes.io/component");

    /// <summary>Names of the Jobs that stay: those that run, those whose end is not yet on record, and failed ones for their logs.</summary>
    /// <param name="before">The status on record.</param>
    /// <param name="after">The status that is about to be written.</param>
    public static IEnumerable<string> Kept(TrainingJobStatus before, TrainingJobStatus after)
    {
        if (after.Search is not { } search) return [];
        var failed = search.Trials!.Where(trial => trial.State == TrialState.Failed).Select(trial => Trials.JobOf(search.Run, trial));
        var goesOn = after.Runs?.Any(run => run.Name == search.Run && run.State == RunState.Running) == true;
        return goesOn ? failed.Concat(Awaited(after)).Concat(Awaited(before)) : failed;
    }
}
