using Slipway.Kubernetes.Resources;
using Slipway.Operator.Reconciling;

namespace Slipway.Operator.TrainingJobs.Scheduling;

/// <summary>Shows how the run stands in its queue: Kueue's own conditions of its Workload, under their own names.</summary>
internal static class QueueConditions
{
    private static readonly string[] Shown = ["QuotaReserved", "Admitted", "Evicted"];

    /// <summary>Copies what the Workload says; without one nothing is said.</summary>
    public static void Show(ConditionDraft conditions, Workload? workload)
    {
        foreach (var type in Shown)
        {
            if (workload?.Status?.Conditions.Find(type) is { Status: Condition.True or Condition.False or Condition.Unknown } said)
                conditions.Set(type, said.Status, said.Reason ?? type, string.IsNullOrWhiteSpace(said.Message) ? $"Workload {workload.Metadata.Name} says no more" : said.Message);
            else conditions.Remove(type);
        }
    }
}
