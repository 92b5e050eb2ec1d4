using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Kubernetes.Cache;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Controllers;
using Slipway.Kubernetes.Events;
using Slipway.Kubernetes.LeaderElection;
using Slipway.Kubernetes.Patching;
using Slipway.Kubernetes.Resources;
using Slipway.Kubernetes.Tests.Support;

namespace Slipway.Kubernetes.Tests;

/// <summary>The runtime against a server that speaks the real protocol, over TLS and HTTP/2.</summary>
[Trait("Suite", "Integration"), Trait("Capability", "P4")]
public sealed class SandboxTests(SandboxFixture sandbox) : IClassFixture<SandboxFixture>
{
    private readonly string unique = Guid.NewGuid().ToString("n")[..8];
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_object_is_applied_read_patched_and_deleted()
    {
        var applied = await sandbox.Client.ApplyAsync(BuiltIn.ConfigMaps, Map("life", ("a", "1")), null, Cancel);
        var again = await sandbox.Client.ApplyAsync(BuiltIn.ConfigMaps, Map("life", ("a", "1")), null, Cancel);
        again.Metadata.ResourceVersion.ShouldBe(applied.Metadata.ResourceVersion, "the same intent writes nothing");

        var patch = Patch.Merge(new JsonObject { ["data"] = new JsonObject { ["b"] = "2" } });
        var patched = await sandbox.Client.PatchAsync(BuiltIn.ConfigMaps, applied.Key(), patch, new WriteOptions { FieldManager = "someone" }, Cancel);
        var reapplied = await sandbox.Client.ApplyAsync(BuiltIn.ConfigMaps, Map("life", ("a", "3")), null, Cancel);
        reapplied.Data!["b"].ShouldBe("2", "what another manager owns is left alone");
        ResourceVersions.Compare(patched.Metadata.ResourceVersion!, reapplied.Metadata.ResourceVersion!).ShouldBeLessThan(0);

        var wrong = await Should.ThrowAsync<KubernetesException>(() =>
            sandbox.Client.DeleteAsync(BuiltIn.ConfigMaps, applied.Key(), new DeleteOptions { Uid = "another" }, Cancel));
        wrong.IsConflict.ShouldBeTrue();
        (await sandbox.Client.DeleteAsync(BuiltIn.ConfigMaps, applied.Key(), DeleteOptions.Exactly(applied), Cancel)).ShouldBeTrue();
        (await sandbox.Client.GetAsync(BuiltIn.ConfigMaps, applied.Key(), Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task Finalizers_hold_a_deleted_object_until_they_are_removed()
    {
        var created = await sandbox.Client.CreateAsync(BuiltIn.ConfigMaps, Map("held"), null, Cancel);
        var held = await Finalizers.AddAsync(sandbox.Client, BuiltIn.ConfigMaps, created, "slipway.dev/test", Cancel);
        (await Should.ThrowAsync<KubernetesException>(() => Finalizers.AddAsync(sandbox.Client, BuiltIn.ConfigMaps, created, "slipway.dev/late", Cancel)))
            .IsConflict.ShouldBeTrue();
        await sandbox.Client.DeleteAsync(BuiltIn.ConfigMaps, held.Key(), DeleteOptions.Exactly(held), Cancel);
        var dying = await sandbox.Client.GetAsync(BuiltIn.ConfigMaps, held.Key(), Cancel);
        dying!.IsBeingDeleted().ShouldBeTrue();
        await Finalizers.RemoveAsync(sandbox.Client, BuiltIn.ConfigMaps, dying!, "slipway.dev/test", Cancel);
        (await sandbox.Client.GetAsync(BuiltIn.ConfigMaps, held.Key(), Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task An_informer_follows_through_compaction_and_a_controller_makes_each_child_once()
    {
        using var stop = new CancellationTokenSource();
        var client = new WriteRecordingClient(sandbox.Client);
        var options = new InformerOptions<ConfigMap> { LabelSelector = $"run={unique}" };
        var parents = new Informer<ConfigMap>(client, BuiltIn.ConfigMaps, options);
        var children = new Informer<Secret>(client, BuiltIn.Secrets, new InformerOptions<Secret> { LabelSelector = $"run={unique}" });
        client.Record(children);
        var reconciler = new MakesOneChild(client, parents.Cache, children.Cache);
        using var controller = new Controller("parents", reconciler, NullLogger<Controller>.Instance, new ControllerOptions { MaxConcurrentReconciles = 4 })
            .For(parents).Owns(children, BuiltIn.ConfigMaps);
        var manager = new ControllerManager(NullLogger<ControllerManager>.Instance);
        manager.Add(controller);
        var run = manager.RunAsync(null, stop.Token);

        for (var i = 0; i < 50; i++)
        {
            await sandbox.Client.ApplyAsync(BuiltIn.ConfigMaps, Map($"parent-{i}"), null, Cancel);
            if (i % 10 == 0) sandbox.CompactHistory();
        }

        await Eventually.True(() => children.Count == 50, "every parent has a child");
        var stored = await sandbox.Client.ListAsync(BuiltIn.Secrets, "default", new ListOptions { LabelSelector = $"run={unique}" }, Cancel);
        stored.Items.Count.ShouldBe(50);
        reconciler.Created.ShouldBe(50);
        await stop.CancelAsync();
        await run;
    }

    [Fact]
    public async Task Two_electors_hand_the_lease_over()
    {
        using var stopFirst = new CancellationTokenSource();
        using var stopSecond = new CancellationTokenSource();
        var leaders = new ConcurrentQueue<string>();
        var options = new LeaderElectionOptions { Namespace = "default", LeaseName = $"lease-{unique}", RetryPeriod = TimeSpan.FromMilliseconds(100) };
        var first = Elect("first", stopFirst.Token);
        await Eventually.True(() => leaders.Contains("first"));
        var second = Elect("second", stopSecond.Token);
        await stopFirst.CancelAsync();
        await first;
        await Eventually.True(() => leaders.Contains("second"));
        await stopSecond.CancelAsync();
        await second;

        Task Elect(string name, CancellationToken stop) => new LeaderElector(sandbox.Client, options with { Identity = name }).RunAsync(async token =>
        {
            leaders.Enqueue(name);
            await Task.Delay(Timeout.Infinite, token).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }, stop);
    }

    [Fact]
    [Trait("Capability", "P1")]
    public async Task Events_are_counted_up_on_the_server()
    {
        var about = await sandbox.Client.CreateAsync(BuiltIn.ConfigMaps, Map("subject"), null, Cancel);
        var recorder = new EventRecorder(sandbox.Client, "slipway", NullLogger<EventRecorder>.Instance);
        using var stop = new CancellationTokenSource();
        var run = recorder.RunAsync(stop.Token);
        for (var i = 0; i < 3; i++) recorder.Warning(about, "NoData", "no rows match");
        Event? stored = null;
        await Eventually.True(() => (stored = Find().GetAwaiter().GetResult())?.Count == 3);
        stored!.Message.ShouldBe("no rows match");
        await stop.CancelAsync();
        await run;

        async Task<Event?> Find() => (await sandbox.Client.ListAsync(
            BuiltIn.Events, "default", new ListOptions { FieldSelector = $"involvedObject.uid={about.Metadata.Uid}" }, Cancel)).Items.SingleOrDefault();
    }

    [Fact]
    public async Task Metadata_alone_is_listed_and_watched()
    {
        await sandbox.Client.ApplyAsync(BuiltIn.ConfigMaps, Map("meta", ("big", "value")), null, Cancel);
        using var stop = new CancellationTokenSource();
        var informer = new Informer<PartialObject>(sandbox.Client, BuiltIn.ConfigMaps.AsMetadataOnly(), new InformerOptions<PartialObject> { LabelSelector = $"run={unique}" });
        var run = informer.RunAsync(stop.Token);
        await Eventually.True(() => informer.Count == 1);
        await sandbox.Client.ApplyAsync(BuiltIn.ConfigMaps, Map("meta-2"), null, Cancel);
        await Eventually.True(() => informer.Count == 2);
        await stop.CancelAsync();
        await run;
    }

    private ConfigMap Map(string name, params (string Key, string Value)[] data) => new()
    {
        Metadata = new ObjectMeta { Name = $"{name}-{unique}", Namespace = "default", Labels = new Dictionary<string, string> { ["run"] = unique } },
        Data = data.ToDictionary(pair => pair.Key, pair => pair.Value),
    };

    /// <summary>Makes a child with a name of the server's choice, so that a stale cache would make a second one.</summary>
    private sealed class MakesOneChild(IKubernetesClient client, ICache<ConfigMap> parents, ICache<Secret> children) : IReconciler
    {
        private int created;

        public int Created => created;

        public async Task<ReconcileResult> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
        {
            if (parents.Get(key) is not { } parent) return ReconcileResult.Done;
            if (children.OwnedBy(parent.Metadata.Uid!).Count > 0) return ReconcileResult.Done;
            Interlocked.Increment(ref created);
            await client.CreateAsync(BuiltIn.Secrets, new Secret
            {
                Metadata = new ObjectMeta
                {
                    GenerateName = "child-", Namespace = key.Namespace, Labels = parent.Metadata.Labels, OwnerReferences = [OwnerReference.ToController(parent)],
                },
            }, null, cancellationToken);
            // At once again, while the watch cannot have told of the child yet.
            return ReconcileResult.RequeueAfter(TimeSpan.Zero);
        }
    }
}
