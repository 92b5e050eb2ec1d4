using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Kubernetes.Cache;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Controllers;
using Slipway.Kubernetes.Metrics;
using Slipway.Kubernetes.Resources;
using Slipway.Kubernetes.Tests.Support;
using Slipway.Testing;

namespace Slipway.Kubernetes.Tests.Controllers;

[Trait("Capability", "P4")]
public sealed class ControllerTests : IAsyncDisposable
{
    private readonly ManualTimeProvider time = new();
    private readonly FakeCollection server = new();
    private readonly MetricRegistry metrics = new();
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentQueue<string> passes = new();
    private readonly Informer<ConfigMap> informer;
    private Task running = Task.CompletedTask;

    public ControllerTests() => informer = new Informer<ConfigMap>(server.CreateClient(time), BuiltIn.ConfigMaps, new InformerOptions<ConfigMap> { Time = time });

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        stop.Dispose();
        server.Dispose();
    }

    [Fact]
    public async Task Each_change_brings_a_pass_with_the_key()
    {
        server.Put("a");
        Start(_ => ReconcileResult.Done);
        await Passed("a", 1);
        server.Put("b");
        await Passed("b", 1);
        server.Delete("b");
        await Passed("b", 2);
        Series("controller_runtime_reconcile_total{controller=\"test\",result=\"success\"} 3");
    }

    [Fact]
    public async Task A_failed_pass_is_repeated_for_ever_with_growing_delay()
    {
        server.Put("a");
        Start(_ => throw new IOException("store is away"));
        await AdvanceUntil(() => passes.Count >= 12);
        Series("controller_runtime_reconcile_total{controller=\"test\",result=\"success\"} 0");
        metrics.WriteText().ShouldContain("controller_runtime_reconcile_errors_total{controller=\"test\"} 1");
    }

    [Fact]
    public async Task A_terminal_failure_rests_until_something_changes()
    {
        server.Put("a");
        Start(_ => throw new TerminalException("spec is wrong"));
        await Passed("a", 1);
        for (var i = 0; i < 20; i++) time.Advance(TimeSpan.FromMinutes(10));
        passes.Count.ShouldBe(1);
        Series("controller_runtime_terminal_reconcile_errors_total{controller=\"test\"} 1");
        server.Put("a", "mended");
        await AdvanceUntil(() => passes.Count >= 2);
    }

    [Fact]
    public async Task A_pass_can_choose_when_the_next_one_comes()
    {
        server.Put("a");
        Start(_ => ReconcileResult.RequeueAfter(TimeSpan.FromMinutes(3)));
        await Passed("a", 1);
        await Eventually.True(() => metrics.WriteText().Contains("result=\"requeue_after\"} 1", StringComparison.Ordinal));
        time.Advance(TimeSpan.FromMinutes(2.9));
        passes.Count.ShouldBe(1);
        time.Advance(TimeSpan.FromMinutes(0.2));
        await Passed("a", 2);
    }

    [Fact]
    public async Task A_pass_that_takes_too_long_is_cancelled_counted_and_repeated()
    {
        server.Put("a");
        Start(new DelegatingReconciler(async (key, token) =>
        {
            passes.Enqueue(key.Name);
            await Task.Delay(Timeout.Infinite, token);
            return ReconcileResult.Done;
        }), new ControllerOptions { Time = time, Metrics = metrics, ReconciliationTimeout = TimeSpan.FromSeconds(30) });
        await Passed("a", 1);
        await AdvanceUntil(() => passes.Count >= 2);
        metrics.WriteText().ShouldContain("controller_runtime_reconcile_timeouts_total{controller=\"test\"} 1");
    }

    [Fact]
    public async Task A_bug_in_one_pass_is_counted_and_harms_no_other_key()
    {
        server.Put("bad");
        server.Put("good");
        Start(key => key.Name == "bad" ? throw new InvalidCastException("bug") : ReconcileResult.Done);
        await Passed("good", 1);
        await Passed("bad", 1);
        await Eventually.True(() => metrics.WriteText().Contains("controller_runtime_reconcile_panics_total{controller=\"test\"} 1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task No_pass_begins_before_the_cache_is_full_and_a_cache_that_stays_empty_is_an_error()
    {
        using var controller = new Controller("test", new DelegatingReconciler((_, _) => Task.FromResult(ReconcileResult.Done)), NullLogger<Controller>.Instance,
            new ControllerOptions { Time = time });
        controller.For(informer);
        var run = controller.RunAsync(stop.Token);
        time.Advance(TimeSpan.FromMinutes(2) + TimeSpan.FromSeconds(1));
        (await Should.ThrowAsync<TimeoutException>(() => run)).Message.ShouldContain("configmaps.v1");
    }

    [Fact]
    public async Task A_change_of_a_child_brings_a_pass_for_its_controlling_owner_alone()
    {
        var keys = new ConcurrentQueue<NamespacedName>();
        using var controller = new Controller("test", new DelegatingReconciler((key, _) =>
        {
            keys.Enqueue(key);
            return Task.FromResult(ReconcileResult.Done);
        }), NullLogger<Controller>.Instance, new ControllerOptions { Time = time });
        var children = new ChildServer(
            Child("mine", Owner("Job", "batch/v1", "train", controls: true)),
            Child("older-version", Owner("Job", "batch/v1beta1", "old", controls: true)),
            Child("other-group", Owner("Job", "batch.example.com/v1", "foreign", controls: true)),
            Child("not-controlled", Owner("Job", "batch/v1", "other", controls: false)),
            Child("other-kind", Owner("Deployment", "apps/v1", "web", controls: true)));
        using var stub = children.Server;
        var childInformer = new Informer<ConfigMap>(
            new KubernetesClient(stub.CreateClient()), BuiltIn.ConfigMaps, new InformerOptions<ConfigMap> { Time = time, StreamInitialState = false });
        controller.Owns(childInformer, BuiltIn.Jobs);
        var run = Task.WhenAll(childInformer.RunAsync(stop.Token), controller.RunAsync(stop.Token));
        await Eventually.True(() => keys.Count == 2);
        await stop.CancelAsync();
        await run;
        keys.Select(key => key.ToString()).ShouldBe(["demo/train", "demo/old"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_write_is_in_the_cache_when_it_returns()
    {
        running = informer.RunAsync(stop.Token);
        await informer.WaitForSyncAsync(TestContext.Current.CancellationToken);
        using var stub = new StubServer(_ => StubServer.Json(
            """{"metadata":{"name":"child","namespace":"demo","uid":"u","resourceVersion":"500"}}"""));
        var client = new WriteRecordingClient(new KubernetesClient(stub.CreateClient()));
        client.Record(informer);
        var intent = new ConfigMap { Metadata = new ObjectMeta { Name = "child", Namespace = "demo" } };

        await client.ApplyAsync(BuiltIn.ConfigMaps, intent, new WriteOptions { DryRun = true }, TestContext.Current.CancellationToken);
        informer.Cache.List().ShouldBeEmpty("a dry run stores nothing");
        await client.ApplyAsync(BuiltIn.ConfigMaps, intent, null, TestContext.Current.CancellationToken);
        informer.Cache.Get(new NamespacedName("demo", "child"))!.Metadata.Uid.ShouldBe("u");
    }

    [Fact]
    public async Task The_manager_starts_informers_before_and_stops_them_after_the_controllers()
    {
        server.Put("a");
        var order = new ConcurrentQueue<string>();
        using var controller = new Controller("test", new DelegatingReconciler((key, _) =>
        {
            order.Enqueue($"pass {informer.HasSynced}");
            return Task.FromResult(ReconcileResult.Done);
        }), NullLogger<Controller>.Instance, new ControllerOptions { Time = time }).For(informer);
        var manager = new ControllerManager(NullLogger<ControllerManager>.Instance, metrics);
        manager.Add(controller);
        using var end = new CancellationTokenSource();
        var run = manager.RunAsync(async (lead, token) =>
        {
            await informer.WaitForSyncAsync(token);
            order.Enqueue("elected with warm caches");
            await lead(token);
            order.Enqueue("controllers ended");
        }, end.Token);
        await Eventually.True(() => order.Count == 2);
        metrics.WriteText().ShouldContain("informer_objects{kind=\"configmaps.v1\"} 1");
        await end.CancelAsync();
        await run;
        order.ShouldBe(["elected with warm caches", "pass True", "controllers ended"]);
    }

    private void Start(Func<NamespacedName, ReconcileResult> reconcile) => Start(new DelegatingReconciler((key, _) =>
    {
        passes.Enqueue(key.Name);
        return Task.FromResult(reconcile(key));
    }), new ControllerOptions { Time = time, Metrics = metrics });

    private void Start(IReconciler reconciler, ControllerOptions options)
    {
        var controller = new Controller("test", reconciler, NullLogger<Controller>.Instance, options).For(informer);
        running = Task.WhenAll(informer.RunAsync(stop.Token), controller.RunAsync(stop.Token));
    }

    private Task Passed(string name, int times) => AdvanceUntil(() => passes.Count(pass => pass == name) >= times, TimeSpan.Zero);

    private Task AdvanceUntil(Func<bool> condition, TimeSpan? step = null) => Eventually.True(() =>
    {
        if (condition()) return true;
        time.Advance(step ?? TimeSpan.FromSeconds(1));
        return false;
    });

    private void Series(string line) => metrics.WriteText().ShouldContain(line + "\n");

    private static OwnerReference Owner(string kind, string version, string name, bool controls) =>
        new() { Kind = kind, ApiVersion = version, Name = name, Uid = $"u-{name}", Controller = controls };

    private static ConfigMap Child(string name, OwnerReference owner) =>
        new() { Metadata = new ObjectMeta { Name = name, Namespace = "demo", ResourceVersion = "5", OwnerReferences = [owner] } };

    private sealed class ChildServer(params ConfigMap[] children)
    {
        public StubServer Server { get; } = new(request => request.IsWatch
            ? StubServer.Stream(new System.IO.Pipelines.Pipe().Reader.AsStream())
            : StubServer.Json($$"""{"metadata":{"resourceVersion":"9"},"items":[{{string.Join(",", children.Select(child => System.Text.Json.JsonSerializer.Serialize(child, BuiltIn.ConfigMaps.Json)))}}]}"""));
    }

    private sealed class DelegatingReconciler(Func<NamespacedName, CancellationToken, Task<ReconcileResult>> reconcile) : IReconciler
    {
        public Task<ReconcileResult> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken) => reconcile(key, cancellationToken);
    }
}
