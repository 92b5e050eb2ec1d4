using System.Text.Json.Nodes;
using Slipway.Api.Crds;

namespace Slipway.Api.Tests.Crds;

public sealed class SchemaTests
{
    private static readonly Dictionary<string, JsonObject> ByKind =
        CustomResourceDefinitions.All().ToDictionary(definition => (string)definition["spec"]!["names"]!["kind"]!);

    [Theory]
    [InlineData("Dataset", "spec.splits.method", "enum", """["Hash","Time"]""")]
    [InlineData("Dataset", "spec.splits.method", "default", "\"Hash\"")]
    [InlineData("Dataset", "spec.splits", "default", "{}")]
    [InlineData("Dataset", "spec.splits.testPercent", "default", "10")]
    [InlineData("Dataset", "spec.splits.testPercent", "maximum", "90")]
    [InlineData("Dataset", "spec.source.uri", "pattern", "\"^(file|s3)://.+$\"")]
    [InlineData("Dataset", "spec.schema.columns", "x-kubernetes-list-map-keys", """["name"]""")]
    [InlineData("Dataset", "spec.schema.columns", "minItems", "1")]
    [InlineData("Dataset", "spec.refresh.interval", "type", "\"string\"")]
    [InlineData("TrainingJob", "spec.retries", "default", "3")]
    [InlineData("TrainingJob", "spec.workers", "minimum", "1")]
    [InlineData("TrainingJob", "spec.trainer.template", "x-kubernetes-preserve-unknown-fields", "true")]
    [InlineData("TrainingJob", "spec.placement.resources.limits", "additionalProperties", """{"x-kubernetes-int-or-string":true}""")]
    [InlineData("TrainingJob", "status.lastVersion", "format", "\"int32\"")]
    [InlineData("ModelVersion", "spec.artifact.digest", "pattern", "\"^sha256:[0-9a-f]{64}$\"")]
    [InlineData("ModelVersion", "spec.artifact.format", "enum", """["ONNX"]""")]
    [InlineData("Rollout", "spec.analysis.interval", "default", "\"30s\"")]
    public void Field_has_the_constraint_of_its_type(string kind, string path, string keyword, string value) =>
        JsonNode.DeepEquals(Field(kind, path)[keyword], JsonNode.Parse(value)).ShouldBeTrue($"{path}: {Field(kind, path).ToJsonString()}");

    [Fact]
    public void Every_field_is_described_and_no_status_field_has_a_default()
    {
        foreach (var (kind, definition) in ByKind)
        {
            foreach (var (path, field) in Fields(Root(definition), ""))
            {
                if (path is ".metadata") continue;
                ((string?)field["description"]).ShouldNotBeNullOrWhiteSpace($"{kind}{path}");
                if (path.StartsWith(".status", StringComparison.Ordinal)) field.ContainsKey("default").ShouldBeFalse($"{kind}{path}");
            }
        }
    }

    [Fact]
    public void Required_members_are_required_fields() =>
        Field("Dataset", "spec")["required"]!.AsArray().Select(name => (string)name!).ShouldBe(["owner", "source"]);

    [Fact]
    public void Names_collide_with_nothing_built_in()
    {
        string[] taken = ["cm", "cs", "csr", "crd", "cj", "cronjob", "deploy", "ds", "ep", "ev", "hpa", "ing", "limits", "netpol", "no", "ns", "pc", "pdb", "po", "pv",
            "pvc", "quota", "rc", "rs", "sa", "sc", "sts", "svc"];
        var names = ByKind.Values.Select(definition => definition["spec"]!["names"]!).ToList();
        var shortNames = names.Select(name => (string)name["shortNames"]![0]!).ToList();
        shortNames.Distinct().Count().ShouldBe(5);
        shortNames.ShouldAllBe(name => !taken.Contains(name));
        names.ShouldAllBe(name => (string?)name["categories"]![0] == "slipway");
    }

    [Fact]
    public void Age_is_the_last_printer_column()
    {
        foreach (var definition in ByKind.Values)
        {
            var columns = definition["spec"]!["versions"]![0]!["additionalPrinterColumns"]!.AsArray();
            ((string?)columns[^1]!["name"]).ShouldBe("Age");
            ((string?)columns[0]!["name"]).ShouldBe("Ready");
        }
    }

    private static JsonObject Field(string kind, string path) =>
        path.Split('.').Aggregate(Root(ByKind[kind]), (schema, name) => schema["properties"]![name]!.AsObject());

    private static JsonObject Root(JsonObject definition) => definition["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!.AsObject();

    private static IEnumerable<(string Path, JsonObject Field)> Fields(JsonObject schema, string at)
    {
        if (schema["items"] is JsonObject items)
        {
            foreach (var inner in Fields(items, at + "[]")) yield return inner;
        }

        foreach (var (name, field) in schema["properties"] as JsonObject ?? [])
        {
            yield return ($"{at}.{name}", field!.AsObject());
            foreach (var inner in Fields(field!.AsObject(), $"{at}.{name}")) yield return inner;
        }
    }
}
