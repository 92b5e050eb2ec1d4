using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Contracts.Features;
using Slipway.Lookups;
using Slipway.Server.Metrics;
using Slipway.Server.Predictor.Events;
using Slipway.Server.Predictor.Events.Following;
using Slipway.Server.Predictor.Events.Log;
using Slipway.Server.Predictor.Events.Windows;
using Slipway.Storage;
using Slipway.Testing;

namespace Slipway.Server.Tests.Predictor.Events;

/// <summary>The log is read into windows of ten minutes that move on every minute and wait ten seconds.</summary>
[Trait("Capability", "F12")]
public sealed class LogFollowerTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("slipway-events-").FullName;
    private readonly ManualTimeProvider clock = new(new DateTimeOffset(2026, 11, 27, 6, 0, 30, TimeSpan.Zero));
    private readonly MoodyStore store = new();
    private readonly MetricRegistry registry = new();
    private readonly LogSeries series;

    public LogFollowerTests() => series = new EventMetrics(registry).StartReading(Clicks.Dataset);

    private DateTimeOffset Now => clock.GetUtcNow();

    [Fact]
    public async Task Bundles_are_added_once_each_whenever_they_come()
    {
        var first = BundleId.New(Now.AddMinutes(-2));
        Clicks.Keep(folder, first, Clicks.Event(1, Now.AddMinutes(-3), price: 2), Clicks.Event(2, Now.AddMinutes(-2), price: null), Clicks.Event(3, Now.AddMinutes(-2), user: "bob"));
        var (follower, window) = Follower();
        await follower.ReadAsync(default);
        Read(window).ShouldBe((2, 2));

        // A bundle of an older id, of the hour before, a bundle ahead of time, and the first one once more.
        Clicks.Keep(folder, Now.AddMinutes(-59), Clicks.Event(4, Now.AddMinutes(-4), price: 3));
        Clicks.Keep(folder, Now.AddMinutes(59), Clicks.Event(5, Now.AddMinutes(-5), price: 4));
        Clicks.Keep(folder, first, Clicks.Event(1, Now.AddMinutes(-3), price: 2));
        await follower.ReadAsync(default);
        await follower.ReadAsync(default);

        Read(window).ShouldBe((4, 9));
        (series.Applied.Value, series.Late.Value, series.Damaged.Value).ShouldBe((5, 2, 0), "two came when their window could have been served");
        series.Entities.Value.ShouldBe(2);
        store.Read.Count.ShouldBe(3);
    }

    [Fact]
    public async Task The_window_moves_on_with_the_clock_and_forgets()
    {
        Clicks.Keep(folder, Now, Clicks.Event(1, Now, price: 2), Clicks.Event(2, Now.AddMinutes(1), price: 5));
        var (follower, window) = Follower();
        await follower.ReadAsync(default);

        var seen = new List<(double, double)>();
        for (var minute = 0; minute <= 12; minute++)
        {
            await follower.ReadAsync(default);
            seen.Add(Read(window));
            clock.Advance(TimeSpan.FromMinutes(1));
        }

        seen.ShouldBe([(0, 0), (1, 2), .. Enumerable.Repeat((2.0, 7.0), 9), (1, 5), (0, 0)]);
    }

    [Fact]
    public async Task A_window_is_whole_only_when_the_log_was_read_up_to_its_end()
    {
        Clicks.Keep(folder, Now, Clicks.Event(1, Now.AddMinutes(-1)));
        var (follower, window) = Follower();
        window.State.IsComplete(window.State.Clock.EndAt(SlideClock.Microseconds(Now))).ShouldBeFalse("nothing was read");
        await follower.ReadAsync(default);

        // Read at 6:00:30: the window that ends at 6:00 is served until 6:01:10, the next one not before it is read again.
        foreach (var (seconds, complete) in new[] { (0, true), (39, true), (40, false), (99, false) })
            window.State.IsComplete(window.State.Clock.EndAt(SlideClock.Microseconds(Now.AddSeconds(seconds)))).ShouldBe(complete, $"{seconds} s later");

        clock.Advance(TimeSpan.FromSeconds(40));
        await follower.ReadAsync(default);
        window.State.IsComplete(window.State.Clock.EndAt(SlideClock.Microseconds(Now))).ShouldBeTrue();
    }

    [Fact]
    public async Task Damaged_lines_are_counted_and_left_out_and_stop_nothing()
    {
        Clicks.Keep(folder, Now, "no JSON", Clicks.Event(1, Now.AddMinutes(-1)), "{\"event_id\":2}", Clicks.Event(3, Now.AddMinutes(-1), price: -1), "[1]", Clicks.Event(4, Now.AddMinutes(-1)) + "{}", "");
        Clicks.Keep(folder, Now, Clicks.Event(5, Now.AddMinutes(-1), price: 2));
        File.WriteAllBytes(Path.Combine(Path.GetDirectoryName(Directory.GetFiles(folder, "*.jsonl", SearchOption.AllDirectories)[0])!, "odd.jsonl"), [0xff, 0xfe, (byte)'\n', 0]);
        var (follower, window) = Follower();

        await follower.ReadAsync(default);
        await follower.ReadAsync(default);

        Read(window).ShouldBe((2, 3));
        (series.Applied.Value, series.Damaged.Value).ShouldBe((2, 7));
    }

    [Fact]
    public async Task Fields_of_columns_that_the_dataset_has_no_more_are_passed_over_as_a_snapshot_does()
    {
        Clicks.Keep(folder, Now, Clicks.Event(1, Now.AddMinutes(-1), price: 2)[..^1] + ",\"price\":7,\"gone\":{\"a\":[1]}}");
        var (follower, window) = Follower();

        await follower.ReadAsync(default);

        Read(window).ShouldBe((1, 2), "of a field that stands twice the first counts");
        series.Damaged.Value.ShouldBe(0);
    }

    [Fact]
    public async Task What_is_no_bundle_is_not_read()
    {
        Clicks.Keep(folder, Now, Clicks.Event(1, Now.AddMinutes(-1)));
        var hour = Path.GetDirectoryName(Directory.GetFiles(folder, "*.jsonl", SearchOption.AllDirectories)[0])!;
        foreach (var name in new[] { "_SUCCESS", ".hidden.jsonl", "_half.jsonl", "readme.txt" }) File.WriteAllText(Path.Combine(hour, name), "x");

        var (follower, _) = Follower();
        await follower.ReadAsync(default);

        store.Read.Count.ShouldBe(1);
        series.Damaged.Value.ShouldBe(0);
    }

    [Fact]
    public async Task A_reading_that_breaks_off_goes_on_where_it_was_and_the_windows_wait_for_it()
    {
        for (var id = 0; id < 40; id++) Clicks.Keep(folder, Now.AddMinutes(-30 + id), Clicks.Event(id, Now.AddMinutes(-1)));
        var (follower, window) = Follower();
        store.Fails = (verb, _) => verb == "read" && store.Read.Count > 20;

        await Should.ThrowAsync<StorageException>(() => follower.ReadAsync(default));
        window.State.ReadUpTo.ShouldBe(long.MinValue);
        store.Fails = (_, _) => false;
        await follower.ReadAsync(default);

        Read(window).ShouldBe((40, 40));
        window.State.ReadUpTo.ShouldBe(SlideClock.Microseconds(Now));
    }

    [Fact]
    public async Task A_bundle_that_is_deleted_after_it_was_listed_is_no_failure()
    {
        Clicks.Keep(folder, Now, Clicks.Event(1, Now.AddMinutes(-1)));
        Clicks.Keep(folder, Now, Clicks.Event(2, Now.AddMinutes(-1)));
        var gone = Directory.GetFiles(folder, "*.jsonl", SearchOption.AllDirectories)[0];
        store.Fails = (verb, uri) =>
        {
            if (verb == "read" && uri.LocalPath == gone) File.Delete(gone);
            return false;
        };
        var (follower, window) = Follower();

        await follower.ReadAsync(default);

        Read(window).Events.ShouldBe(1);
    }

    [Fact]
    public async Task After_hours_without_the_store_nothing_is_left_out()
    {
        var (follower, window) = Follower("6h");
        await follower.ReadAsync(default);
        var lost = Now.AddMinutes(10);

        clock.Advance(TimeSpan.FromHours(5));
        Clicks.Keep(folder, lost, Clicks.Event(1, lost));
        await follower.ReadAsync(default);

        Read(window).ShouldBe((1, 1));
    }

    [Theory]
    [InlineData("10m", 8, true)]
    [InlineData("10m", 12, false)]
    [InlineData("6h", 300, true)]
    public async Task A_new_server_reads_as_far_back_as_the_window_reaches(string length, int minutes, bool inside)
    {
        // The event came an hour before its time would say, by a client and a server whose clocks differ.
        Clicks.Keep(folder, Now.AddMinutes(-minutes - 60), Clicks.Event(1, Now.AddMinutes(-minutes)));
        var (follower, window) = Follower(length);

        await follower.ReadAsync(default);

        Read(window).Events.ShouldBe(inside ? 1 : 0);
    }

    [Fact]
    public async Task Two_readers_that_saw_the_bundles_in_another_order_agree()
    {
        var random = new Random(11);
        var (early, window) = Follower();
        for (var round = 0; round < 20; round++)
        {
            for (var i = 0; i < 5; i++)
                Clicks.Keep(folder, Now.AddSeconds(-random.Next(3000)), [.. Enumerable.Range(0, 5).Select(id => Clicks.Event(id, Now.AddSeconds(-random.Next(300)), price: random.NextDouble() * 100))]);
            await early.ReadAsync(default);
            clock.Advance(TimeSpan.FromSeconds(2));
        }

        var (fresh, other) = Follower();
        clock.Advance(TimeSpan.FromSeconds(60));
        await early.ReadAsync(default);
        await fresh.ReadAsync(default);

        Read(window).Events.ShouldBe(500);
        Read(other).ShouldBe(Read(window));
    }

    public void Dispose()
    {
        store.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private (LogFollower Follower, WindowBinding Window) Follower(string length = "10m")
    {
        var log = new ServedLog(Clicks.Log(folder));
        var window = new WindowBinding(Clicks.Window(("events", WindowFunction.Count, null), ("spent", WindowFunction.Sum, "price")) with { Length = Contracts.Duration.Parse(length) }, log);
        return (new LogFollower(log, [window], store, series, clock, NullLogger.Instance), window);
    }

    private (double Events, double Sum) Read(WindowBinding window, string user = "ada")
    {
        var key = new EntityKey(new byte[64]);
        key.Add(System.Text.Encoding.UTF8.GetBytes(user));
        var total = new double[window.State.Width];
        window.State.Read(key.Bytes, window.State.Clock.EndAt(SlideClock.Microseconds(Now)), total);
        return (window.Value(0, total), window.Value(1, total));
    }
}
