using Slipway.Api.ModelVersions;
using Slipway.Contracts.Training;
using Slipway.Operator.Reconciling;

namespace Slipway.Operator.ModelVersions;

/// <summary>What was measured of a version, and by whom. Pure.</summary>
/// <param name="Headline">The task's usual metric; null when nothing was measured.</param>
/// <param name="Gates">How the gates ended.</param>
/// <param name="Source">Where the numbers come from: a run here, a measurement of an imported file, or whoever wrote the record.</param>
internal sealed record Evidence(string? Headline, IReadOnlyList<GateResult> Gates, string Source)
{
    public static Evidence Of(ModelVersionSpec spec, ImportStatus? import)
    {
        // Of an imported model nothing counts that was not measured here.
        if (spec.Imported is not null) return new(import?.FinishedAt is null ? null : HeadlineMetric.Of(spec.Task, import.Metrics), import?.Gates ?? [], "MeasuredHere");
        return new(HeadlineMetric.Of(spec.Task, spec.Metrics), spec.Gates ?? [], spec.Provenance?.TrainingJob is null ? "Declared" : "Measured");
    }

    public IReadOnlyList<GateResult> Missed(GateMode mode) => [.. Gates.Where(gate => !gate.Passed && gate.Mode == mode)];

    /// <summary>The conditions Evaluated and GatesPassed.</summary>
    public void Set(ConditionDraft conditions)
    {
        var message = Headline is null ? "spec.metrics holds no value that was measured on all rows of the test split"
            : Source == "Declared" ? $"{Headline}, as whoever wrote this record says; no run here measured it" : Headline;
        if (Headline is null && Source == "MeasuredHere") message = "the imported model has not been measured";
        conditions.Set("Evaluated", Headline is not null, Headline is null ? "NoMetric" : Source, message);
        var required = Missed(GateMode.Required);
        conditions.Set("GatesPassed", required.Count == 0, required.Count == 0 ? "Passed" : "GatesFailed", Gate(required));
    }

    private string Gate(IReadOnlyList<GateResult> required)
    {
        if (required.Count > 0) return Summary.Of([.. required.Select(gate => gate.Message)]);
        if (Gates.Count == 0) return "there are no gates";
        var advisory = Missed(GateMode.Advisory);
        return advisory.Count == 0 ? $"all {Gates.Count} gates were passed" : $"all required gates were passed; advisory: {Summary.Of([.. advisory.Select(gate => gate.Message)])}";
    }
}
