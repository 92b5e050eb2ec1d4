using Slipway.Operator.Steps;
using Slipway.Operator.Steps.Scheduling;

namespace Slipway.Operator.TrainingJobs.Scheduling;

/// <summary>Says with numbers that the pods of a run cannot be placed: before a run begins, before the scheduler says so, and while they wait.</summary>
internal static class RunPlace
{
    private const string Unschedulable = "Unschedulable";
    private const string QuotaExceeded = "QuotaExceeded";

    /// <summary>Reasons of runs that a change of a node or quota concerns.</summary>
    public static bool IsPlacing(string? reason) => reason is Unschedulable or QuotaExceeded;

    /// <summary>The state of a run, with what is known of nodes and quotas where it does not run yet.</summary>
    public static StepState Explain(TrainingJobWorld world, StepState state) => state switch
    {
        { Phase: StepPhase.Waiting, Reason: QuotaExceeded } => Quota(world) is { } quota ? state with { Message = $"{state.Message}. In numbers: {quota}" } : state,
        { Phase: StepPhase.Waiting } => Nodes(world) is { } nodes ? state with { Message = $"{state.Message}. No node fits even when empty: {nodes}" } : state,
        // What a quota has left is not asked while pods are being made: it may count them before they are seen.
        { Phase: StepPhase.Running, Reason: "Starting" } when Nodes(world) is { } nodes =>
            new StepState(StepPhase.Waiting, Unschedulable, $"no node fits even when empty: {nodes}; add such nodes, or ask for less in placement"),
        _ => state,
    };

    /// <summary>What would keep a run from being placed, if it began now; null when nothing is known to.</summary>
    public static string? Forecast(TrainingJobWorld world) => Nodes(world) ?? (world.Queued ? null : Quota(world));

    private static string? Nodes(TrainingJobWorld world) => NodeFit.Obstacle(TrainStep.Pod(world), world.Job.Spec.Workers, world.Cluster.Nodes);

    private static string? Quota(TrainingJobWorld world) => QuotaFit.Obstacle(TrainStep.Pod(world), world.Job.Spec.Workers, world.Cluster.Quotas);
}
