using Slipway.Contracts.Data;
using Slipway.Contracts.FeatureReports;
using Slipway.Contracts.Features;
using Slipway.Contracts.Training;
using Slipway.Trainer.Tests.Training;
using static Slipway.Trainer.Tests.FeatureReports.ReportRuns;

namespace Slipway.Trainer.Tests.FeatureReports;

[Trait("Capability", "F10")]
public sealed class CostTests : IDisposable
{
    // The label hangs on the price, and a little on the visits; the copy says what the price says, the rest nothing.
    private const string Orders = """
        SELECT (hash(i) % 10000)::DOUBLE / 100 AS price, (hash(i) % 10000)::DOUBLE / 50 AS copy, (hash(i, 2) % 1000)::DOUBLE AS visits, 1.0::DOUBLE AS constant, (hash(i, 5) % 1000)::DOUBLE AS dice,
          (hash(i) % 10000)::DOUBLE / 10000 + (hash(i, 2) % 1000)::DOUBLE / 5000 + (hash(i, 9) % 1000)::DOUBLE / 2000 > 0.85 AS paid FROM range(100000) t(i)
        """;

    private readonly ReportRuns runs = new();

    public void Dispose() => runs.Dispose();

    [Fact]
    public async Task Importance_is_told_by_gain_and_contribution_and_what_no_tree_uses_is_named_with_its_columns()
    {
        var (report, result) = await runs.RunAsync(Spec("price", "visits", "constant"));

        var cost = report.Cost!;
        cost.Features.Select(feature => feature.Feature).ShouldBe(["price", "visits", "constant"]);
        cost.Features.Sum(feature => feature.GainShare).ShouldBe(1, 1e-4);
        cost.Features.Sum(feature => feature.ContributionShare).ShouldBe(1, 1e-4);
        cost.Features[0].ContributionShare.ShouldBeGreaterThan(cost.Features[1].ContributionShare);
        cost.Features.Select(feature => feature.Value).ShouldBe([FeatureValue.Useful, FeatureValue.Useful, FeatureValue.Unused]);
        cost.Features[2].OnlyColumns.ShouldBe(["constant"]);
        (cost.Rows, cost.Approximate, cost.LeaveOut).ShouldBe((600L, false, null));
        report.Findings!.Single(each => each.Check == "featureCost").Message.ShouldBe("No tree uses feature 'constant': see whether it is worth its price; nothing else reads constant.");
        result.Train!.Features!.Features![0].Share.ShouldBe(Math.Round(cost.Features[0].GainShare, 4));
    }

    [Fact]
    public async Task Features_are_left_out_within_the_number_of_runs_and_what_can_go_together_is_proposed()
    {
        var spec = Spec("price", "copy", "visits", "constant", "dice") with { Evaluation = new EvaluationPolicy { FeatureCost = new FeatureCostPolicy { MaxRuns = 6, MaxFall = 0.01 } } };

        var (report, _) = await runs.RunAsync(spec);

        var left = report.Cost!.LeaveOut!;
        left.Split.ShouldBe(Split.Validation);
        left.Runs.ShouldBeLessThanOrEqualTo(6);
        left.Features.ShouldAllBe(each => each.Features.Count == 1 && each.Metric == "roc_auc" && Math.Abs(each.With - each.Without - each.Fall) < 1e-5);
        // Price and copy stand in for each other: each can go, both cannot.
        left.Proposal!.Features.ShouldContain("constant");
        left.Proposal.Features.Count(feature => feature is "price" or "copy").ShouldBeLessThan(2);
        left.Proposal.Fall.ShouldBeLessThanOrEqualTo(0.01);
        left.Columns.ShouldBe(left.Proposal.Features.Order());
        report.Findings!.ShouldContain(each => each.Message.StartsWith("Without feature", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_fall_beyond_what_is_allowed_is_never_proposed()
    {
        var spec = Spec("price", "visits") with { Evaluation = new EvaluationPolicy { FeatureCost = new FeatureCostPolicy { MaxRuns = 4, MaxFall = 0.001 } } };

        var left = (await runs.RunAsync(spec)).Report.Cost!.LeaveOut!;

        left.Proposal.ShouldBeNull();
        left.Features.Select(each => each.Features[0]).ShouldBe(["price", "visits"]);
        left.Features[0].Fall.ShouldBeGreaterThan(0.1);
    }

    [Theory]
    [InlineData("binary", LearningTask.Binary)]
    [InlineData("tier", LearningTask.Multiclass)]
    [InlineData("spent", LearningTask.Regression)]
    public async Task Contributions_are_those_of_every_kind_of_task(string label, LearningTask task)
    {
        using var data = new TestDataset(TestDataset.Shop, TestDataset.ShopColumns, 3_000);
        var spec = runs.Runs.Spec(data, label == "binary" ? "clicked" : label, task) with { Evaluation = new EvaluationPolicy { FeatureCost = new FeatureCostPolicy { MaxRuns = 2 } } };

        var (report, _) = await runs.RunAsync(spec);

        report.Cost!.Features.Count.ShouldBe(6);
        report.Cost.Features.ShouldAllBe(feature => feature.Contribution >= 0);
        report.Cost.Features[0].Contribution.ShouldBeGreaterThan(0);
        // price and log_price read one column, so that neither alone needs it.
        report.Cost.Features.Where(feature => feature.Feature is "price" or "log_price").ShouldAllBe(feature => feature.OnlyColumns == null);
        report.Cost.LeaveOut!.Features.ShouldAllBe(each => double.IsFinite(each.Fall));
    }

    private Contracts.Steps.TrainSpec Spec(params string[] features) => runs.Spec(
        runs.Data(Orders, [.. new[] { "price", "copy", "visits", "constant", "dice" }.Select(name => Of(name, ColumnType.Float64)), Of("paid", ColumnType.Boolean)], 6000),
        "paid", [.. features.Select(name => new Feature { Name = name })]);
}
