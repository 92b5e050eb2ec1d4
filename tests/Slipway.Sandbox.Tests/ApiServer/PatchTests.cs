using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.BuiltIns;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Errors;
using Slipway.Sandbox.ApiServer.Patching;

namespace Slipway.Sandbox.Tests.ApiServer;

public sealed class PatchTests
{
    [Theory]
    [InlineData("""{"a":"b"}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"a":null}""", "{}")]
    [InlineData("""{"a":[1,2]}""", """{"a":[3]}""", """{"a":[3]}""")]
    [InlineData("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a":{"b":"d"}}""")]
    [InlineData("""{"a":{"b":1}}""", """{"a":2}""", """{"a":2}""")]
    [InlineData("{}", """{"a":{"bb":{"ccc":null}}}""", """{"a":{"bb":{}}}""")]
    public void MergePatchesFollowTheRfc(string target, string patch, string expected) =>
        ShouldEqual(JsonMergePatch.Apply(JsonTree.Parse(target), JsonTree.Parse(patch)), expected);

    [Theory]
    [InlineData("""{"a":[1,3]}""", """[{"op":"add","path":"/a/1","value":2}]""", """{"a":[1,2,3]}""")]
    [InlineData("""{"a":1}""", """[{"op":"move","from":"/a","path":"/b"}]""", """{"b":1}""")]
    [InlineData("""{"a/b":1,"c~d":2}""", """[{"op":"remove","path":"/a~1b"},{"op":"replace","path":"/c~0d","value":3}]""", """{"c~d":3}""")]
    [InlineData("""{"a":{"b":[1]}}""", """[{"op":"copy","from":"/a/b","path":"/c"},{"op":"test","path":"/c/0","value":1}]""", """{"a":{"b":[1]},"c":[1]}""")]
    public void JsonPatchesFollowTheRfc(string target, string patch, string expected) =>
        ShouldEqual(JsonPatch.Apply(JsonTree.ParseObject(target), (JsonArray)JsonTree.Parse(patch)!), expected);

    [Theory]
    [InlineData("""[{"op":"replace","path":"/a","value":2},{"op":"test","path":"/a","value":1}]""")]
    [InlineData("""[{"op":"remove","path":"/nothing"}]""")]
    [InlineData("""[{"op":"add","path":"/list/9","value":1}]""")]
    public void AJsonPatchThatDoesNotFitChangesNothing(string patch)
    {
        var target = JsonTree.ParseObject("""{"a":1,"list":[]}""");
        Should.Throw<ApiException>(() => JsonPatch.Apply(target, (JsonArray)JsonTree.Parse(patch)!)).Code.ShouldBe(422);
        ShouldEqual(target, """{"a":1,"list":[]}""");
    }

    [Theory]
    [InlineData("""{"containers":[{"name":"a","image":"1"},{"name":"b"}]}""", """{"containers":[{"name":"a","image":"2"}]}""", """{"containers":[{"name":"a","image":"2"},{"name":"b"}]}""")]
    [InlineData("""{"containers":[{"name":"a"},{"name":"b"}]}""", """{"containers":[{"name":"a","$patch":"delete"}]}""", """{"containers":[{"name":"b"}]}""")]
    [InlineData("""{"nodeSelector":{"a":"b"}}""", """{"nodeSelector":{"$patch":"replace","c":"d"}}""", """{"nodeSelector":{"c":"d"}}""")]
    [InlineData("""{"tolerations":[{"key":"a"}]}""", """{"tolerations":[{"key":"b"}]}""", """{"tolerations":[{"key":"b"}]}""")]
    public void StrategicPatchesMergeByTheKeysOfTheType(string target, string patch, string expected)
    {
        var pod = BuiltInSchemas.Kind("Pod");
        var result = StrategicMergePatch.Apply(new JsonObject { ["spec"] = JsonTree.Parse(target) }, new JsonObject { ["spec"] = JsonTree.Parse(patch) }, pod);
        ShouldEqual(result["spec"], expected);
    }

    private static void ShouldEqual(JsonNode? actual, string expected) =>
        JsonTree.Equal(actual, JsonTree.Parse(expected)).ShouldBeTrue($"expected {expected}, got {JsonTree.ToText(actual)}");
}
