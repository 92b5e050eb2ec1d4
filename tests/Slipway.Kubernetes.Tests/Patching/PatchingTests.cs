using System.Net;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Patching;
using Slipway.Kubernetes.Resources;
using Slipway.Kubernetes.Tests.Support;

namespace Slipway.Kubernetes.Tests.Patching;

[Trait("Capability", "P1")]
public sealed class PatchingTests
{
    private static readonly Job Observed = new()
    {
        Metadata = new ObjectMeta { Name = "j", Namespace = "demo", Uid = "u-1", ResourceVersion = "7", Finalizers = ["other", "slipway.dev/x"] },
        Status = new JobStatus { Active = 1, Failed = 2 },
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"a":1,"b":2}""", """{"a":1,"b":3}""", """{"b":3}""")]
    [InlineData("""{"a":1,"b":2}""", """{"a":1}""", """{"b":null}""")]
    [InlineData("""{"a":{"x":1,"y":2}}""", """{"a":{"x":1,"y":3}}""", """{"a":{"y":3}}""")]
    [InlineData("""{"a":[1,2]}""", """{"a":[1,2,3]}""", """{"a":[1,2,3]}""")]
    [InlineData("""{"a":1}""", """{"a":1}""", null)]
    public void The_difference_of_two_documents_is_the_smallest_patch(string before, string after, string? patch) =>
        MergeDiff.Between(JsonNode.Parse(before)!.AsObject(), JsonNode.Parse(after)!.AsObject())?.ToJsonString().ShouldBe(patch);

    [Fact]
    public void Applying_the_difference_gives_the_document()
    {
        Gen<JsonNode> Leaf() => Gen.Choose(0, 3).Select(number => (JsonNode)JsonValue.Create(number));
        Gen<JsonNode> Tree(int depth) => depth == 0 ? Leaf() : Gen.OneOf(Leaf(), Object(depth - 1).Select(node => (JsonNode)node));
        Gen<JsonObject> Object(int depth) => Gen.Elements("a", "b", "c").SelectMany(name => Tree(depth).Select(value => (name, value))).ListOf()
            .Select(pairs => new JsonObject(pairs.DistinctBy(pair => pair.name).Select(pair => KeyValuePair.Create(pair.name, (JsonNode?)pair.value.DeepClone()))));
        Prop.ForAll(Object(2).Two().ToArbitrary(), pair =>
        {
            var merged = pair.Item1.DeepClone().AsObject();
            if (MergeDiff.Between(pair.Item1, pair.Item2) is { } patch) Merge(merged, patch);
            return JsonNode.DeepEquals(merged, pair.Item2);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    [Fact]
    public async Task A_status_patch_sends_the_difference_guarded_by_uid_and_version()
    {
        using var server = new StubServer(_ => StubServer.Json("""{"metadata":{"name":"j"}}"""));
        await StatusPatch.ApplyAsync(Client(server), BuiltIn.Jobs, Observed, Observed with { Status = new JobStatus { Active = 1, Succeeded = 1 } }, Cancel);
        server.Requests.Single().Path.ShouldBe("/apis/batch/v1/namespaces/demo/jobs/j/status");
        server.Requests.Single().Body.ShouldBe("""{"metadata":{"uid":"u-1","resourceVersion":"7"},"status":{"failed":null,"succeeded":1}}""");
    }

    [Fact]
    public async Task An_unchanged_status_is_not_written()
    {
        using var server = new StubServer(_ => throw new InvalidOperationException("nothing may be sent"));
        (await StatusPatch.ApplyAsync(Client(server), BuiltIn.Jobs, Observed, Observed with { Status = new JobStatus { Active = 1, Failed = 2 } }, Cancel)).ShouldBeSameAs(Observed);
    }

    [Fact]
    public async Task A_finalizer_is_removed_where_it_was_seen_and_nowhere_else()
    {
        using var server = new StubServer(_ => StubServer.Json("""{"metadata":{"name":"j"}}"""));
        await Finalizers.RemoveAsync(Client(server), BuiltIn.Jobs, Observed, "slipway.dev/x", Cancel);
        server.Requests.Single().Body.ShouldBe(
            """[{"op":"test","path":"/metadata/uid","value":"u-1"},{"op":"test","path":"/metadata/finalizers/1","value":"slipway.dev/x"},{"op":"remove","path":"/metadata/finalizers/1"}]""");
        (await Finalizers.RemoveAsync(Client(server), BuiltIn.Jobs, Observed, "absent", Cancel)).ShouldBeSameAs(Observed);
    }

    [Fact]
    public async Task A_first_finalizer_does_not_replace_one_that_another_just_set()
    {
        using var server = new StubServer(_ => StubServer.Error(HttpStatusCode.UnprocessableEntity, "Invalid"));
        var bare = Observed with { Metadata = Observed.Metadata with { Finalizers = null } };
        var error = await Should.ThrowAsync<KubernetesException>(() => Finalizers.AddAsync(Client(server), BuiltIn.Jobs, bare, "slipway.dev/x", Cancel));
        error.IsConflict.ShouldBeTrue("the test on the version failed, so someone else was faster");
        server.Requests.Single().Body.ShouldContain("""{"op":"test","path":"/metadata/resourceVersion","value":"7"}""");
    }

    [Fact]
    public async Task An_object_that_is_being_deleted_takes_no_finalizer()
    {
        using var server = new StubServer(_ => throw new InvalidOperationException("nothing may be sent"));
        var dying = Observed with { Metadata = Observed.Metadata with { DeletionTimestamp = DateTimeOffset.UnixEpoch } };
        await Should.ThrowAsync<InvalidOperationException>(() => Finalizers.AddAsync(Client(server), BuiltIn.Jobs, dying, "new", Cancel));
    }

    private static void Merge(JsonObject target, JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            if (value is null) target.Remove(name);
            else if (value is JsonObject inner && target[name] is JsonObject existing) Merge(existing, inner);
            else target[name] = value.DeepClone();
        }
    }

    private static KubernetesClient Client(StubServer server) => new(server.CreateClient());
}
