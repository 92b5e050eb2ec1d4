using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.BuiltIns;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Errors;
using Slipway.Sandbox.ApiServer.Schemas;

namespace Slipway.Sandbox.Tests.ApiServer;

public sealed class SchemaTests
{
    private static readonly Schema Sample = CrdSchemaReader.Read(JsonTree.ParseObject("""
        {"type":"object","required":["size"],"properties":{
          "size":{"type":"string","enum":["small","large"]},
          "limits":{"type":"object","default":{},"properties":{"cpu":{"x-kubernetes-int-or-string":true,"default":"100m"}}},
          "ports":{"type":"array","maxItems":2,"x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["name"],
                   "items":{"type":"object","properties":{"name":{"type":"string"},"protocol":{"type":"string","default":"TCP"}}}},
          "note":{"type":"string","nullable":true},
          "free":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}
        """));

    [Fact]
    [Trait("Capability", "P2")]
    public void DefaultsCascadeIntoObjectsAndItems()
    {
        var obj = JsonTree.ParseObject("""{"size":"small","ports":[{"name":"a"}]}""");
        SchemaDefaulting.Apply(obj, Sample);
        JsonTree.ToText(obj).ShouldBe("""{"size":"small","ports":[{"name":"a","protocol":"TCP"}],"limits":{"cpu":"100m"}}""");
    }

    [Fact]
    [Trait("Capability", "P2")]
    public void UnknownFieldsAreNamedByPathAndDropped()
    {
        var obj = JsonTree.ParseObject("""{"size":"small","extra":1,"ports":[{"name":"a","extra":2}],"free":{"kept":{"x":1}},"note":null,"limits":null}""");
        var unknown = new List<string>();
        SchemaPruning.Prune(obj, Sample, "", unknown);
        unknown.ShouldBe(["extra", "ports[0].extra"]);
        JsonTree.ToText(obj).ShouldBe("""{"size":"small","ports":[{"name":"a"}],"free":{"kept":{"x":1}},"note":null}""");
    }

    [Theory]
    [Trait("Capability", "P2")]
    [InlineData("""{}""", "size", "FieldValueRequired")]
    [InlineData("""{"size":"huge"}""", "size", "FieldValueNotSupported")]
    [InlineData("""{"size":1}""", "size", "FieldValueTypeInvalid")]
    [InlineData("""{"size":"small","limits":{"cpu":1.5}}""", "limits.cpu", "FieldValueTypeInvalid")]
    [InlineData("""{"size":"small","ports":[{"name":"a"},{"name":"a"}]}""", "ports[1]", "FieldValueDuplicate")]
    [InlineData("""{"size":"small","ports":[{"name":"a"},{"name":"b"},{"name":"c"}]}""", "ports", "FieldValueTooMany")]
    public void EachViolationNamesItsField(string json, string field, string reason)
    {
        var errors = new List<FieldError>();
        SchemaValidation.Validate(JsonTree.ParseObject(json), Sample, "", errors);
        errors.ShouldContain(e => e.Field == field && e.Reason == reason);
    }

    [Theory]
    [InlineData("1024Mi", "1Gi")]
    [InlineData("0.5", "500m")]
    [InlineData("1.5Gi", "1536Mi")]
    [InlineData("1000m", "1")]
    [InlineData("2e3", "2k")]
    [InlineData("0", "0")]
    public void QuantitiesAreWrittenInOneWay(string given, string canonical) => Quantity.Canonical(given).ShouldBe(canonical);

    [Fact]
    public void DuplicateKeysAreNamedByPath()
    {
        var duplicates = new List<string>();
        var obj = JsonTree.Parse("""{"a":{"b":1,"b":2},"c":[{"d":1,"d":2}]}"""u8, duplicates);
        duplicates.ShouldBe(["a.b", "c[0].d"]);
        obj.IntegerAt("a", "b").ShouldBe(2);
    }

    [Theory]
    [InlineData("y", "true")]
    [InlineData("010", "8")]
    [InlineData("'010'", "\"010\"")]
    [InlineData("1.5", "1.5")]
    [InlineData("1.2.3", "\"1.2.3\"")]
    [InlineData("~", "null")]
    [InlineData("2026-01-02", "\"2026-01-02\"")]
    public void YamlScalarsFollowVersionOneOne(string scalar, string json) =>
        JsonTree.ToText(YamlDocument.ToJson($"a: {scalar}")!["a"]).ShouldBe(json);

    // Servers of one process that start at the same time wrote the same table once, and lost fields of Jobs for good.
    [Fact]
    public void EachServerHasKindsOfItsOwn()
    {
        var (one, other) = (BuiltInSchemas.Kind("Job"), BuiltInSchemas.Kind("Job"));
        one.Properties.Remove("status");
        other.Properties.Keys.ShouldBe(["metadata", "spec", "status", "apiVersion", "kind"], ignoreOrder: true);
    }
}
