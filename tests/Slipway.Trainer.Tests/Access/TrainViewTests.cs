using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Contracts.Features;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.Trainer.Tests.Training;

namespace Slipway.Trainer.Tests.Access;

/// <summary>What a training run sees of a dataset of which a part is granted.</summary>
[Trait("Capability", "D24")]
public sealed class TrainViewTests : IDisposable
{
    private static readonly DateTimeOffset Newest = new(2026, 1, 31, 0, 0, 0, TimeSpan.Zero);

    private readonly TestDataset data = new(TestDataset.Shop, TestDataset.ShopColumns, 4000, manifest => manifest with { EventTime = "moment", EventTimeMax = Newest });
    private readonly TrainRuns runs = new();

    public void Dispose()
    {
        data.Dispose();
        runs.Dispose();
    }

    [Fact]
    public async Task A_column_that_is_not_granted_is_no_column()
    {
        var spec = Spec(new DatasetView { Columns = ["visits", "clicked"] });
        (await runs.RunAsync(spec, TestContext.Current.CancellationToken)).Outcome.ShouldBe(StepOutcome.Succeeded, runs.Output.ToString());
        var spying = await runs.RunAsync(spec with { Features = [new Feature { Name = "price" }] }, TestContext.Current.CancellationToken);
        (spying.Outcome, spying.Error!.Reason).ShouldBe((StepOutcome.Invalid, "InvalidFeatures"));
        spying.Error.Message.ShouldContain("price");
        (await runs.RunAsync(spec with { Weight = "price" }, TestContext.Current.CancellationToken)).Error!.Reason.ShouldBe("UnknownWeight");
        (await runs.RunAsync(spec with { Label = "spent", Task = LearningTask.Regression }, TestContext.Current.CancellationToken)).Outcome.ShouldNotBe(StepOutcome.Succeeded);
    }

    [Fact]
    public async Task Rows_beyond_the_age_are_not_learned_from()
    {
        var all = (await runs.RunAsync(Spec(null), TestContext.Current.CancellationToken)).Train!.Rows;
        var recent = await runs.RunAsync(Spec(new DatasetView { MaxAge = Duration.Parse("10d") }), TestContext.Current.CancellationToken);
        // A third of thirty days.
        ((double)recent.Train!.Rows / all).ShouldBe(1 / 3.0, 0.05);
        var none = await runs.RunAsync(Spec(new DatasetView { MaxAge = new Duration(TimeSpan.FromMilliseconds(1)) }), TestContext.Current.CancellationToken);
        none.Error!.Reason.ShouldBe("NoTrainingRows");
    }

    private TrainSpec Spec(DatasetView? view) => runs.Spec(data, "clicked", LearningTask.Binary, """{"n_estimators":3,"max_depth":2}""") with
    {
        Dataset = data.Pin with { View = view }, Features = [new Feature { Name = "visits" }],
    };
}
