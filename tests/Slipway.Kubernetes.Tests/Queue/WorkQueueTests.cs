using Slipway.Kubernetes.Metrics;
using Slipway.Kubernetes.Queue;
using Slipway.Testing;

namespace Slipway.Kubernetes.Tests.Queue;

public sealed class WorkQueueTests : IDisposable
{
    private readonly ManualTimeProvider time = new();
    private readonly MetricRegistry registry = new();
    private readonly WorkQueue<string> queue;

    public WorkQueueTests() => queue = new WorkQueue<string>(new WorkQueueOptions<string>
    {
        Time = time, OldestFirstEvery = 5, Metrics = new WorkQueueMetrics(registry, "test"),
    });

    public void Dispose() => queue.Dispose();

    [Fact]
    public void A_key_may_come_later_than_any_timer_of_the_system_can_wait()
    {
        using var real = new WorkQueue<string>(new WorkQueueOptions<string> { Time = TimeProvider.System, Metrics = new WorkQueueMetrics(registry, "real") });
        Should.NotThrow(() => real.AddAfter("a", TimeSpan.FromDays(400)));

        queue.AddAfter("a", TimeSpan.FromDays(400));
        time.Advance(TimeSpan.FromDays(399));
        Take().ShouldBeNull();
        time.Advance(TimeSpan.FromDays(1));
        Take().ShouldBe("a");
    }

    [Fact]
    public void A_key_that_is_added_twice_is_handed_out_once()
    {
        queue.Add("a");
        queue.Add("a");
        Take().ShouldBe("a");
        queue.Done("a");
        Take().ShouldBeNull();
    }

    [Fact]
    public void A_key_may_wait_for_longer_than_a_timer_reaches()
    {
        using var real = new WorkQueue<string>(new WorkQueueOptions<string>());
        Should.NotThrow(() => real.AddAfter("retention of a year", TimeSpan.FromDays(365)));

        queue.AddAfter("a", TimeSpan.FromDays(3));
        time.Advance(TimeSpan.FromDays(2));
        Take().ShouldBeNull();
        time.Advance(TimeSpan.FromDays(1));
        Take().ShouldBe("a");
    }

    [Fact]
    [Trait("Capability", "P4")]
    public void A_key_that_is_added_while_a_worker_has_it_is_handed_out_again_after_done_and_not_before()
    {
        queue.Add("a");
        Take().ShouldBe("a");
        queue.Add("a");
        queue.Add("a");
        Take().ShouldBeNull();
        queue.Done("a");
        Take().ShouldBe("a");
        queue.Done("a");
        Take().ShouldBeNull();
    }

    [Fact]
    public void A_delay_that_passes_while_a_worker_has_the_key_waits_for_done()
    {
        queue.Add("a");
        Take();
        queue.AddAfter("a", TimeSpan.FromSeconds(1));
        time.Advance(TimeSpan.FromSeconds(2));
        Take().ShouldBeNull();
        queue.Done("a");
        Take().ShouldBe("a");
    }

    [Fact]
    public void Done_does_not_shorten_a_delay_that_still_runs()
    {
        queue.Add("a");
        Take();
        queue.AddAfter("a", TimeSpan.FromSeconds(5));
        queue.Done("a");
        Take().ShouldBeNull();
        time.Advance(TimeSpan.FromSeconds(5));
        Take().ShouldBe("a");
    }

    [Fact]
    public void A_delayed_key_comes_after_its_delay_and_not_before()
    {
        queue.AddAfter("a", TimeSpan.FromSeconds(3));
        time.Advance(TimeSpan.FromSeconds(2.9));
        Take().ShouldBeNull();
        time.Advance(TimeSpan.FromSeconds(0.1));
        Take().ShouldBe("a");
    }

    [Theory]
    [InlineData(3, 10)]
    [InlineData(10, 3)]
    public void The_shorter_of_two_delays_counts(int first, int second)
    {
        queue.AddAfter("a", TimeSpan.FromSeconds(first));
        queue.AddAfter("a", TimeSpan.FromSeconds(second));
        time.Advance(TimeSpan.FromSeconds(3));
        Take().ShouldBe("a");
        time.Advance(TimeSpan.FromSeconds(20));
        queue.Done("a");
        Take().ShouldBeNull();
    }

    [Fact]
    public void A_ready_key_stays_ready_when_it_is_added_with_a_delay()
    {
        queue.Add("a");
        queue.AddAfter("a", TimeSpan.FromHours(1));
        Take().ShouldBe("a");
    }

    [Fact]
    public void A_delayed_key_that_is_added_at_once_is_ready_at_once()
    {
        queue.AddAfter("a", TimeSpan.FromHours(1));
        queue.Add("a");
        Take().ShouldBe("a");
        queue.Done("a");
        time.Advance(TimeSpan.FromHours(2));
        Take().ShouldBeNull();
    }

    [Fact]
    public void A_delay_of_zero_is_no_delay_and_no_retry()
    {
        queue.AddAfter("a", TimeSpan.Zero);
        Take().ShouldBe("a");
        registry.WriteText().ShouldContain("workqueue_retries_total{name=\"test\",controller=\"test\"} 0\n");
        queue.AddAfter("b", TimeSpan.FromSeconds(1));
        registry.WriteText().ShouldContain("workqueue_retries_total{name=\"test\",controller=\"test\"} 1\n");
    }

    [Fact]
    public void Every_delayed_add_counts_as_a_retry_whether_or_not_the_key_is_known()
    {
        queue.AddAfter("a", TimeSpan.FromSeconds(1));
        queue.AddAfter("a", TimeSpan.FromSeconds(2));
        queue.Add("b");
        queue.AddAfter("b", TimeSpan.FromSeconds(1));
        registry.WriteText().ShouldContain("workqueue_retries_total{name=\"test\",controller=\"test\"} 3\n");
    }

    [Fact]
    public void Higher_priority_is_served_first_and_first_come_first_served_within_one()
    {
        queue.Add("low", -100);
        queue.Add("a");
        queue.Add("b");
        queue.Add("high", 5);
        new[] { Take(), Take(), Take(), Take() }.ShouldBe(["high", "a", "b", "low"]);
    }

    [Fact]
    public void A_raised_priority_goes_to_the_end_of_its_new_line()
    {
        queue.Add("low", -100);
        queue.Add("a");
        queue.Add("low");
        queue.Add("a", -100);
        registry.WriteText().ShouldContain("workqueue_depth{name=\"test\",controller=\"test\",priority=\"0\"} 2\n");
        new[] { Take(), Take(), Take() }.ShouldBe(["a", "low", null]);
        registry.WriteText().ShouldContain("workqueue_depth{name=\"test\",controller=\"test\",priority=\"0\"} 0\n");
    }

    [Fact]
    [Trait("Capability", "P5")]
    public void Low_priority_does_not_starve()
    {
        queue.Add("low", -100);
        var order = new List<string?>();
        for (var i = 0; i < 10; i++)
        {
            queue.Add($"key-{i}");
            var key = Take();
            order.Add(key);
            queue.Done(key!);
        }

        order.IndexOf("low").ShouldBe(4);
    }

    [Fact]
    public void Failures_of_a_key_double_its_delay_until_it_is_forgotten()
    {
        queue.AddRateLimited("a");
        time.Advance(TimeSpan.FromMilliseconds(5));
        Take().ShouldBe("a");
        queue.Done("a");
        queue.AddRateLimited("a");
        time.Advance(TimeSpan.FromMilliseconds(9));
        Take().ShouldBeNull();
        time.Advance(TimeSpan.FromMilliseconds(1));
        Take().ShouldBe("a");
        queue.Failures("a").ShouldBe(2);
        queue.Forget("a");
        queue.Failures("a").ShouldBe(0);
    }

    [Fact]
    public async Task A_waiting_worker_is_woken_and_a_cancelled_one_loses_no_key()
    {
        var cancelled = new CancellationTokenSource();
        var first = queue.TakeAsync(cancelled.Token);
        var second = queue.TakeAsync(TestContext.Current.CancellationToken);
        await cancelled.CancelAsync();
        queue.Add("a");
        await Should.ThrowAsync<OperationCanceledException>(() => first);
        (await second)!.Key.ShouldBe("a");
    }

    [Fact]
    public async Task Shutting_down_wakes_the_waiting_and_takes_nothing_in()
    {
        var waiting = queue.TakeAsync(TestContext.Current.CancellationToken);
        queue.ShutDown();
        (await waiting).ShouldBeNull();
        queue.Add("a");
        queue.Count.ShouldBe(0);
        (await queue.TakeAsync(TestContext.Current.CancellationToken)).ShouldBeNull();
    }

    [Fact]
    public void Metrics_count_depth_adds_and_running_work()
    {
        queue.Add("a");
        queue.Add("b", -100);
        Take();
        time.Advance(TimeSpan.FromSeconds(2));
        var text = registry.WriteText();
        text.ShouldContain("workqueue_depth{name=\"test\",controller=\"test\",priority=\"-100\"} 1\n");
        text.ShouldContain("workqueue_depth{name=\"test\",controller=\"test\",priority=\"0\"} 0\n");
        text.ShouldContain("workqueue_adds_total{name=\"test\",controller=\"test\"} 2\n");
        text.ShouldContain("workqueue_longest_running_processor_seconds{name=\"test\",controller=\"test\"} 2\n");
        queue.Done("a");
        registry.WriteText().ShouldContain("workqueue_work_duration_seconds_sum{name=\"test\",controller=\"test\"} 2\n");
    }

    [Fact]
    public void More_than_25_priorities_share_one_depth_label()
    {
        for (var priority = 0; priority < 30; priority++) queue.Add($"k{priority}", priority);
        registry.WriteText().ShouldContain("priority=\"exceeded_cardinality_limit\"} 5\n");
    }

    private string? Take()
    {
        using var now = new CancellationTokenSource();
        var take = queue.TakeAsync(now.Token);
        if (take.IsCompletedSuccessfully) return take.Result?.Key;
        now.Cancel();
        return null;
    }
}
