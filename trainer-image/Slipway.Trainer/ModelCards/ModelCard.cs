using System.Xml.Linq;
using Slipway.Contracts.FeatureReports;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.Trainer.FeatureReports.Page;
using Slipway.Trainer.ModelCards.TestScore;
using Slipway.Trainer.Pages;

namespace Slipway.Trainer.ModelCards;

/// <summary>The model card of a version: one page without any other file, for people who have to decide whether it may serve.</summary>
/// <remarks>Follows the sections of Mitchell et al., Model Cards for Model Reporting (2019). Made from the reports that are written beside it, so that it says nothing that they do not.</remarks>
internal static class ModelCard
{
    internal const string FileName = "card.html";

    /// <summary>The page, in UTF-8.</summary>
    internal static byte[] Write(TrainSpec spec, EvaluationReport evaluation, FeatureReport features, IReadOnlyList<string> warnings, IReadOnlyDictionary<string, string> engines) => Markup.Page(
        $"{spec.Model} {spec.Version}",
        Verdict.Of(spec, evaluation),
        PlainWords.Of(spec, evaluation),
        Warnings(warnings),
        GateTable.Of(evaluation),
        MetricTable.Of(evaluation),
        DecisionSection.Of(evaluation),
        SliceSection.Of(evaluation),
        SetTable.Of(evaluation),
        BacktestSection.Of(evaluation),
        BehaviourTable.Of(evaluation),
        FeatureSection.Of(evaluation, features, FeaturePage.FileName),
        LearningSection.Of(evaluation),
        CompressionSection.Of(evaluation),
        TestScoreTable.Of(evaluation.TestScore),
        OriginTable.Of(spec, evaluation, engines));

    private static XElement? Warnings(IReadOnlyList<string> warnings) => warnings.Count == 0 ? null : Markup.Section(
        "What to know", Markup.Element("ul", warnings.Select(warning => Markup.Element("li", warning))));
}
