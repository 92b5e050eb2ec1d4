using System.Text.Json.Nodes;
using Slipway.Api;
using Slipway.Api.Datasets;
using Slipway.Contracts.Data;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Patching;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Tests.Support;
using Slipway.Sandbox.Tests;

namespace Slipway.Operator.Tests.Access;

/// <summary>What another namespace reads is in use like what the own one reads.</summary>
[Trait("Suite", "Integration"), Trait("Capability", "D24"), Trait("Capability", "D28")]
public sealed class ReadersElsewhereTests(OperatorCluster cluster) : IClassFixture<OperatorCluster>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_version_that_another_namespace_reads_is_kept_until_it_does_no_longer()
    {
        var (owner, reader) = (await cluster.NamespaceAsync(), await cluster.NamespaceAsync());
        await using var running = cluster.Start([owner, reader], Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);
        var shared = GrantTests.Shared(new AccessRule { Name = "all", Namespaces = [reader] });
        shared = shared with { Spec = shared.Spec with { Retention = new Retention { Versions = 1 } } };
        await cluster.Client.CreateAsync(SlipwayKinds.Dataset, Samples.ToSend(shared, owner), null, Cancellation);
        var version = 'p';
        var (source, derivation) = (new HandNode(cluster.Client, owner, _ => StepEnd.Of(Samples.Snapshot(version))), new HandNode(cluster.Client, reader, _ => StepEnd.Of(Samples.Snapshot('d'))));
        await UntilAsync(async () => (await DatasetAsync(owner, "clicks"))?.Status?.Current is not null, "it has a version", source);

        var derived = Samples.Clicks("derived");
        derived = derived with { Spec = derived.Spec with { Source = new DataSource { Sql = $"SELECT * FROM \"{owner}/clicks\"", Datasets = [$"{owner}/clicks"] } } };
        await cluster.Client.CreateAsync(SlipwayKinds.Dataset, Samples.ToSend(derived, reader), null, Cancellation);
        await UntilAsync(async () => (await DatasetAsync(reader, "derived"))?.Status?.Current is not null, "it is derived from", derivation);

        version = 'q';
        await cluster.Client.PatchAsync(SlipwayKinds.Dataset, new NamespacedName(owner, "clicks"), Patch.Merge(Refresh("1")), null, Cancellation);
        await UntilAsync(async () => (await DatasetAsync(owner, "clicks"))?.Status?.Current?.Digest == Samples.Digest('q'), "it has a newer version", source);
        version = 'r';
        await cluster.Client.PatchAsync(SlipwayKinds.Dataset, new NamespacedName(owner, "clicks"), Patch.Merge(Refresh("2")), null, Cancellation);
        await UntilAsync(async () => (await DatasetAsync(owner, "clicks"))?.Status is { } status && status.Current?.Digest == Samples.Digest('r') && status.LastSnapshot?.FinishedAt is not null, "it has a third one", source);
        (await DatasetAsync(owner, "clicks"))!.Status!.Versions!.Select(each => each.Digest).ShouldContain(Samples.Digest('p'), "the derived dataset was made from it");

        await cluster.Client.DeleteAsync(SlipwayKinds.Dataset, new NamespacedName(reader, "derived"), new DeleteOptions(), Cancellation);
        await UntilAsync(async () => (await DatasetAsync(owner, "clicks"))?.Status?.Collection?.Versions?.Any(each => each.Digest == Samples.Digest('p')) == true, "nobody needs it now", source);
    }

    private static JsonObject Refresh(string value) =>
        new() { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [SlipwayApi.RefreshAnnotation] = value } } };

    private Task<Dataset?> DatasetAsync(string place, string name) => cluster.Client.GetAsync(SlipwayKinds.Dataset, new NamespacedName(place, name), Cancellation);

    private static Task UntilAsync(Func<Task<bool>> holds, string what, HandNode node) => Eventually.HoldsAsync(
        async () =>
        {
            await node.StepAsync(Cancellation);
            return await holds();
        },
        what, Cancellation);
}
