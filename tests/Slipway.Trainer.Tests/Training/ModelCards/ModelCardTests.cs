using System.Globalization;
using System.Xml.Linq;
using Slipway.Contracts.Data;
using Slipway.Contracts.Models;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.Storage;

namespace Slipway.Trainer.Tests.Training.ModelCards;

/// <summary>The page that people decide by.</summary>
[Trait("Capability", "E12")]
public sealed class ModelCardTests : IDisposable
{
    private readonly TrainRuns runs = new();

    public void Dispose() => runs.Dispose();

    [Fact]
    public async Task A_binary_model_is_shown_with_its_curves_parts_and_conditions()
    {
        using var dataset = new TestDataset(TestDataset.Shop, TestDataset.ShopColumns, 8_000);
        var spec = runs.Spec(dataset, "clicked", LearningTask.Binary, """{"n_estimators":15,"early_stopping_rounds":5}""") with
        {
            Owner = "team-<shop>",
            Evaluation = new EvaluationPolicy { Slices = [new Slice { Column = "country" }], LearningCurve = new LearningCurvePolicy { Points = 3 } },
            Gates = [new Gate { Metric = "roc_auc", Min = 0.6 }, new Gate { Metric = "recall_difference", Slice = "country", Max = 0.001, Mode = GateMode.Advisory }],
        };
        var card = await CardAsync(spec);
        var report = TrainRuns.Evaluation(spec);

        Assert.Equal(
            ["In plain words", "Conditions", "Quality", "Decisions", "Parts of the rows", "Features", "Learning", "Ready for production?", "Where it comes from"],
            card.Descendants("h2").Select(title => title.Value).Where(title => title != "What to know"));
        Assert.Contains("Meets all 1 required conditions; 1 advisory ones are missed.", card.Value);
        Assert.Contains("team-<shop> answers for it.", card.Value);
        Assert.Equal(["ROC curve", "Precision-recall curve", "Calibration", "roc_auc by part of the rows", "Share of each feature", "logloss by round", "Learning curve"], Pictures(card));
        foreach (var metric in report.Metrics.Where(metric => metric is { Split: Split.Test, Slice: null, Value: not null }))
            Assert.Contains(Number(metric.Value!.Value), Row(card, metric.Metric));
        foreach (var slice in report.Metrics.Where(metric => metric is { Split: Split.Test, Slice: not null, Metric: "roc_auc" })) Assert.Contains(slice.Slice!, card.Value);
    }

    [Theory]
    [InlineData("tier", LearningTask.Multiclass, "Says which of 3 classes tier is")]
    [InlineData("spent", LearningTask.Regression, "Predicts spent.")]
    public async Task Other_tasks_have_a_card_of_their_own(string label, LearningTask task, string purpose)
    {
        using var dataset = new TestDataset(TestDataset.Shop, TestDataset.ShopColumns, 3_000);
        var card = await CardAsync(runs.Spec(dataset, label, task));
        Assert.Contains(purpose, card.Value);
        Assert.Contains("Nobody set a condition that it has to meet", card.Value);
        Assert.DoesNotContain("ROC curve", Pictures(card));
        Assert.NotEmpty(card.Descendants("li"));
    }

    [Fact]
    public async Task A_missed_condition_stands_at_the_top_and_nothing_is_loaded_from_elsewhere()
    {
        using var dataset = new TestDataset(TestDataset.Shop, TestDataset.ShopColumns, 3_000);
        var card = await CardAsync(runs.Spec(dataset, "clicked", LearningTask.Binary) with { Gates = [new Gate { Metric = "roc_auc", Min = 0.999 }] });
        Assert.Contains("Misses 1 of 1 required conditions and is not served: roc_auc is", card.Descendants("header").Single().Value);
        Assert.Empty(card.Descendants().Attributes("src"));
        Assert.Equal(["features.html"], card.Descendants().Attributes("href").Select(link => link.Value));
        Assert.Empty(card.Descendants("script"));
    }

    [Fact]
    public async Task The_ml_test_score_rests_on_what_is_there()
    {
        using var dataset = new TestDataset(TestDataset.Shop, TestDataset.ShopColumns, 3_000);
        var bare = runs.Spec(dataset, "clicked", LearningTask.Binary, output: "bare");
        await CardAsync(bare);
        var full = bare with
        {
            Output = ObjectUri.FromPath(Path.Combine(runs.Folder, "full")).ToString(),
            Evaluation = new EvaluationPolicy { Slices = [new Slice { Column = "country" }] },
            Gates = [new Gate { Metric = "roc_auc", MinGainOverBaseline = 0.01 }, new Gate { Metric = "recall_difference", Slice = "country", Max = 1 }],
            ConfigurationDigest = "sha256:" + new string('c', 64),
            Operation = new OperationFacts { Rollouts = ["shop"], Canary = true, RolledBack = true, PredictionLogs = ["shop-log"], Versions = 3 },
        };
        await CardAsync(full);

        var (before, after) = (TrainRuns.Evaluation(bare).TestScore!, TrainRuns.Evaluation(full).TestScore!);
        Assert.Equal(28, before.Tests.Count);
        Assert.Equal([7, 7, 7, 7], before.Tests.GroupBy(test => test.Section).Select(section => section.Count()));
        Assert.All(before.Tests.Concat(after.Tests), test => Assert.False(string.IsNullOrWhiteSpace(test.Evidence), test.Id));
        Assert.All(before.Tests, test => Assert.Contains(test.Points, (double[])[0, 0.5, 1]));
        Assert.Equal(after.Tests.GroupBy(test => test.Section).Min(section => section.Sum(test => test.Points)), after.Final);
        foreach (var id in (string[])["M2", "M5", "M6", "M7", "I3", "I4", "I6", "I7", "O1", "O7"]) Assert.True(Points(after, id) > Points(before, id), id);

        static double Points(TestScore score, string id) => score.Tests.Single(test => test.Id == id).Points;
    }

    private async Task<XElement> CardAsync(TrainSpec spec)
    {
        var result = await runs.RunAsync(spec);
        Assert.True(result.Outcome == StepOutcome.Succeeded, result.Error?.Message);
        var bytes = await File.ReadAllBytesAsync(TrainRuns.FileOf(spec, "card.html"), TestContext.Current.CancellationToken);
        Assert.Equal(new ModelCardFile { Uri = ObjectUri.Parse(spec.Output).Append("card.html").ToString(), Digest = Digest.Of(bytes) }, result.Train!.Card);
        Assert.Equal(result.Train.Card, TrainRuns.Manifest(spec).Card);
        var text = System.Text.Encoding.UTF8.GetString(bytes);
        return XElement.Parse(text[text.IndexOf("<html", StringComparison.Ordinal)..].Replace("<meta charset=\"utf-8\">", "", StringComparison.Ordinal));
    }

    private static IEnumerable<string> Pictures(XElement card) => card.Descendants().Where(element => element.Name.LocalName == "svg").Select(picture => picture.Elements().First().Value);

    private static string Row(XElement card, string metric) => string.Join('|', card.Descendants("tr").Where(row => row.Elements().FirstOrDefault()?.Value == metric).SelectMany(row => row.Elements().Select(cell => cell.Value)));

    private static string Number(double value) => value == Math.Floor(value) ? value.ToString("N0", CultureInfo.InvariantCulture) : value.ToString("G5", CultureInfo.InvariantCulture);
}
