using System.Net;
using Slipway.Kubernetes.Cache;
using Slipway.Kubernetes.Resources;
using Slipway.Kubernetes.Tests.Support;
using Slipway.Testing;

namespace Slipway.Kubernetes.Tests.Cache;

/// <summary>The initial state from the beginning of a watch, and what is done where a server does not know that.</summary>
[Trait("Capability", "P4")]
public sealed class InformerStreamTests : IAsyncDisposable
{
    private readonly ManualTimeProvider time = new();
    private readonly FakeCollection server = new();
    private readonly CancellationTokenSource stop = new();
    private readonly Informer<ConfigMap> informer;
    private readonly List<string> told = [];
    private Task running = Task.CompletedTask;
    private int kept;

    public InformerStreamTests()
    {
        informer = new Informer<ConfigMap>(server.CreateClient(time), BuiltIn.ConfigMaps, new InformerOptions<ConfigMap>
        {
            Time = time, Namespace = "demo", LabelSelector = "a=b", Transform = Keep,
        });
        informer.AddHandler(change =>
        {
            lock (told) told.Add($"{change.Type} {change.Object.Metadata.Name}={change.Object.Data?["v"]}{(change.IsTombstone ? " tombstone" : "")}{(change.IsInitialOrResync ? " initial" : "")}");
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
    public async Task The_state_and_the_changes_come_on_one_stream_and_nothing_is_listed()
    {
        server.Put("a");
        await Start();
        server.Put("b");
        await Hear("Added b=x");
        Told().ShouldBe(["Added a=x initial", "Added b=x"]);
        (server.Lists, server.Watches).ShouldBe((0, 1));
        var request = server.Requests[0];
        new[] { "sendInitialEvents", "resourceVersionMatch", "allowWatchBookmarks", "resourceVersion", "labelSelector" }.Select(request.Query)
            .ShouldBe(["true", "NotOlderThan", "true", null, "a=b"]);
    }

    [Fact]
    public async Task Nothing_is_told_before_the_end_is_marked_and_then_only_what_is_there()
    {
        server.InitialEvents = InitialEvents.Ignored;
        server.Put("changes");
        server.Put("goes");
        running = informer.RunAsync(stop.Token);
        await Eventually.True(() => server.OpenWatches == 1);
        server.Put("changes", "y");
        server.Delete("goes");
        server.Put("comes");
        informer.HasSynced.ShouldBeFalse();
        server.EndInitialEvents();
        await informer.WaitForSyncAsync(TestContext.Current.CancellationToken);
        Told().ShouldBe(["Added changes=y initial", "Added comes=x initial"], ignoreOrder: true);
        server.Lists.ShouldBe(0);
    }

    [Fact]
    public async Task A_watch_goes_on_from_the_version_of_the_bookmark()
    {
        var last = server.Put("a");
        await Start();
        time.Advance(TimeSpan.FromSeconds(1));
        server.EndWatches();
        server.Put("b");
        await Hear("Added b=x");
        server.Requests[1].Query("resourceVersion").ShouldBe($"{last}");
        server.Requests[1].Query("sendInitialEvents").ShouldBeNull();
        server.Lists.ShouldBe(0);
    }

    [Fact]
    public async Task A_stream_that_has_begun_may_be_silent_for_five_minutes()
    {
        await Start();
        time.Advance(TimeSpan.FromMinutes(4.9));
        server.Put("a");
        await Hear("Added a=x");
        server.Watches.ShouldBe(1);
    }

    [Fact]
    public async Task An_expired_watch_streams_the_state_again_and_tells_of_what_vanished_meanwhile()
    {
        server.Put("goes");
        server.Put("stays");
        await Start();
        Expire(() =>
        {
            server.Delete("goes");
            server.Put("comes");
        });
        await Hear("Added comes=x");
        Told().Skip(2).ShouldBe(["Deleted goes=x tombstone", "Added comes=x"], ignoreOrder: true);
        (server.Lists, Asked()).ShouldBe((0, 2));
    }

    [Fact]
    public async Task A_server_that_refuses_is_listed_at_once_and_not_asked_again()
    {
        server.InitialEvents = InitialEvents.Refused;
        server.Put("a");
        await Start();
        Told().ShouldBe(["Added a=x initial"]);
        server.Requests[1].Query("resourceVersion").ShouldBe("0");
        Expire(() => server.Put("b"));
        await Hear("Added b=x");
        (server.Lists, Asked()).ShouldBe((2, 1));
    }

    [Fact]
    public async Task A_server_that_marks_no_end_is_listed_after_ten_silent_seconds_and_not_asked_again()
    {
        server.InitialEvents = InitialEvents.Ignored;
        server.Put("a");
        running = informer.RunAsync(stop.Token);
        await Eventually.True(() => server.OpenWatches == 1);
        time.Advance(TimeSpan.FromSeconds(9.9));
        server.Lists.ShouldBe(0);
        time.Advance(TimeSpan.FromSeconds(0.2));
        await informer.WaitForSyncAsync(TestContext.Current.CancellationToken);
        await Eventually.True(() => server.Watches == 2);
        Expire(() => server.Put("b"));
        await Hear("Added b=x");
        Told().ShouldBe(["Added a=x initial", "Added b=x"]);
        (server.Lists, Asked()).ShouldBe((2, 1));
    }

    [Fact]
    public async Task A_state_that_comes_slowly_is_read_to_its_end()
    {
        server.InitialEvents = InitialEvents.Ignored;
        running = informer.RunAsync(stop.Token);
        await Eventually.True(() => server.OpenWatches == 1);
        for (var number = 1; number <= 5; number++)
        {
            server.Put($"slow-{number}");
            await Eventually.True(() => Volatile.Read(ref kept) == number);
            time.Advance(TimeSpan.FromSeconds(8));
        }

        server.EndInitialEvents();
        await informer.WaitForSyncAsync(TestContext.Current.CancellationToken);
        (server.Lists, informer.Count).ShouldBe((0, 5));
    }

    [Fact]
    public async Task A_lively_collection_on_a_server_that_marks_no_end_is_listed_within_70_seconds()
    {
        server.InitialEvents = InitialEvents.Ignored;
        running = informer.RunAsync(stop.Token);
        await Eventually.True(() => server.OpenWatches == 1);
        var start = time.GetUtcNow();
        await Eventually.True(() =>
        {
            server.Put("lively", $"{time.GetUtcNow()}");
            time.Advance(TimeSpan.FromSeconds(1));
            return server.Lists > 0;
        });
        (time.GetUtcNow() - start).ShouldBeLessThan(TimeSpan.FromSeconds(72));
        await informer.WaitForSyncAsync(TestContext.Current.CancellationToken);
        Asked().ShouldBe(1);
    }

    [Fact]
    public async Task A_bookmark_that_marks_no_end_says_at_once_that_the_server_cannot_do_it()
    {
        server.InitialEvents = InitialEvents.Ignored;
        server.Put("a");
        running = informer.RunAsync(stop.Token);
        await Eventually.True(() => server.OpenWatches == 1);
        server.Bookmark();
        await informer.WaitForSyncAsync(TestContext.Current.CancellationToken);
        Told().ShouldBe(["Added a=x initial"]);
        server.Lists.ShouldBe(1);
        Expire(() => server.Put("b"));
        await Hear("Added b=x");
        Asked().ShouldBe(1);
    }

    [Fact]
    public async Task A_state_that_breaks_off_deletes_nothing_is_listed_at_once_and_streamed_the_next_time()
    {
        server.Put("a");
        server.Put("b");
        await Start();
        server.InitialEvents = InitialEvents.Ignored;
        Expire(() => server.Delete("a"));
        await Eventually.True(() => Asked() == 2 && server.OpenWatches == 1);
        server.EndWatches();
        await Hear("Deleted a=x tombstone");
        Told().Length.ShouldBe(3, "what the broken stream had not sent yet is not gone");
        server.Lists.ShouldBe(1);
        server.InitialEvents = InitialEvents.Streamed;
        Expire(() => server.Put("c"));
        await Hear("Added c=x");
        (server.Lists, Asked()).ShouldBe((1, 3));
    }

    [Fact]
    public async Task A_server_in_trouble_is_listed_at_once_and_asked_again_later()
    {
        server.FailNext(StubServer.Error(HttpStatusCode.InternalServerError, "InternalError"));
        await Start();
        server.Lists.ShouldBe(1);
        Expire(() => server.Put("a"));
        await Hear("Added a=x");
        (server.Lists, Asked()).ShouldBe((1, 2));
    }

    [Fact]
    public async Task What_nobody_reads_is_dropped_wherever_an_object_comes_from()
    {
        server.Put("streamed");
        await Start();
        server.Put("watched");
        await Hear("Added watched=x");
        server.InitialEvents = InitialEvents.Refused;
        Expire(() => server.Put("listed"));
        await Hear("Added listed=x");
        informer.Cache.List().Count.ShouldBe(3);
        informer.Cache.List().ShouldAllBe(map => map.Immutable == true);
    }

    private ConfigMap Keep(ConfigMap map)
    {
        Interlocked.Increment(ref kept);
        return map with { Immutable = true };
    }

    private int Asked() => server.Requests.Count(request => request.Query("sendInitialEvents") is not null);

    /// <summary>Something happens that no watch hears of and that is then forgotten.</summary>
    private void Expire(Action meanwhile)
    {
        server.FallSilent();
        meanwhile();
        server.Compact();
        server.Recover();
        time.Advance(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(1));
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
}
