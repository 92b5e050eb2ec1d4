using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Kubernetes.Resources;

namespace Slipway.Kubernetes.Tests.Resources;

public sealed class ResourcesTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, 500, TimeSpan.Zero);

    [Fact]
    public void A_tree_loses_no_field()
    {
        const string json = """{"apiVersion":"v1","kind":"Pod","metadata":{"name":"x","custom":1},"spec":{"unknown":{"deep":[1,null,"é"]}}}""";
        var tree = JsonSerializer.Deserialize(json, BuiltIn.Pods.AsDynamic().Json)!;
        tree.Metadata.Name.ShouldBe("x");
        JsonNode.DeepEquals(JsonNode.Parse(JsonSerializer.Serialize(tree, BuiltIn.Pods.AsDynamic().Json)), JsonNode.Parse(json)).ShouldBeTrue();
    }

    [Fact]
    public void Unset_fields_are_not_written() => JsonSerializer.Serialize(new Job(), BuiltIn.Jobs.Json)
        .ShouldBe("""{"apiVersion":"batch/v1","kind":"Job","metadata":{}}""");

    [Fact]
    public void Times_have_the_precision_of_the_api()
    {
        var lease = new Lease { Metadata = new ObjectMeta { CreationTimestamp = Now }, Spec = new LeaseSpec { RenewTime = Now } };
        var json = JsonSerializer.Serialize(lease, BuiltIn.Leases.Json);
        json.ShouldContain("\"creationTimestamp\":\"2026-05-01T12:00:00Z\"");
        json.ShouldContain("\"renewTime\":\"2026-05-01T12:00:00.500000Z\"");
    }

    [Fact]
    public void A_port_is_a_number_or_a_name()
    {
        var service = JsonSerializer.Deserialize("""{"spec":{"ports":[{"port":80,"targetPort":"http"},{"port":81,"targetPort":8081}]}}""", BuiltIn.Services.Json)!;
        service.Spec!.Ports!.Select(port => port.TargetPort.ToString()).ShouldBe(["http", "8081"]);
        JsonSerializer.Serialize(service, BuiltIn.Services.Json).ShouldContain("\"targetPort\":8081");
    }

    [Fact]
    public void A_secret_does_not_print_its_content() =>
        new Secret { Data = new Dictionary<string, byte[]> { ["password"] = [1, 2, 3] } }.ToString().ShouldBe("Secret / (1 keys)");

    [Theory]
    [InlineData("9", "10", -1)]
    [InlineData("10", "10", 0)]
    [InlineData("123456789012345678901", "99", 1)]
    public void Resource_versions_compare_as_numbers_of_any_length(string left, string right, int order) =>
        Math.Sign(ResourceVersions.Compare(left, right)).ShouldBe(order);

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("1a")]
    public void What_is_no_resource_version_is_refused(string version) => Should.Throw<FormatException>(() => ResourceVersions.Compare(version, "1"));

    [Fact]
    public void The_transition_time_of_a_condition_changes_with_its_status_only()
    {
        var first = Conditions.Set(null, Ready("False", "Waiting"), Now);
        var second = first.Set(Ready("False", "StillWaiting"), Now.AddMinutes(1));
        var third = second.Set(Ready("True", "Done"), Now.AddMinutes(2));
        second[0].LastTransitionTime.ShouldBe(first[0].LastTransitionTime);
        second[0].Reason.ShouldBe("StillWaiting");
        third[0].LastTransitionTime.ShouldBe(new DateTimeOffset(2026, 5, 1, 12, 2, 0, TimeSpan.Zero));
        third.IsTrue("Ready").ShouldBeTrue();
        third.Remove("Ready").ShouldBeEmpty();
    }

    [Fact]
    public void Paths_follow_group_scope_and_subresource()
    {
        BuiltIn.Pods.ObjectPath(new NamespacedName("demo", "p"), "log").ShouldBe("/api/v1/namespaces/demo/pods/p/log");
        BuiltIn.Jobs.CollectionPath(null).ShouldBe("/apis/batch/v1/jobs");
        BuiltIn.Nodes.ObjectPath(NamespacedName.ClusterScoped("n")).ShouldBe("/api/v1/nodes/n");
        Should.Throw<ArgumentException>(() => BuiltIn.Jobs.ObjectPath(NamespacedName.ClusterScoped("j"))).Message.ShouldContain("needs a namespace");
    }

    private static Condition Ready(string status, string reason) => new() { Type = "Ready", Status = status, Reason = reason };
}
