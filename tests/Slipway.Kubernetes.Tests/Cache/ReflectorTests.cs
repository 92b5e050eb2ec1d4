using System.Net;
using Slipway.Kubernetes.Cache;
using Slipway.Kubernetes.Resources;
using Slipway.Kubernetes.Tests.Support;
using Slipway.Testing;

namespace Slipway.Kubernetes.Tests.Cache;

/// <summary>What a reflector asks for and when.</summary>
public sealed class ReflectorTests : IAsyncDisposable
{
    private readonly ManualTimeProvider time = new();
    private readonly FakeCollection server = new();
    private readonly CancellationTokenSource stop = new();
    private Task running = Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        stop.Dispose();
        server.Dispose();
    }

    [Theory]
    [InlineData(0, "300")]
    [InlineData(0.5, "450")]
    [InlineData(0.9999, "599")]
    public async Task The_server_ends_a_watch_after_5_to_10_minutes(double chance, string seconds)
    {
        Run(new() { Random = new FixedRandom(chance), LabelSelector = "a=b" });
        await Eventually.True(() => server.OpenWatches == 1);
        time.Advance(TimeSpan.FromSeconds(2));
        server.EndWatches();
        await Eventually.True(() => server.Watches == 2);
        server.Requests.ShouldAllBe(request => request.Query("timeoutSeconds") == seconds && request.Query("labelSelector") == "a=b");
    }

    [Fact]
    public async Task A_watch_that_ends_within_a_second_and_without_an_event_is_taken_up_after_800_ms()
    {
        Run(new() { Random = new FixedRandom(0) });
        await Eventually.True(() => server.OpenWatches == 1);
        server.EndWatches();
        (await PauseAsync(until: 2)).ShouldBe(TimeSpan.FromMilliseconds(800));
    }

    [Fact]
    public async Task A_watch_that_is_refused_is_taken_up_after_800_ms()
    {
        Run(new() { Random = new FixedRandom(0) });
        await Eventually.True(() => server.OpenWatches == 1);
        time.Advance(TimeSpan.FromSeconds(2));
        server.FailNext(StubServer.Error(HttpStatusCode.TooManyRequests, "TooManyRequests"));
        server.EndWatches();
        await Eventually.True(() => server.Watches == 2);
        (await PauseAsync(until: 3)).ShouldBe(TimeSpan.FromMilliseconds(800));
    }

    [Fact]
    public async Task A_list_whose_version_is_refused_is_followed_by_one_of_the_most_recent_state()
    {
        server.FailNext(StubServer.Error(HttpStatusCode.Gone, "Expired"));
        var informer = Run(new() { StreamInitialState = false });
        await Eventually.True(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return informer.HasSynced;
        });
        server.Requests.Where(request => !request.IsWatch).Select(request => request.Query("resourceVersion")).ShouldBe(["0", null]);
    }

    [Fact]
    public async Task A_kind_that_the_server_may_lack_counts_as_empty_until_it_is_there()
    {
        server.Put("a");
        for (var i = 0; i < 2; i++) server.FailNext(StubServer.Error(HttpStatusCode.NotFound, "NotFound"));
        var informer = Run(new() { IsOptional = true });
        await informer.WaitForSyncAsync(TestContext.Current.CancellationToken);
        informer.Count.ShouldBe(0);
        await Eventually.True(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return informer.Count == 1;
        });
    }

    [Fact]
    public async Task A_bookmark_beyond_an_own_write_decides_that_it_is_not_among_what_is_watched()
    {
        var informer = Run(new() { Namespace = "demo", Transform = map => map with { Immutable = true } });
        await informer.WaitForSyncAsync(TestContext.Current.CancellationToken);
        await Eventually.True(() => server.OpenWatches == 1);
        informer.RecordWrite(Written("elsewhere"));
        informer.Count.ShouldBe(0);
        informer.RecordWrite(Written("demo"));
        informer.Cache.List().ShouldHaveSingleItem().Immutable.ShouldBe(true);
        server.Bookmark();
        await Eventually.True(() => informer.Count == 0);
    }

    [Fact]
    public async Task A_handler_that_comes_too_late_is_refused()
    {
        var informer = Run(new());
        await informer.WaitForSyncAsync(TestContext.Current.CancellationToken);
        Should.Throw<InvalidOperationException>(() => informer.AddHandler(_ => { })).Message.ShouldContain("configmaps.v1 runs already");
    }

    private static ConfigMap Written(string @namespace) =>
        new() { Metadata = new ObjectMeta { Name = "a", Namespace = @namespace, Uid = "u", ResourceVersion = "101" } };

    private Informer<ConfigMap> Run(InformerOptions<ConfigMap> options)
    {
        var informer = new Informer<ConfigMap>(server.CreateClient(time), BuiltIn.ConfigMaps, options with { Time = time });
        running = informer.RunAsync(stop.Token);
        return informer;
    }

    /// <summary>How long no watch is asked for, from now until there were so many.</summary>
    private async Task<TimeSpan> PauseAsync(int until)
    {
        var start = time.GetUtcNow();
        // The one that waits has its timer set once it is the next to fire.
        await Eventually.True(() => time.NextDue - start <= TimeSpan.FromSeconds(2), "it pauses");
        server.Watches.ShouldBe(until - 1);
        await Eventually.True(() =>
        {
            if (server.Watches == until) return true;
            if (time.NextDue is { } due && due - start <= TimeSpan.FromSeconds(2)) time.Advance(due - time.GetUtcNow());
            return false;
        });
        return time.GetUtcNow() - start;
    }
}
