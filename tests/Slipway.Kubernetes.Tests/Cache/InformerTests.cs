using System.Net;
using Slipway.Kubernetes.Cache;
using Slipway.Kubernetes.Resources;
using Slipway.Kubernetes.Tests.Support;
using Slipway.Testing;

namespace Slipway.Kubernetes.Tests.Cache;

[Trait("Capability", "P4")]
public sealed class InformerTests : IAsyncDisposable
{
    private readonly ManualTimeProvider time = new();
    private readonly FakeCollection server = new();
    private readonly CancellationTokenSource stop = new();
    private readonly Informer<ConfigMap> informer;
    private readonly List<string> told = [];
    private Task running = Task.CompletedTask;

    public InformerTests()
    {
        informer = new Informer<ConfigMap>(server.CreateClient(time), BuiltIn.ConfigMaps, new InformerOptions<ConfigMap>
        {
            Time = time, PageSize = 2, Namespace = "demo", StreamInitialState = false,
        });
        informer.AddHandler(change =>
        {
            lock (told) told.Add($"{change.Type} {change.Object.Metadata.Name}{(change.IsTombstone ? " tombstone" : "")}{(change.IsInitialOrResync ? " initial" : "")}");
        });
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        stop.Dispose();
        server.Dispose();
    }

    [Fact]
    public async Task The_first_list_fills_the_cache_and_is_marked_as_initial()
    {
        server.Put("a");
        await Start();
        informer.Cache.Get(new NamespacedName("demo", "a")).ShouldNotBeNull();
        Told().ShouldBe(["Added a initial"]);
        server.Requests[0].Query("resourceVersion").ShouldBe("0");
    }

    [Fact]
    public async Task The_watch_goes_on_from_the_version_of_the_list()
    {
        var listed = server.Put("a");
        await Start();
        server.Put("b");
        server.Put("a", "changed");
        server.Delete("b");
        await Hear("Deleted b");
        Told().ShouldBe(["Added a initial", "Added b", "Updated a", "Deleted b"]);
        server.Requests.First(request => request.IsWatch).Query("resourceVersion").ShouldBe($"{listed}");
    }

    [Fact]
    public async Task A_watch_that_ends_in_good_order_is_taken_up_where_it_ended_without_a_list()
    {
        await Start();
        var last = server.Put("a");
        await Hear("Added a");
        server.EndWatches();
        server.Put("b");
        await Hear("Added b");
        server.Lists.ShouldBe(1);
        server.Requests.Last(request => request.IsWatch).Query("resourceVersion").ShouldBe($"{last}");
        Told().ShouldBe(["Added a", "Added b"]);
    }

    [Fact]
    public async Task A_bookmark_moves_the_version_from_which_the_watch_goes_on()
    {
        await Start();
        server.Put("a");
        await Hear("Added a");
        server.Bookmark();
        server.EndWatches();
        await Eventually.True(() => server.Requests.Count(request => request.IsWatch) == 2);
        server.Requests.Last(request => request.IsWatch).Query("resourceVersion").ShouldBe("102");
    }

    [Fact]
    public async Task An_expired_watch_lists_again_and_tells_of_what_vanished_meanwhile()
    {
        server.Put("stays");
        server.Put("goes");
        await Start();
        server.FallSilent();
        server.Delete("goes");
        server.Put("comes");
        server.Compact();
        server.Recover();

        time.Advance(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(1));

        await Hear("Added comes");
        Told().Skip(2).ShouldBe(["Deleted goes tombstone", "Added comes"], ignoreOrder: true);
        server.Lists.ShouldBe(2);
        server.Requests.Last(request => !request.IsWatch).Query("resourceVersion").ShouldBeNull("after an expiry only the most recent state will do");
    }

    [Fact]
    public async Task A_peer_that_is_silent_for_five_minutes_is_left_and_nothing_is_missed()
    {
        var listed = server.Put("a");
        await Start();
        server.FallSilent();
        server.Put("b");
        time.Advance(TimeSpan.FromMinutes(4.9));
        server.Watches.ShouldBe(1);
        informer.LastContactAge.ShouldBe(TimeSpan.FromMinutes(4.9));
        server.Recover();

        time.Advance(TimeSpan.FromMinutes(0.2));

        await Hear("Added b");
        server.Lists.ShouldBe(1);
        server.Requests.Last(request => request.IsWatch).Query("resourceVersion").ShouldBe($"{listed}");
        informer.LastContactAge.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public async Task Events_keep_the_watchdog_quiet()
    {
        await Start();
        for (var minute = 0; minute < 12; minute++)
        {
            time.Advance(TimeSpan.FromMinutes(1));
            server.Put($"m{minute:00}");
            await Hear($"Added m{minute:00}");
        }

        server.Watches.ShouldBe(1);
    }

    [Fact]
    public async Task A_stream_that_is_cut_inside_an_event_is_taken_up_after_a_pause()
    {
        await Start();
        server.EndWatches(cut: true);
        server.Put("a");
        await AdvanceUntil(() => Told().Contains("Added a"));
        server.Lists.ShouldBe(1);
    }

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests, "TooManyRequests")]
    [InlineData(HttpStatusCode.InternalServerError, "InternalError")]
    public async Task A_refused_watch_is_tried_again_from_the_same_version_after_a_pause(HttpStatusCode code, string reason)
    {
        await Start();
        server.FailNext(StubServer.Error(code, reason));
        server.EndWatches();
        // The first watch ended within a second and without an event, which alone is reason to pause.
        await AdvanceUntil(() => server.OpenWatches == 1 && server.Watches == 3);
        server.Lists.ShouldBe(1);
    }

    [Fact]
    public async Task A_version_that_is_too_large_for_the_server_lists_the_most_recent_state()
    {
        await Start();
        server.FailNext(StubServer.Error(HttpStatusCode.GatewayTimeout, "Timeout", details: """{"causes":[{"reason":"ResourceVersionTooLarge"}]}"""));
        server.Put("a");
        await Hear("Added a");
        server.EndWatches();
        await AdvanceUntil(() => server.Lists == 2);
        server.Requests.Last(request => !request.IsWatch).Query("resourceVersion").ShouldBeNull();
    }

    [Fact]
    public async Task A_list_that_fails_is_tried_again_for_ever_and_the_cache_counts_as_empty_until_then()
    {
        for (var i = 0; i < 4; i++) server.FailNext(StubServer.Error(HttpStatusCode.Forbidden, "Forbidden"));
        server.Put("a");
        running = informer.RunAsync(stop.Token);
        await Eventually.True(() => server.Lists == 1);
        informer.HasSynced.ShouldBeFalse();
        await AdvanceUntil(() => informer.HasSynced);
        server.Lists.ShouldBe(5);
    }

    [Fact]
    public async Task A_list_in_pages_is_whole_before_anything_is_told()
    {
        server.PageSize = 2;
        for (var i = 0; i < 5; i++) server.Put($"m{i}");
        await Start();
        server.FallSilent();
        server.Delete("m1");
        server.Compact();
        server.Recover();
        time.Advance(TimeSpan.FromMinutes(6));
        await Hear("Deleted m1 tombstone");
        Told().Count(line => line.StartsWith("Deleted", StringComparison.Ordinal)).ShouldBe(1);
        informer.Count.ShouldBe(4);
        server.Requests.Count(request => request.Query("continue") is not null).ShouldBe(1);
    }

    [Fact]
    public async Task A_resync_tells_of_everything_again()
    {
        server.Put("a");
        await Start();
        var silence = TimeSpan.FromMinutes(5);
        for (var passed = TimeSpan.Zero; passed < TimeSpan.FromHours(11.1); passed += silence) time.Advance(silence);
        Told().Count(line => line == "Updated a initial").ShouldBeGreaterThanOrEqualTo(1);
    }

    [Fact]
    public async Task A_handler_that_fails_keeps_no_other_from_hearing()
    {
        using var other = new FakeCollection();
        other.Put("a");
        var heard = 0;
        var second = new Informer<ConfigMap>(other.CreateClient(time), BuiltIn.ConfigMaps, new InformerOptions<ConfigMap> { Time = time });
        second.AddHandler(_ => throw new InvalidOperationException("a bug"));
        second.AddHandler(_ => heard++);
        var run = second.RunAsync(stop.Token);
        await second.WaitForSyncAsync(TestContext.Current.CancellationToken);
        heard.ShouldBe(1);
        await stop.CancelAsync();
        await run;
    }

    [Fact]
    public async Task An_own_write_is_in_the_cache_before_the_watch_tells_of_it()
    {
        await Start();
        server.FallSilent();
        var version = server.Put("child");
        informer.RecordWrite(new ConfigMap
        {
            Metadata = new ObjectMeta
            {
                Name = "child", Namespace = "demo", Uid = "u-child", ResourceVersion = version.ToString(System.Globalization.CultureInfo.InvariantCulture),
            },
        });
        informer.Cache.List().Count.ShouldBe(1);
        server.Recover();
        time.Advance(TimeSpan.FromMinutes(6));
        await Hear("Added child");
        informer.Cache.List().Count.ShouldBe(1);
    }

    private async Task Start()
    {
        running = informer.RunAsync(stop.Token);
        await informer.WaitForSyncAsync(TestContext.Current.CancellationToken);
        await Eventually.True(() => server.OpenWatches == 1);
    }

    private string[] Told()
    {
        lock (told) return [.. told];
    }

    private Task Hear(string line) => Eventually.True(() => Told().Contains(line), line);

    // The clock moves in small steps, because what waits for it next is known only after it has moved.
    private Task AdvanceUntil(Func<bool> condition) => Eventually.True(() =>
    {
        if (condition()) return true;
        time.Advance(TimeSpan.FromSeconds(1));
        return false;
    });
}
