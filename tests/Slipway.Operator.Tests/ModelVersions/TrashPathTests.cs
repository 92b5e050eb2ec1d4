using System.Text.Json.Nodes;
using Slipway.Api;
using Slipway.Api.ModelVersions;
using Slipway.Contracts.Models;
using Slipway.Contracts.Steps;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Patching;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.ModelVersions.Trash;
using Slipway.Operator.Tests.Support;
using Slipway.Sandbox.Tests;

namespace Slipway.Operator.Tests.ModelVersions;

/// <summary>Deletion as people meet it: what is used stays, what was deleted by mistake comes back with its history, and files go when their time has come.</summary>
[Trait("Suite", "Integration"), Trait("Capability", "M5")]
public sealed class TrashPathTests(OperatorCluster cluster) : IClassFixture<OperatorCluster>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_deleted_by_mistake_comes_back_as_it_was()
    {
        var place = await cluster.NamespaceAsync();
        await using (cluster.Start(place))
        {
            await MakeAsync(place);
            await DecideAsync(place, new RecordedDecision { Action = DecisionAction.Hold, By = "eve", At = DateTimeOffset.UtcNow, Reason = "case 17" }, new RecordedDecision { Action = DecisionAction.Release, By = "eve", At = DateTimeOffset.UtcNow });
            var before = await UntilAsync(place, version => version.Status?.Decisions?.Count == 2);
            await DeleteAsync(place);
            await GoneAsync(place);

            var map = (await TrashAsync(place)).ShouldHaveSingleItem();
            map.Annotation(SlipwayApi.PurgeAfterAnnotation).ShouldNotBeNull();
            map.Label("team").ShouldBe("ads", "its own labels find it in the trash as well");

            await RestoreAsync(map);
            var after = await UntilAsync(place, version => version.Status?.SpecDigest is not null);
            after.Metadata.Uid.ShouldNotBe(before.Metadata.Uid);
            after.Status!.SpecDigest.ShouldBe(before.Status!.SpecDigest);
            after.Status.Decisions!.Select(decision => decision.Action).ShouldBe([DecisionAction.Hold, DecisionAction.Release]);
            after.Spec.Decisions!.Count.ShouldBe(2);
            after.Metadata.Labels!["team"].ShouldBe("ads");
            await HoldsAsync(async () => (await TrashAsync(place)).Count == 0, "the trash has given it back");
        }
    }

    [Fact]
    public async Task A_version_in_use_stays_though_no_webhook_refused_its_deletion()
    {
        var place = await cluster.NamespaceAsync();
        await using (cluster.Start(place))
        {
            await MakeAsync(place);
            await DecideAsync(place, new RecordedDecision { Action = DecisionAction.SetAlias, Alias = "champion", By = "eve", At = DateTimeOffset.UtcNow });
            await UntilAsync(place, version => version.Status?.Aliases?.Contains("champion") == true);
            await DeleteAsync(place);
            await HoldsAsync(async () => (await cluster.Client.ListAsync(BuiltIn.Events, place, ListOptions.All, Cancellation)).Items.Any(each => each.Reason == "StillUsed"), "it is told why the deletion waits");
            (await TrashAsync(place)).ShouldBeEmpty();

            // The alias goes to another version: now it may go.
            await cluster.Client.CreateAsync(SlipwayKinds.ModelVersion, Samples.ToSend(Samples.Version("v2"), place), null, Cancellation);
            await DecideAsync(place, "clicks-v2", new RecordedDecision { Action = DecisionAction.SetAlias, Alias = "champion", By = "eve", At = DateTimeOffset.UtcNow.AddSeconds(2) });
            await GoneAsync(place);
            (await TrashAsync(place)).Count.ShouldBe(1);
        }
    }

    [Fact]
    public async Task Files_are_deleted_when_their_time_has_come_and_not_before_the_record_says_by_whom()
    {
        var place = await cluster.NamespaceAsync();
        var tries = 0;
        var purged = new StepResult { Step = "collect", Outcome = StepOutcome.Succeeded, Collect = new CollectResult { Versions = [], Models = [Samples.Digest('a')] } };
        var failed = Samples.Error("collect", StepOutcome.Invalid, "PermissionDenied", "the store refuses", "grant it");
        var node = new HandNode(cluster.Client, place, _ => ++tries == 1 ? new StepEnd(2, Samples.Text(failed)) : StepEnd.Of(purged));
        await using (cluster.Start(place))
        {
            await MakeAsync(place, $"s3://store/models/{place}/clicks/v1/clicks-v1/");
            await DeleteAsync(place);
            await GoneAsync(place);
            var map = (await TrashAsync(place)).Single();
            (await cluster.Client.ListAsync(BuiltIn.Jobs, place, ListOptions.All, Cancellation)).Items.ShouldBeEmpty();

            await DueAsync(map);
            await HoldsAsync(async () =>
            {
                await node.StepAsync(Cancellation);
                return (await TrashAsync(place)).SingleOrDefault()?.Annotation(TrashedVersion.MessageAnnotation) is not null;
            }, "a purge that failed says so");
            var kept = (await TrashAsync(place)).Single();
            kept.Annotation(TrashedVersion.MessageAnnotation)!.ShouldContain("the store refuses");
            kept.Annotation(TrashedVersion.PurgeJobAnnotation).ShouldBeNull("it is tried again later, and until then it can be restored");

            await DueAsync(kept);
            await HoldsAsync(async () =>
            {
                await node.StepAsync(Cancellation);
                return (await TrashAsync(place)).Count == 0;
            }, "the record goes with the files");
            node.Ran.Count.ShouldBe(2);
            node.Ran.ShouldAllBe(job => job.StartsWith("clicks-v1-", StringComparison.Ordinal) && job.Contains("-purge-"));
        }
    }

    [Fact, Trait("Capability", "M6")]
    public async Task Files_of_a_model_from_elsewhere_are_nobody_elses_to_delete()
    {
        var place = await cluster.NamespaceAsync();
        await using (cluster.Start(place))
        {
            await MakeAsync(place);
            await DeleteAsync(place);
            await GoneAsync(place);
            await DueAsync((await TrashAsync(place)).Single());
            await HoldsAsync(async () => (await TrashAsync(place)).Count == 0, "the record goes");
            (await cluster.Client.ListAsync(BuiltIn.Jobs, place, ListOptions.All, Cancellation)).Items.ShouldBeEmpty("no Job deletes them");
        }
    }

    /// <summary>Killed before or after each single write, the next operator neither loses the record nor makes it twice.</summary>
    [Theory, Trait("Capability", "P4")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Killed_between_any_two_writes_deletion_and_return_come_to_the_same_end(bool lastWriteIsDone)
    {
        for (var survived = 0; ; survived++)
        {
            var place = await cluster.NamespaceAsync();
            await using (cluster.Start(place)) await MakeAsync(place);
            await DeleteAsync(place);
            var writes = new WriteLimit(survived, lastWriteIsDone);
            await using (cluster.Start(place, writes.Around))
            {
                await HoldsAsync(async () => writes.IsDead || await WantBackAsync(place), "it is restored, or the operator is dead");
            }

            await using (cluster.Start(place)) await HoldsAsync(() => WantBackAsync(place), $"it is back after {survived} writes");
            if (!writes.IsDead) break;
        }
    }

    private async Task<bool> WantBackAsync(string place)
    {
        foreach (var map in (await TrashAsync(place)).Where(map => map.Annotation(SlipwayApi.RestoreAnnotation) is null)) await RestoreAsync(map);
        return await FindAsync(place) is { Status.SpecDigest: not null } version && !version.IsBeingDeleted() && (await TrashAsync(place)).Count == 0;
    }

    private async Task MakeAsync(string place, string? folder = null)
    {
        var version = Samples.ToSend(Samples.Version(), place);
        if (folder is not null)
        {
            version = version with
            {
                Spec = version.Spec with { Artifact = Samples.Artifact() with { Uri = $"{folder}model.onnx" }, ManifestUri = $"{folder}manifest.json", Provenance = new ModelProvenance { TrainingJob = "click-model", Run = "clicks-v1" } },
            };
        }

        await cluster.Client.CreateAsync(SlipwayKinds.ModelVersion, version with { Metadata = version.Metadata with { Labels = new Dictionary<string, string> { ["team"] = "ads" } } }, null, Cancellation);
        await UntilAsync(place, made => made.Status?.SpecDigest is not null && made.HasFinalizer(VersionFinalizer.Name));
    }

    private Task<ModelVersion> DecideAsync(string place, params RecordedDecision[] decisions) => DecideAsync(place, "clicks-v1", decisions);

    private Task<ModelVersion> DecideAsync(string place, string name, params RecordedDecision[] decisions) => cluster.Client.PatchAsync(
        SlipwayKinds.ModelVersion, new NamespacedName(place, name),
        Patch.Merge(new JsonObject { ["spec"] = new JsonObject { ["decisions"] = new JsonArray([.. decisions.Select(each => System.Text.Json.JsonSerializer.SerializeToNode(each, ApiJson.Default.GetTypeInfo(typeof(RecordedDecision))!))]) } }), null, Cancellation);

    private Task<bool> DeleteAsync(string place) => cluster.Client.DeleteAsync(SlipwayKinds.ModelVersion, new NamespacedName(place, "clicks-v1"), new DeleteOptions(), Cancellation);

    private Task<ConfigMap> RestoreAsync(ConfigMap map) => AnnotateAsync(map, SlipwayApi.RestoreAnnotation, "true");

    private Task<ConfigMap> DueAsync(ConfigMap map) => AnnotateAsync(map, SlipwayApi.PurgeAfterAnnotation, "2020-01-01T00:00:00Z");

    private Task<ConfigMap> AnnotateAsync(ConfigMap map, string name, string value) =>
        cluster.Client.PatchAsync(BuiltIn.ConfigMaps, map.Key(), Patch.Merge(new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [name] = value } } }), null, Cancellation);

    private async Task<IReadOnlyList<ConfigMap>> TrashAsync(string place) => (await cluster.Client.ListAsync(BuiltIn.ConfigMaps, place, new ListOptions { LabelSelector = SlipwayApi.TrashLabel }, Cancellation)).Items;

    private Task<ModelVersion?> FindAsync(string place) => cluster.Client.GetAsync(SlipwayKinds.ModelVersion, new NamespacedName(place, "clicks-v1"), Cancellation);

    private Task GoneAsync(string place) => HoldsAsync(async () => await FindAsync(place) is null, "it is gone");

    private async Task<ModelVersion> UntilAsync(string place, Func<ModelVersion, bool> holds)
    {
        ModelVersion? found = null;
        await HoldsAsync(async () => (found = await FindAsync(place)) is not null && holds(found), "the version is as it should be");
        return found!;
    }

    private static Task HoldsAsync(Func<Task<bool>> holds, string what) => Eventually.HoldsAsync(holds, what, Cancellation);
}
