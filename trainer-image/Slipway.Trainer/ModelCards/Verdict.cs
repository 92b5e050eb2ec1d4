using System.Xml.Linq;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.Trainer.Pages;

namespace Slipway.Trainer.ModelCards;

/// <summary>What the model is for, and whether it may be used.</summary>
internal static class Verdict
{
    internal static XElement Of(TrainSpec spec, EvaluationReport report)
    {
        var (met, text) = Judge(report.Gates ?? []);
        return Markup.Element(
            "header",
            Markup.Element("h1", spec.Model, Markup.Element("code", spec.Version)),
            Markup.Element("p", $"{Purpose(spec, report)} Learned from version {Markup.Version(spec.Dataset.Digest)} of dataset {spec.Dataset.Name}.{(spec.Owner is { } owner ? $" {owner} answers for it." : "")}"),
            Markup.Element("p", Markup.Class(met ? "verdict" : "verdict bad"), text));
    }

    private static string Purpose(TrainSpec spec, EvaluationReport report) => spec.Task switch
    {
        LearningTask.Binary => $"Says how probable it is that {spec.Label} is {report.Classes?[^1] ?? "true"}.",
        LearningTask.Multiclass => $"Says which of {report.Classes?.Count} classes {spec.Label} is, with a probability for each.",
        LearningTask.Ranking => $"Puts the rows of each {spec.Qid} in order of {spec.Label}.",
        _ => $"Predicts {spec.Label}.",
    };

    private static (bool Met, string Text) Judge(IReadOnlyList<GateResult> gates)
    {
        var required = gates.Where(gate => gate.Mode == GateMode.Required).ToList();
        var missed = required.Where(gate => !gate.Passed).ToList();
        var advisory = gates.Count(gate => gate is { Mode: GateMode.Advisory, Passed: false });
        if (gates.Count == 0) return (false, "Nobody set a condition that it has to meet: judge it by the numbers below.");
        if (missed.Count > 0) return (false, $"Misses {missed.Count} of {required.Count} required conditions and is not served: {string.Join(" ", missed.Select(gate => gate.Message))}");
        return (true, $"Meets all {required.Count} required conditions{(advisory == 0 ? "" : $"; {advisory} advisory ones are missed")}.");
    }
}
