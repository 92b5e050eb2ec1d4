using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;

namespace Slipway.Trainer.Tests.Training.Explanations;

[Trait("Capability", "E10")]
public sealed class ExplanationTests : IDisposable
{
    private readonly TrainRuns runs = new();

    public void Dispose() => runs.Dispose();

    [Fact, Trait("Capability", "T12")]
    public async Task Every_model_says_what_each_feature_adds_and_why_some_rows_were_predicted_as_they_were()
    {
        using var data = Data();
        var spec = runs.Spec(data, "clicked", LearningTask.Binary) with { Evaluation = new EvaluationPolicy { Explanations = new ExplanationPolicy { Rows = 500, Samples = 12 } } };
        await RunAsync(spec);
        var report = TrainRuns.Evaluation(spec);
        var explained = report.Explanations!;

        (explained.Split, explained.Rows, explained.BaseValues.Count, explained.Outputs).ShouldBe((Split.Test, 500, 1, null));
        explained.Parity.Rows.ShouldBe(50);
        explained.Parity.MaxDifference.ShouldBeInRange(0, 1e-4);
        explained.Features.Select(feature => feature.Feature).ShouldBe(TrainRuns.ShopFeatures.Select(feature => feature.Name), ignoreOrder: true);
        explained.Features.Sum(feature => feature.Share).ShouldBe(1, 1e-9);
        explained.Features.Select(feature => feature.MeanAbsolute).ShouldBeInOrder(SortDirection.Descending);
        explained.Features[^1].Feature.ShouldBeOneOf("device", "member", "log_price");

        // The label rises with price and visits, and DE has more of it than SE.
        var visits = explained.Features.Single(feature => feature.Feature == "visits").Dependence!;
        visits.Sum(point => point.Rows).ShouldBe(500);
        visits[^1].Value.ShouldBe("(missing)");
        var numbers = visits.Where(point => point.Number is not null).ToList();
        numbers.Count.ShouldBe(10);
        numbers.Select(point => point.Number!.Value).ShouldBeInOrder();
        numbers[^1].Mean[0].ShouldBeGreaterThan(numbers[0].Mean[0] + 0.3);
        numbers.ShouldAllBe(point => point.Low <= point.Mean[0] && point.Mean[0] <= point.High);
        var countries = explained.Features.Single(feature => feature.Feature == "country").Dependence!.ToDictionary(point => point.Value);
        countries["DE"].Mean[0].ShouldBeGreaterThan(countries["SE"].Mean[0] + 0.3);

        explained.Samples!.Count.ShouldBe(12);
        foreach (var sample in explained.Samples)
        {
            (sample.BaseValue + sample.Rest + sample.Contributions.Sum(each => each.Contribution)).ShouldBe(sample.Margin, 1e-9);
            (1 / (1 + Math.Exp(-sample.Margin))).ShouldBe(sample.Prediction, 1e-5, "the margin is that of the exported file's probability");
            sample.Output.ShouldBe("true");
            sample.Predicted.ShouldBe(sample.Prediction >= report.Threshold!.Value ? "true" : "false");
            sample.Key!["visits"].ShouldBe(sample.Contributions.SingleOrDefault(each => each.Feature == "visits")?.Value ?? sample.Key["visits"], "key and values are of one row");
        }

        explained.Samples.Select(sample => sample.Label).Distinct().Count().ShouldBe(2);
    }

    [Theory]
    [InlineData("tier", LearningTask.Multiclass)]
    [InlineData("spent", LearningTask.Regression)]
    public async Task Classes_and_numbers_are_explained_too(string label, LearningTask task)
    {
        using var data = Data();
        var spec = runs.Spec(data, label, task);
        await RunAsync(spec);
        var explained = TrainRuns.Evaluation(spec).Explanations!;
        (explained.Rows, explained.Samples!.Count, explained.BaseValues.Count).ShouldBe((1000, 20, task == LearningTask.Multiclass ? 3 : 1), "what is not asked for has its defaults");
        explained.Parity.MaxDifference.ShouldBeInRange(0, 1e-4);
        foreach (var sample in explained.Samples)
        {
            if (task == LearningTask.Multiclass) sample.Output.ShouldBe(sample.Predicted);
            else sample.Margin.ShouldBe(sample.Prediction, 1e-3 * Math.Abs(sample.Prediction));
        }
    }

    [Fact]
    public async Task Values_of_personal_columns_are_not_shown()
    {
        using var data = new TestDataset(TestDataset.Shop, [.. TestDataset.ShopColumns.Select(column => column.Name == "visits" ? column with { Sensitivity = Sensitivity.Personal } : column)], 3000, manifest => manifest with { Key = ["visits"] });
        var spec = runs.Spec(data, "clicked", LearningTask.Binary);
        await RunAsync(spec);
        var explained = TrainRuns.Evaluation(spec).Explanations!;
        explained.Features.Single(feature => feature.Feature == "visits").ShouldSatisfyAllConditions(feature => feature.MeanAbsolute.ShouldBeGreaterThan(0), feature => feature.Dependence.ShouldBeNull());
        explained.Samples!.SelectMany(sample => sample.Contributions).Where(each => each.Feature == "visits").ShouldAllBe(each => each.Value == "***");
        explained.Samples!.ShouldAllBe(sample => sample.Key!["visits"] == "***");
    }

    private static TestDataset Data() => new(TestDataset.Shop, TestDataset.ShopColumns, 6000, manifest => manifest with { Key = ["visits"] });

    private async Task RunAsync(TrainSpec spec) => (await runs.RunAsync(spec, TestContext.Current.CancellationToken)).Error.ShouldBeNull(runs.Output.ToString());
}
