using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Slipway.Sandbox.ApiServer.Apply;
using Slipway.Sandbox.ApiServer.BuiltIns;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Errors;
using Slipway.Sandbox.ApiServer.Resources;

namespace Slipway.Sandbox.Tests.ApiServer;

[Trait("Capability", "P7")]
public sealed class FieldOwnershipTests
{
    private static readonly ResourceInfo Deployments = BuiltInResources.All(new ServiceAddresses()).Single(r => r.Plural == "deployments");

    [Fact]
    public void WhatNobodyAppliesAnyMoreGoes()
    {
        var first = Apply(null, "one", """{"spec":{"replicas":2,"minReadySeconds":5}}""");
        var second = Apply(first, "two", """{"spec":{"replicas":2}}""");
        var third = Apply(second, "one", """{"spec":{}}""");
        third.ObjectAt("spec")!.Select(m => m.Key).ShouldBe(["replicas"]);
    }

    [Fact]
    public void AnotherValueOfAnOwnedFieldConflictsUnlessForced()
    {
        var first = Apply(null, "one", """{"spec":{"replicas":2}}""");
        var conflict = Should.Throw<ApiException>(() => Apply(first, "two", """{"spec":{"replicas":3}}"""));
        conflict.Message.ShouldBe("Apply failed with 1 conflict: conflict with \"one\": .spec.replicas");
        Apply(first, "two", """{"spec":{"replicas":3}}""", force: true).IntegerAt("spec", "replicas").ShouldBe(3);
    }

    [Fact]
    public void ListItemsAreOwnedByTheirKeys()
    {
        var first = Apply(null, "one", """{"spec":{"template":{"spec":{"containers":[{"name":"a","image":"1"}]}}}}""");
        var second = Apply(first, "two", """{"spec":{"template":{"spec":{"containers":[{"name":"b","image":"2"}]}}}}""");
        var third = Apply(second, "one", """{"spec":{}}""");
        third.ArrayAt("spec", "template", "spec", "containers").Objects().Select(c => c.TextAt("name")).ShouldBe(["b"]);
    }

    [Fact]
    public void ApplyingTheSameTwiceChangesNothing() => Prop.ForAll(
        ArbMap.Default.ArbFor<(byte Replicas, byte[] Containers)[]>(),
        applies =>
        {
            JsonObject? live = null;
            foreach (var (index, (replicas, containers)) in applies.Index())
            {
                var config = Config(replicas, containers);
                live = Apply(live, $"m{index % 3}", config, force: true);
                if (!JsonTree.Equal(live, Apply(live, $"m{index % 3}", config)))
                {
                    return false;
                }
            }

            return true;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void SetsOfFieldsSurviveTheirWrittenForm()
    {
        var json = JsonTree.ParseObject("""{"f:spec":{"f:ports":{"k:{\"port\":80,\"protocol\":\"TCP\"}":{".":{},"f:port":{}}},"f:tags":{"v:\"a\"":{}}}}""");
        JsonTree.Equal(FieldSet.FromJson(json).ToJson(), json).ShouldBeTrue();
        FieldSet.FromJson(json).Paths().ShouldBe([".spec.ports[port=80,protocol=\"TCP\"]", ".spec.ports[port=80,protocol=\"TCP\"].port", ".spec.tags[=\"a\"]"]);
    }

    private static string Config(byte replicas, byte[] containers)
    {
        var items = string.Join(",", containers.Select(c => c % 5).Distinct().Select(c => $$"""{"name":"c{{c}}","image":"i"}"""));
        return """{"spec":{"replicas":REPLICAS,"template":{"spec":{"containers":[ITEMS]}}}}""".Replace("REPLICAS", $"{replicas}", StringComparison.Ordinal).Replace("ITEMS", items, StringComparison.Ordinal);
    }

    private static JsonObject Apply(JsonObject? live, string manager, string config, bool force = false) =>
        new FieldOwnership(Deployments, manager, "", "2026-01-02T03:04:05Z").Apply(live, JsonTree.ParseObject(config), force);
}
