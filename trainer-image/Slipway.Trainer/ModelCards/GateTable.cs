using System.Xml.Linq;
using Slipway.Contracts.Training;
using Slipway.Trainer.Pages;

namespace Slipway.Trainer.ModelCards;

/// <summary>Each gate with what was seen and how far it is from its limit.</summary>
internal static class GateTable
{
    internal static XElement? Of(EvaluationReport report) => report.Gates is not { Count: > 0 } gates ? null : Markup.Section(
        "Conditions",
        Markup.Table(["Condition", "Mode", "Verdict", "Value", "95 % interval", "Margin", "In words"], gates.OrderBy(gate => gate.Passed).ThenBy(gate => gate.Mode).Select(gate => Markup.Row(
            Markup.Element("td", Markup.Element("code", gate.Gate)), gate.Mode.ToString().ToLowerInvariant(),
            Markup.Element("td", Markup.Class(gate.Passed ? "good" : gate.Mode == GateMode.Required ? "error" : "warn"), gate.Passed ? "met" : "missed"),
            Markup.Number(gate.Value), Interval.Cell(gate.Low, gate.High), Markup.Number(gate.Margin), gate.Message))));
}
