using System.Globalization;
using Slipway.Api.TrainingJobs;
using Slipway.Contracts;
using Slipway.Operator.Reconciling;
using Slipway.Operator.Steps;

namespace Slipway.Operator.TrainingJobs.Progress;

/// <summary>The condition DeadlineAtRisk: there while the run under way will take longer than it may, by its trainer's own estimate.</summary>
internal static class DeadlineAtRisk
{
    public const string Name = "DeadlineAtRisk";

    /// <param name="conditions">Where it is set.</param>
    /// <param name="job">The TrainingJob.</param>
    /// <param name="run">The run under way; null for none.</param>
    /// <param name="begun">When its Job began, from which the deadline counts.</param>
    public static void Set(ConditionDraft conditions, TrainingJob job, TrainingRun? run, DateTimeOffset? begun)
    {
        conditions.Remove(Name);
        if (job.Spec.Deadline is not { } deadline || run?.Progress is not { LastUpdatedTime: { } told, EstimatedRemainingSeconds: { } left }) return;
        var end = (begun ?? run.StartedAt ?? told) + deadline.Value;
        var late = told.AddSeconds(left) - end;
        if (late <= TimeSpan.Zero) return;
        conditions.Set(
            Name, true, "TooSlow",
            string.Create(CultureInfo.InvariantCulture, $"run {run.Name} will take {Text(late)} longer than its deadline of {deadline} allows, if it goes on at {Speed(run)}; raise spec.deadline, ask for more CPUs or a GPU, or lower num_boost_round"));
    }

    private static string Speed(TrainingRun run) => run.Progress!.Number(Contracts.Training.ProgressMetrics.RowsPerSecond) is { } rate
        ? string.Create(CultureInfo.InvariantCulture, $"{rate:N0} rows/s")
        : "this speed";

    private static string Text(TimeSpan time) => new Duration(TimeSpan.FromSeconds(Math.Ceiling(time.TotalSeconds))).ToString();
}
