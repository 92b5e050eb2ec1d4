using Slipway.Api.TrainingJobs.Triggers;
using Slipway.Api.Validation;

namespace Slipway.Api.TrainingJobs.Drills;

/// <summary>What a schema cannot say about a drill.</summary>
internal static class DrillValidation
{
    public static void Check(Drill? drill, FieldErrors errors)
    {
        if (drill is null) return;
        TriggerValidation.Schedule("spec.drill", "schedule", drill.Schedule, drill.TimeZone, errors);
        foreach (var (metric, tolerance) in drill.Tolerances ?? new Dictionary<string, double>())
            errors.AddIf(!(tolerance >= 0), $"spec.drill.tolerances.{metric}", tolerance, "must be 0 or larger, in the metric's unit");
    }
}
