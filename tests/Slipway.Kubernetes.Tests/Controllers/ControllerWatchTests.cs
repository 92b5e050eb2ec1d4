using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Kubernetes.Cache;
using Slipway.Kubernetes.Controllers;
using Slipway.Kubernetes.Resources;
using Slipway.Kubernetes.Tests.Support;
using Slipway.Testing;

namespace Slipway.Kubernetes.Tests.Controllers;

/// <summary>Which keys a change brings into the queue, and how urgent they are. No worker runs, so all of them stay there.</summary>
[Trait("Capability", "P4")]
public sealed class ControllerWatchTests : IAsyncDisposable
{
    private readonly ManualTimeProvider time = new();
    private readonly FakeCollection server = new();
    private readonly CancellationTokenSource stop = new();
    private readonly Informer<ConfigMap> informer;
    private readonly Controller controller;
    private Task running = Task.CompletedTask;

    public ControllerWatchTests()
    {
        informer = new Informer<ConfigMap>(server.CreateClient(time), BuiltIn.ConfigMaps, new InformerOptions<ConfigMap> { Time = time });
        controller = new Controller("test", new Nobody(), NullLogger<Controller>.Instance, new ControllerOptions { Time = time });
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        controller.Dispose();
        stop.Dispose();
        server.Dispose();
    }

    [Fact]
    public async Task What_was_there_at_the_start_waits_for_what_changes()
    {
        server.Put("old");
        controller.For(informer);
        await StartAsync();
        server.Put("new");
        (await TakeAsync(2)).ShouldBe([("new", 0), ("old", Controller.LowPriority)]);
    }

    [Fact]
    public async Task A_resync_waits_as_well()
    {
        server.Put("a");
        controller.For(informer);
        await StartAsync();
        (await TakeAsync(1)).ShouldBe([("a", Controller.LowPriority)]);
        controller.Queue.Done(new NamespacedName("demo", "a"));
        time.Advance(TimeSpan.FromHours(11));
        (await TakeAsync(1)).ShouldBe([("a", Controller.LowPriority)]);
    }

    [Fact]
    public async Task Whom_a_change_concerned_before_hears_of_it_too()
    {
        server.Put("a", "first");
        controller.Watches(informer, map => [new NamespacedName("demo", map.Data!["v"])]);
        await StartAsync();
        await TakeAsync(1);
        controller.Queue.Done(new NamespacedName("demo", "first"));
        server.Put("a", "second");
        (await TakeAsync(2)).ShouldBe([("first", 0), ("second", 0)], ignoreOrder: true);
    }

    [Fact]
    public async Task What_the_filter_leaves_out_brings_nothing()
    {
        controller.For(informer, change => change.Object.Metadata.Name != "noise");
        await StartAsync();
        server.Put("noise");
        server.Put("news");
        (await TakeAsync(1)).ShouldBe([("news", 0)]);
        controller.Queue.Count.ShouldBe(0);
    }

    private async Task StartAsync()
    {
        running = informer.RunAsync(stop.Token);
        await informer.WaitForSyncAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Waits until so many keys are ready, then takes them in their order.</summary>
    private async Task<IReadOnlyList<(string Name, int Priority)>> TakeAsync(int count)
    {
        await Eventually.True(() => controller.Queue.ReadyCount == count);
        var taken = new List<(string, int)>();
        for (var each = 0; each < count; each++)
        {
            var lease = (await controller.Queue.TakeAsync(TestContext.Current.CancellationToken))!;
            taken.Add((lease.Key.Name, lease.Priority));
        }

        return taken;
    }

    private sealed class Nobody : IReconciler
    {
        public Task<ReconcileResult> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken) => throw new InvalidOperationException("no pass was asked for");
    }
}
