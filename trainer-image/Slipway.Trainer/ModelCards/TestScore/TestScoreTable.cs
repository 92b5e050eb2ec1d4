using System.Globalization;
using System.Xml.Linq;
using Slipway.Contracts.Training;
using Slipway.Trainer.Pages;

namespace Slipway.Trainer.ModelCards.TestScore;

/// <summary>The ML Test Score with what each point rests on.</summary>
internal static class TestScoreTable
{
    internal static XElement? Of(Contracts.Training.TestScore? score) => score is null ? null : Markup.Section(
        "Ready for production?",
        Markup.Element("p", string.Create(CultureInfo.InvariantCulture, $"ML Test Score {score.Final:0.#}: the smallest of {string.Join(", ", score.Tests.GroupBy(test => test.Section).Select(section => string.Create(CultureInfo.InvariantCulture, $"{Name(section.Key)} {section.Sum(test => test.Points):0.#} of {section.Count()}")))}. One point for what runs by itself, half for what was done by hand (Breck et al., 2017).")),
        Markup.Table(["No.", "Test", "Points", "Why"], score.Tests.Select(test => Markup.Row(test.Id, test.Name, Markup.Number(test.Points), test.Evidence))));

    private static string Name(TestScoreSection section) => section switch { TestScoreSection.Data => "features and data", TestScoreSection.Model => "model", TestScoreSection.Infrastructure => "infrastructure", _ => "monitoring" };
}
