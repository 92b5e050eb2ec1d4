using System.Text.Json.Nodes;
using Slipway.Kubernetes.Cache;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Controllers;
using Slipway.Kubernetes.LeaderElection;
using Slipway.Kubernetes.Patching;
using Slipway.Kubernetes.Resources;
using Slipway.Kubernetes.Tests.Support;
using Slipway.Testing;

namespace Slipway.Kubernetes.Tests.Controllers;

[Trait("Capability", "P4")]
public sealed class WriteRecordingClientTests : IAsyncDisposable
{
    private static readonly NamespacedName Child = new("demo", "child");

    private readonly ManualTimeProvider time = new();
    private readonly FakeCollection watched = new();
    private readonly StubServer written = new(_ => StubServer.Json("""{"metadata":{"name":"child","namespace":"demo","uid":"u","resourceVersion":"500"}}"""));
    private readonly CancellationTokenSource stop = new();
    private readonly WriteRecordingClient client;
    private Task running = Task.CompletedTask;

    public WriteRecordingClientTests() => client = new WriteRecordingClient(new KubernetesClient(written.CreateClient()));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        stop.Dispose();
        watched.Dispose();
        written.Dispose();
    }

    [Theory]
    [InlineData("create", null, true)]
    [InlineData("apply", null, true)]
    [InlineData("patch", null, true)]
    [InlineData("patch", "status", true)]
    [InlineData("patch", "scale", false)]
    public async Task Every_write_of_the_object_or_its_status_shows_when_it_returns(string how, string? subresource, bool shows)
    {
        var informer = await RecordAsync(BuiltIn.ConfigMaps);
        await WriteAsync(how, new WriteOptions { Subresource = subresource });
        (informer.Cache.Get(Child) is not null).ShouldBe(shows);
    }

    [Theory]
    [InlineData("create")]
    [InlineData("apply")]
    [InlineData("patch")]
    [InlineData("delete")]
    public async Task A_process_that_may_no_longer_lead_sends_no_write(string how)
    {
        client.MayWrite = () => false;
        await Should.ThrowAsync<LeadershipLostException>(() => WriteAsync(how, null));
        written.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_write_shows_only_in_the_caches_of_its_kind()
    {
        var maps = await RecordAsync(BuiltIn.ConfigMaps.AsDynamic());
        var secret = new DynamicObject(new JsonObject { ["metadata"] = new JsonObject { ["name"] = "child", ["namespace"] = "demo" } });
        await client.CreateAsync(BuiltIn.Secrets.AsDynamic(), secret, null, Cancel);
        maps.Cache.List().ShouldBeEmpty();
    }

    private async Task<Informer<T>> RecordAsync<T>(ResourceType<T> type) where T : class, IKubernetesObject
    {
        var informer = new Informer<T>(watched.CreateClient(time), type, new InformerOptions<T> { Time = time });
        client.Record(informer);
        running = informer.RunAsync(stop.Token);
        await informer.WaitForSyncAsync(Cancel);
        return informer;
    }

    private Task WriteAsync(string how, WriteOptions? options)
    {
        var map = new ConfigMap { Metadata = new ObjectMeta { Name = Child.Name, Namespace = Child.Namespace } };
        return how switch
        {
            "create" => client.CreateAsync(BuiltIn.ConfigMaps, map, options, Cancel),
            "apply" => client.ApplyAsync(BuiltIn.ConfigMaps, map, options, Cancel),
            "patch" => client.PatchAsync(BuiltIn.ConfigMaps, Child, Patch.Merge(new JsonObject()), options, Cancel),
            _ => client.DeleteAsync(BuiltIn.ConfigMaps, Child, new DeleteOptions { Uid = "u" }, Cancel),
        };
    }
}
