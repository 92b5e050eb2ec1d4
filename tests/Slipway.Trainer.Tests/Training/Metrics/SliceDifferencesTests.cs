using Slipway.Contracts.Training;
using Slipway.Trainer.Evaluation;
using Slipway.Trainer.Evaluation.Metrics;

namespace Slipway.Trainer.Tests.Training.Metrics;

[Trait("Capability", "E4")]
public sealed class SliceDifferencesTests
{
    /// <summary>Newcombe 1998 (Statistics in Medicine 17, 873), table II, method 10.</summary>
    [Theory]
    [InlineData(56, 70, 48, 80, 0.0524, 0.3339)]
    [InlineData(9, 10, 3, 10, 0.1705, 0.8090)]
    [InlineData(10, 10, 0, 20, 0.6791, 1.0000)]
    public void The_interval_of_two_shares_is_the_published_one(int successes, int rows, int otherSuccesses, int otherRows, double low, double high)
    {
        var difference = SliceDifferences.Of("sex", [Share("sex=F", otherSuccesses, otherRows), Share("sex=M", successes, rows)]).ShouldHaveSingleItem();
        difference.Value!.Value.ShouldBe(((double)successes / rows) - ((double)otherSuccesses / otherRows), 1e-12);
        difference.Low!.Value.ShouldBe(low, 5e-5);
        difference.High!.Value.ShouldBe(high, 5e-5);
        (difference.Metric, difference.Slice, difference.N).ShouldBe(("recall_difference", "sex", rows + otherRows));
    }

    [Fact]
    public void The_largest_and_the_smallest_of_many_values_count_and_undefined_ones_do_not()
    {
        MetricValue[] metrics = [Share("c=A", 5, 10), Share("c=B", 9, 10), Share("c=C", 2, 10), new() { Metric = "recall", Slice = "c=D", N = 10 }, new() { Metric = "roc_auc", Slice = "c=A", Value = 0.7, N = 10 }];
        var difference = SliceDifferences.Of("c", metrics).ShouldHaveSingleItem();
        difference.Value!.Value.ShouldBe(0.7, 1e-12);
    }

    [Fact]
    public void Without_intervals_there_is_a_difference_without_one()
    {
        var difference = SliceDifferences.Of("c", [new() { Metric = "f1[a]", Value = 0.5, N = 9 }, new() { Metric = "f1[a]", Value = 0.6, N = 9 }]).ShouldHaveSingleItem();
        (difference.Low, difference.High).ShouldBe((null, null));
    }

    private static MetricValue Share(string slice, int successes, int rows)
    {
        var interval = Intervals.Proportion(successes, rows)!.Value;
        return new() { Metric = "recall", Slice = slice, Value = (double)successes / rows, Low = interval.Low, High = interval.High, N = rows };
    }
}
