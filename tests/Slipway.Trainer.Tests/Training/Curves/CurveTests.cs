using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.Trainer.Training.Learning;
using Slipway.XGBoost;

namespace Slipway.Trainer.Tests.Training.Curves;

/// <summary>What more rows and fresher rows are worth.</summary>
[Trait("Capability", "T19")]
public sealed class CurveTests : IDisposable
{
    private readonly TrainRuns runs = new();

    public void Dispose() => runs.Dispose();

    [Fact]
    public async Task More_rows_teach_more_and_the_last_point_is_the_model_itself()
    {
        using var dataset = new TestDataset(TestDataset.Shop, TestDataset.ShopColumns, 20_000);
        var spec = runs.Spec(dataset, "clicked", LearningTask.Binary) with { Evaluation = new EvaluationPolicy { LearningCurve = new LearningCurvePolicy { Points = 6 } } };
        Assert.Equal(StepOutcome.Succeeded, (await runs.RunAsync(spec)).Outcome);

        var curve = TrainRuns.Evaluation(spec).LearningCurve!;
        Assert.Equal(("roc_auc", Split.Validation, 7), (curve.Metric, curve.Split, curve.Points.Count));
        Assert.Equal(curve.Points.OrderBy(point => point.Rows), curve.Points);
        Assert.Equal(12_000, curve.Points[^1].Rows);
        Assert.All(curve.Points, point => Assert.InRange(point.Rows, (12_000 * point.Share * 0.8) - 1, (12_000 * point.Share * 1.2) + 1));
        Assert.True(curve.Points[^1].Value > curve.Points[0].Value + 0.01, $"{curve.Points[0].Value} to {curve.Points[^1].Value}");
    }

    [Theory]
    [InlineData(SplitMethod.Hash)]
    [InlineData(SplitMethod.Time)]
    public async Task Old_periods_predict_worse_where_the_world_changes(SplitMethod method)
    {
        using var dataset = Changing(method);
        var spec = Drifting(dataset, new FreshnessPolicy { Step = new Duration(TimeSpan.FromDays(10)), Points = 4 });
        var result = await runs.RunAsync(spec);
        Assert.True(result.Outcome == StepOutcome.Succeeded, result.Error?.Message);

        var curve = TrainRuns.Evaluation(spec).Freshness!;
        Assert.Equal([0, 10, 20, 30], curve.Points.Select(point => point.Age.Value.TotalDays));
        Assert.True(curve.Measured > 100);
        Assert.All(curve.Points, point => Assert.InRange(point.Rows, 0.7 * curve.Points[0].Rows, 1.3 * curve.Points[0].Rows));
        Assert.Equal(curve.Points.OrderByDescending(point => point.Value), curve.Points);
        Assert.True(curve.Points[0].Value > curve.Points[^1].Value + 0.1);
    }

    [Fact]
    public async Task Periods_that_do_not_fit_are_refused_with_what_there_is()
    {
        using var dataset = Changing(SplitMethod.Hash);
        var error = (await runs.RunAsync(Drifting(dataset, new FreshnessPolicy { Step = new Duration(TimeSpan.FromDays(40)), Points = 4 }))).Error!;
        Assert.Equal("FreshnessTooLong", error.Reason);
        Assert.Contains("59.99 days", error.Message);
    }

    [Fact]
    public void Smaller_samples_are_parts_of_larger_ones_and_do_not_depend_on_the_batches()
    {
        var labels = Enumerable.Range(0, 1000).Select(row => (float)row).ToArray().AsMemory();
        DenseBatch[] whole = [new(labels, labels, labels)];
        DenseBatch[] parted = [new(labels[..300], labels[..300], labels[..300]), new(labels[300..], labels[300..], labels[300..])];
        var smaller = Rows(RowSample.Take(whole, 1, 0.2, 5));
        Assert.Subset(Rows(RowSample.Take(whole, 1, 0.6, 5)).ToHashSet(), smaller.ToHashSet());
        Assert.Equal(smaller, Rows(RowSample.Take(parted, 1, 0.2, 5)));
        Assert.NotEqual(smaller, Rows(RowSample.Take(whole, 1, 0.2, 6)));
        Assert.InRange(smaller.Count, 150, 250);
        Assert.All(RowSample.Take(whole, 1, 0.2, 5), batch => Assert.Equal(batch.Labels.ToArray(), batch.Weights.ToArray()));

        static List<float> Rows(IReadOnlyList<DenseBatch> batches) => [.. batches.SelectMany(batch => batch.Values.ToArray())];
    }

    private TrainSpec Drifting(TestDataset dataset, FreshnessPolicy policy) => runs.Spec(dataset, "clicked", LearningTask.Binary) with
    {
        Features = [new() { Name = "price" }], Evaluation = new EvaluationPolicy { Freshness = policy },
    };

    // From which price people click moves by one unit a day.
    private static TestDataset Changing(SplitMethod method) => new(
        "SELECT TIMESTAMP '2026-01-01' + to_seconds((i * 864)::BIGINT) AS moment, (hash(i) % 100)::DOUBLE AS price, (hash(i) % 100)::DOUBLE > i / 100.0 + 20 + hash(i * 31 + 7) % 10 AS clicked FROM range(6000) t(i)",
        [new() { Name = "moment", Type = ColumnType.Timestamp }, new() { Name = "price", Type = ColumnType.Float64 }, new() { Name = "clicked", Type = ColumnType.Boolean }],
        6000, manifest => manifest with { EventTime = "moment", Splits = new SplitPolicy { Method = method } },
        part: method == SplitMethod.Time ? "CAST(99 - (epoch(moment) - epoch(TIMESTAMP '2026-01-01')) // 51840 AS BIGINT)" : "hash(moment) % 100");
}
