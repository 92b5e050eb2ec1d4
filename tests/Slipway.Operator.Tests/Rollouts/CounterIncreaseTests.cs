using FsCheck;
using FsCheck.Fluent;
using Slipway.Operator.Prometheus;

namespace Slipway.Operator.Tests.Rollouts;

public sealed class CounterIncreaseTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_series_that_was_born_after_the_start_counts_from_zero() =>
        CounterIncrease.Of(Samples((5, 7), (10, 12)), Start).ShouldBe(12);

    [Fact]
    public void What_was_counted_before_the_start_does_not_count() =>
        CounterIncrease.Of(Samples((-5, 100), (0, 110), (5, 115)), Start).ShouldBe(5);

    [Fact]
    public void A_restart_counts_from_zero_again() =>
        CounterIncrease.Of(Samples((-5, 100), (5, 130), (10, 4), (15, 9)), Start).ShouldBe(30 + 4 + 5);

    [Fact]
    public void NaN_samples_are_passed_over() =>
        CounterIncrease.Of(Samples((-5, 100), (5, double.NaN), (10, 104)), Start).ShouldBe(4);

    [Fact]
    [Trait("Capability", "R2")]
    public void Any_increments_with_any_restarts_add_up() =>
        Prop.ForAll<PositiveInt[], bool[]>((increments, restarts) =>
        {
            var samples = new List<Sample> { new(Start.AddSeconds(-1), 50) };
            var value = 50.0;
            var expected = 0.0;
            for (var i = 0; i < increments.Length; i++)
            {
                var restart = i < restarts.Length && restarts[i];
                // After a restart the counter has to read less than before, or no reader could tell.
                if (restart && increments[i].Get < value) value = 0;
                value += increments[i].Get;
                expected += increments[i].Get;
                samples.Add(new(Start.AddSeconds(i + 1), value));
            }

            return CounterIncrease.Of(samples, Start) == expected;
        }).QuickCheckThrowOnFailure();

    private static Sample[] Samples(params (int Second, double Value)[] samples) =>
        [.. samples.Select(sample => new Sample(Start.AddSeconds(sample.Second), sample.Value))];
}
