using Slipway.Kubernetes.Queue;
using Slipway.Testing;

namespace Slipway.Kubernetes.Tests.Queue;

/// <summary>Workers that wait are woken by whatever makes a key ready, at the moment at which it does.</summary>
public sealed class WorkQueueTimingTests : IDisposable
{
    private readonly ManualTimeProvider time = new();
    private readonly WorkQueue<string> queue;

    public WorkQueueTimingTests() => queue = new WorkQueue<string>(new WorkQueueOptions<string> { Time = time });

    public void Dispose() => queue.Dispose();

    [Fact]
    public async Task A_waiting_worker_gets_a_key_when_its_delay_has_passed()
    {
        var waiting = queue.TakeAsync(TestContext.Current.CancellationToken);
        queue.AddAfter("a", TimeSpan.FromSeconds(3));
        time.Advance(TimeSpan.FromSeconds(3));
        queue.ProcessingCount.ShouldBe(1);
        (await waiting)!.Key.ShouldBe("a");
    }

    [Fact]
    public async Task A_waiting_worker_gets_a_key_that_another_gives_back_and_that_was_added_meanwhile()
    {
        queue.Add("a");
        (await queue.TakeAsync(TestContext.Current.CancellationToken))!.Key.ShouldBe("a");
        var waiting = queue.TakeAsync(TestContext.Current.CancellationToken);
        queue.Add("a");
        waiting.IsCompleted.ShouldBeFalse();
        queue.Done("a");
        queue.ProcessingCount.ShouldBe(1);
        (await waiting)!.Key.ShouldBe("a");
    }

    [Fact]
    public void A_shorter_delay_of_another_key_is_kept_and_so_is_the_longer_one()
    {
        queue.AddAfter("late", TimeSpan.FromSeconds(10));
        queue.AddAfter("soon", TimeSpan.FromSeconds(3));
        time.Advance(TimeSpan.FromSeconds(3));
        queue.ReadyCount.ShouldBe(1);
        time.Advance(TimeSpan.FromSeconds(7));
        queue.ReadyCount.ShouldBe(2);
    }

    [Fact]
    public void Keys_that_are_due_at_the_same_moment_all_come()
    {
        foreach (var key in new[] { "a", "b", "c" }) queue.AddAfter(key, TimeSpan.FromSeconds(3));
        time.Advance(TimeSpan.FromSeconds(3));
        queue.ReadyCount.ShouldBe(3);
    }

    [Fact]
    public async Task A_queue_that_is_shut_down_keeps_what_was_ready()
    {
        queue.Add("a");
        queue.ShutDown();
        (await queue.TakeAsync(TestContext.Current.CancellationToken)).ShouldBeNull();
    }

    [Fact]
    public void The_age_is_that_of_the_key_that_has_been_ready_for_longest()
    {
        queue.OldestAge.ShouldBe(TimeSpan.Zero);
        queue.AddAfter("a", TimeSpan.FromSeconds(3));
        time.Advance(TimeSpan.FromSeconds(4));
        queue.Add("b");
        time.Advance(TimeSpan.FromSeconds(2));
        queue.OldestAge.ShouldBe(TimeSpan.FromSeconds(3));
    }
}
