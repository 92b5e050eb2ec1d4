using System.Xml.Linq;
using Slipway.Contracts.Training;
using Slipway.Trainer.Pages;

namespace Slipway.Trainer.ModelCards;

/// <summary>What the model gave up to be smaller.</summary>
internal static class CompressionSection
{
    internal static XElement? Of(EvaluationReport report) => report.Compression is not { } compression ? null : Markup.Section(
        "Made smaller",
        Markup.Table(
            ["Model", "Bytes", "Trees", "Nodes", "Median µs a row", compression.Model.Metric],
            [Row("As it was learned", compression.Teacher), Row($"As it is served ({compression.Method})", compression.Model)]));

    private static XElement Row(string name, ModelSize size) =>
        Markup.Row(name, Markup.Number(size.Bytes), Markup.Number(size.Trees), Markup.Number(size.Nodes), Markup.Number(size.LatencyMicroseconds), Markup.Number(size.Value));
}
