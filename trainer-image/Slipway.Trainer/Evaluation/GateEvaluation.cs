using System.Globalization;
using Slipway.Contracts.Data;
using Slipway.Contracts.Training;
using Slipway.Trainer.Evaluation.Metrics;

namespace Slipway.Trainer.Evaluation;

/// <summary>Decides gates from measured metrics. A gate never passes on what was not measured. Pure.</summary>
internal static class GateEvaluation
{
    /// <param name="gates">The gates.</param>
    /// <param name="metrics">What was measured, evaluation sets included.</param>
    /// <param name="champion">What the version in use has; null without one.</param>
    /// <param name="incomparable">Evaluation sets that the version in use was never measured on, in the version that is pinned.</param>
    internal static IReadOnlyList<GateResult> Decide(
        IReadOnlyList<Gate>? gates, IReadOnlyList<MetricValue> metrics, IReadOnlyList<MetricValue>? champion, IReadOnlySet<string>? incomparable = null) =>
    [
        .. (gates ?? []).Select(gate => gate.Dataset is { } set && incomparable?.Contains(set) == true
            ? MetricNames.ComparesVersions(gate.Metric) ? Result(gate, NameOf(gate), true, $"{NameOf(gate)} has nothing to compare with: no version in use was measured on this version of the set.") : Decide(gate, metrics, null)
            : Decide(gate, metrics, champion)),
    ];

    private static string NameOf(Gate gate) => $"{gate.Metric}{(gate.Slice is null ? "" : $" of {gate.Slice}")}{(gate.Dataset is null ? "" : $" on {gate.Dataset}")}";

    private static GateResult Decide(Gate gate, IReadOnlyList<MetricValue> metrics, IReadOnlyList<MetricValue>? champion)
    {
        var name = NameOf(gate);
        var found = Find(metrics, gate);
        if (found?.Value is not { } value)
        {
            var known = string.Join(", ", metrics.Where(metric => metric is { Split: Split.Test, Slice: null } && metric.Dataset == gate.Dataset).Select(metric => metric.Metric));
            return Result(gate, name, false, found is null
                ? $"{name} was not measured{(gate.Dataset is null ? " on the test split" : "")} (measured for all rows: {known})."
                : $"{name} is undefined on the {found.N} {(gate.Dataset is null ? "test " : "")}rows.");
        }

        var failures = new List<string>();
        var margins = new List<string>();
        void Require(bool met, string condition) => (met ? margins : failures).Add(condition);

        if (gate.Min is { } min) Require(value >= min, $"at least {Text(min)}");
        if (gate.Max is { } max) Require(value <= max, $"at most {Text(max)}");
        if (gate.MinGainOverBaseline is { } gain)
            Require(
                found.Baseline is { } baseline && MetricNames.Goodness(gate.Metric, value) - MetricNames.Goodness(gate.Metric, baseline) >= gain,
                found.Baseline is { } rule ? $"better than the zero rule's {Text(rule)} by {Text(gain)}" : "better than a zero rule, which has no value for this metric");
        if (gate.MaxRegression is { } allowed && champion is not null)
        {
            var holder = Find(champion, gate)?.Value;
            Require(
                holder is { } current && MetricNames.Goodness(gate.Metric, value) >= MetricNames.Goodness(gate.Metric, current) - allowed,
                holder is { } seen ? $"no worse than the version in use ({Text(seen)}) by {Text(allowed)}" : "comparable with the version in use, whose value is unknown");
        }

        return failures.Count == 0
            ? Result(gate, name, true, margins.Count == 0 ? $"{name} is {Text(value)}; no version is in use to compare with." : $"{name} is {Text(value)}: {string.Join(", ", margins)}.")
            : Result(gate, name, false, $"{name} is {Text(value)}, but has to be {string.Join(" and ", failures)}.");
    }

    private static MetricValue? Find(IReadOnlyList<MetricValue> metrics, Gate gate) =>
        metrics.FirstOrDefault(metric => metric.Split == Split.Test && metric.Metric == gate.Metric && metric.Slice == gate.Slice && metric.Dataset == gate.Dataset);

    private static GateResult Result(Gate gate, string name, bool passed, string message) =>
        new() { Gate = name, Passed = passed, Mode = gate.Mode, Message = message };

    private static string Text(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}
