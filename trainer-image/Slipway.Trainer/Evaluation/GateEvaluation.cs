using Slipway.Contracts.Data;
using Slipway.Contracts.Training;
using Slipway.Trainer.Evaluation.Metrics;

namespace Slipway.Trainer.Evaluation;

/// <summary>Decides gates from measured metrics. A gate never passes on what was not measured. Pure.</summary>
internal static class GateEvaluation
{
    private const string EveryValue = "=*";

    internal static IReadOnlyList<GateResult> Decide(IReadOnlyList<Gate>? gates, Measured measured) => [.. (gates ?? []).Select(gate => Decide(gate, measured))];

    private static GateResult Decide(Gate gate, Measured measured)
    {
        if (gate.Dataset is { } set && measured.Incomparable.Contains(set))
        {
            if (MetricNames.ComparesVersions(gate.Metric))
                return Result(gate, null, true, $"{NameOf(gate)} has nothing to compare with: no version in use was measured on this version of the set.");
            measured = measured with { Champion = null };
        }

        if (gate.Dataset is null && measured.Champion is null && MetricNames.ComparesVersions(gate.Metric))
            return Result(gate, null, true, $"{NameOf(gate)} has nothing to compare with: no version is in use.");
        return gate.Slice?.EndsWith(EveryValue, StringComparison.Ordinal) == true ? DecideEach(gate, measured) : DecideOne(gate, measured);
    }

    // The worst slice speaks for the column; all that miss are named.
    private static GateResult DecideEach(Gate gate, Measured measured)
    {
        bool IsOfColumn(string? slice) => slice?.StartsWith(gate.Slice![..^1], StringComparison.Ordinal) == true;
        var values = measured.Metrics.Where(metric => Measured.IsOf(metric, gate) && IsOfColumn(metric.Slice)).Select(metric => metric.Slice!).ToList();
        var small = gate.Dataset is null ? measured.Small.Count(slice => IsOfColumn(slice.Slice)) : 0;
        if (values.Count == 0) return Result(gate, null, false, $"{NameOf(gate)} was not measured: no value of the column has enough rows for metrics.");

        var results = values.ConvertAll(slice => DecideOne(gate with { Slice = slice }, measured));
        var worst = results.MinBy(result => result.Margin ?? (result.Passed ? double.MaxValue : double.MinValue))!;
        var missed = results.Where(result => !result.Passed).ToList();
        return worst with
        {
            Gate = NameOf(gate),
            Passed = missed.Count == 0,
            Message = (missed.Count == 0
                ? $"Of {values.Count} values the worst: {worst.Message}"
                : $"{missed.Count} of {values.Count} values miss: {string.Join(" ", missed.Select(result => result.Message))}") + (small == 0 ? "" : $" Not judged for too few rows: {small}."),
        };
    }

    private static GateResult DecideOne(Gate gate, Measured measured)
    {
        var name = NameOf(gate);
        var found = measured.Find(gate);
        if (found?.Value is not { } value)
        {
            var known = string.Join(", ", measured.Metrics.Where(metric => metric is { Split: Split.Test, Slice: null } && metric.Dataset == gate.Dataset).Select(metric => metric.Metric));
            return Result(gate, null, false, found is null
                ? $"{name} was not measured{(gate.Dataset is null ? " on the test split" : "")} (measured for all rows: {known})."
                : $"{name} is undefined on the {found.N} {(gate.Dataset is null ? "test " : "")}rows.");
        }

        var limits = GateLimit.Of(gate, value, found.Baseline, measured).ToList();
        var missed = limits.Where(limit => !limit.IsMet).ToList();
        var seen = $"{name} is {GateLimit.Written(value)}";
        return Result(
            gate, found, missed.Count == 0,
            missed.Count > 0 ? $"{seen}, but has to be {string.Join(" and ", missed.Select(limit => limit.Text))}."
            : limits.Count > 0 ? $"{seen}: {string.Join(", ", limits.Select(limit => limit.Text))}."
            : $"{seen}; no version is in use to compare with.") with
        {
            Margin = limits.Any(limit => limit.Margin is null) ? null : limits.Min(limit => limit.Margin),
        };
    }

    private static string NameOf(Gate gate) => $"{gate.Metric}{(gate.Slice is null ? "" : $" of {gate.Slice}")}{(gate.Dataset is null ? "" : $" on {gate.Dataset}")}";

    private static GateResult Result(Gate gate, MetricValue? found, bool passed, string message) =>
        new() { Gate = NameOf(gate), Passed = passed, Mode = gate.Mode, Message = message, Value = found?.Value, Low = found?.Low, High = found?.High };
}
