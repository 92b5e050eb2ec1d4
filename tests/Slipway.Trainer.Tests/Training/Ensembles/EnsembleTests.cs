using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.Trainer.Tests.Training.Export.Grid;
using Slipway.XGBoost;
using Slipway.XGBoost.Model;

namespace Slipway.Trainer.Tests.Training.Ensembles;

/// <summary>Several models served as one.</summary>
public sealed class EnsembleTests : IDisposable
{
    private readonly TrainRuns runs = new();

    [Theory]
    [Trait("Capability", "T16")]
    [InlineData("binary:logistic", "")]
    [InlineData("binary:logistic", "booster=dart rate_drop=0.5")]
    [InlineData("multi:softprob", "num_class=3 num_parallel_tree=2 subsample=0.6")]
    [InlineData("count:poisson", "base_score=3")]
    public void The_mean_model_gives_the_mean_of_the_margins(string objective, string parameters)
    {
        TrainedGridModel[] members = [.. new[] { 300, 500, 700 }.Select(rows => TrainedGridModel.Train(new GridConfiguration(objective, parameters, Rounds: 4, Used: rows == 500 ? 2 : 4), rows))];
        var mean = MeanModel.Of([.. members.Select((member, index) => (member.Json, index == 1 ? 2 : 4))]);
        var rows = members[0].Rows;
        using var booster = new Booster([]);
        booster.LoadModel(mean.Json);
        using var matrix = DMatrix.FromDense(rows, GridRows.Columns);
        var own = booster.Predict(matrix, PredictionKind.Margin, mean.Rounds).Values;
        var each = members.Select(member => GridGraph.Run(GridGraph.Export(member.Model), rows, GridRows.Columns).Margins).ToArray();
        for (var i = 0; i < own.Length; i++) own[i].ShouldBe(each.Average(margins => margins[i]), 2e-5f);
        GridGraph.Run(GridGraph.Export(XGBoostModel.Read(mean.Json, mean.Rounds)), rows, GridRows.Columns).Margins.Zip(own).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 2e-5f);
    }

    [Theory]
    [Trait("Capability", "T16")]
    [InlineData("clicked", LearningTask.Binary, EnsembleMethod.Bagging, """{"n_estimators":12,"max_depth":4}""")]
    [InlineData("tier", LearningTask.Multiclass, EnsembleMethod.Seeds, """{"n_estimators":6,"max_depth":4,"subsample":0.7,"num_parallel_tree":2}""")]
    [InlineData("spent", LearningTask.Regression, EnsembleMethod.Bagging, """{"n_estimators":40,"max_depth":4,"early_stopping_rounds":3}""")]
    public async Task An_ensemble_is_one_graph_that_agrees_with_XGBoost(string label, LearningTask task, EnsembleMethod method, string hyperparameters)
    {
        using var dataset = new TestDataset(TestDataset.Shop, TestDataset.ShopColumns, 4_000);
        var spec = runs.Spec(dataset, label, task, hyperparameters) with { Ensemble = new EnsemblePolicy { Method = method, Members = 3 } };
        var result = await runs.RunAsync(spec);
        result.Error.ShouldBeNull(runs.Output.ToString());
        result.Train!.Parity!.MaxDifference.ShouldBeLessThanOrEqualTo(1e-5);
        runs.Output.ToString().ShouldContain("member 3 of 3");
    }

    [Fact]
    [Trait("Capability", "T17")]
    public async Task A_student_can_learn_from_an_ensemble()
    {
        using var dataset = new TestDataset(TestDataset.Shop, TestDataset.ShopColumns, 4_000);
        var spec = runs.Spec(dataset, "clicked", LearningTask.Binary) with
        {
            Ensemble = new EnsemblePolicy { Members = 3 },
            Compression = new CompressionPolicy { Method = CompressionMethod.Distillation, Hyperparameters = System.Text.Json.JsonSerializer.Deserialize<Dictionary<string, System.Text.Json.JsonElement>>("""{"max_depth":3}""") },
        };
        (await runs.RunAsync(spec)).Error.ShouldBeNull(runs.Output.ToString());
        var report = TrainRuns.Evaluation(spec).Compression!;
        (report.Teacher.Trees, report.Model.Trees).ShouldBe((60, 20));
    }

    [Fact]
    public async Task Members_that_would_be_equal_are_refused()
    {
        using var dataset = new TestDataset(TestDataset.Shop, TestDataset.ShopColumns, 2_000);
        var spec = runs.Spec(dataset, "clicked", LearningTask.Binary) with { Ensemble = new EnsemblePolicy { Method = EnsembleMethod.Seeds } };
        var result = await runs.RunAsync(spec);
        runs.ExitCode.ShouldBe(StepExitCode.Invalid);
        result.Error!.Reason.ShouldBe("MembersAreEqual");
    }

    public void Dispose() => runs.Dispose();
}
