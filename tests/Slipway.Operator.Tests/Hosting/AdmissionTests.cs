using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Slipway.Api;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Tests.Support;

namespace Slipway.Operator.Tests.Hosting;

/// <summary>What the API server itself takes and refuses by the generated schemas.</summary>
[Trait("Suite", "Integration"), Trait("Capability", "P2")]
public sealed partial class AdmissionTests(OperatorCluster cluster) : IClassFixture<OperatorCluster>
{
    public static TheoryData<string, string> Good => new()
    {
        { "datasets", """{"owner":"shop","source":{"uri":"s3://shop/clicks"},"schema":{"columns":[{"name":"a","type":"Int64"}]}}""" },
        { "featuresets", """{"owner":"shop","dataset":"clicks","features":[{"name":"a"}]}""" },
        {
            "trainingjobs",
            """{"model":"clicks","owner":"shop","dataset":"clicks","hyperparameters":{"eta":0.3,"max_depth":4,"booster":"dart","flag":true},"placement":{"resources":{"limits":{"cpu":2,"memory":"2Gi"}}}}"""
        },
        {
            "modelversions",
            """{"model":"m","version":"v1","artifact":{"uri":"s3://a/b","digest":"sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","size":1}}"""
        },
        { "rollouts", """{"owner":"shop","model":{"name":"m"},"strategy":{"canary":{"steps":[{"setWeight":10,"pause":"30s"},{"setWeight":100}]}}}""" },
    };

    [Theory]
    [MemberData(nameof(Good))]
    public async Task A_sound_manifest_is_taken(string plural, string spec)
    {
        var place = await cluster.NamespaceAsync();
        var taken = await CreateAsync(plural, spec, place);
        taken.Metadata.Generation.ShouldBe(1);
    }

    public static TheoryData<string, string, string> Bad => new()
    {
        { "datasets", """{"owner":"shop","source":{"uri":"s3://shop/clicks"},"schema":{"columns":[{"name":"a","type":"Integer"}]}}""", "spec.schema.columns[0].type" },
        { "datasets", """{"owner":"shop","source":{"uri":"shop/clicks"},"schema":{"columns":[{"name":"a","type":"Int64"}]}}""", "spec.source.uri" },
        { "datasets", """{"owner":"shop","source":{"uri":"s3://shop/clicks"},"schema":{"columns":[]}}""", "spec.schema.columns" },
        { "datasets", """{"source":{"uri":"s3://shop/clicks"},"schema":{"columns":[{"name":"a","type":"Int64"}]}}""", "spec.owner" },
        { "featuresets", """{"owner":"shop","dataset":"clicks","features":[{"name":"1a"}]}""", "spec.features[0].name" },
        { "trainingjobs", """{"model":"Clicks","owner":"shop","dataset":"clicks"}""", "spec.model" },
        { "trainingjobs", """{"model":"clicks","owner":"shop","dataset":"clicks","retries":"many"}""", "spec.retries" },
        { "trainingjobs", """{"model":"clicks","owner":"shop","dataset":"clicks","deadline":"soon"}""", "spec.deadline" },
        { "modelversions", """{"model":"m","version":"v1","artifact":{"uri":"s3://a/b","digest":"sha256:a","size":1}}""", "spec.artifact.digest" },
        { "rollouts", """{"owner":"shop","model":{"name":"m"},"strategy":{"canary":{"steps":[{"setWeight":101}]}}}""", "spec.strategy.canary.steps[0].setWeight" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task A_bad_manifest_is_refused_with_its_field(string plural, string spec, string field)
    {
        var place = await cluster.NamespaceAsync();
        var refused = await Should.ThrowAsync<KubernetesException>(() => CreateAsync(plural, spec, place));
        refused.IsInvalid.ShouldBeTrue(refused.Message);
        // Old API servers, 1.20 for one, name fields of list items without their index.
        refused.Causes.ShouldContain(cause => cause.Field == field || cause.Field == Index().Replace(field, ""), refused.Message);
    }

    [Fact]
    public async Task Absent_fields_get_their_defaults()
    {
        var place = await cluster.NamespaceAsync();
        var taken = await CreateAsync("datasets", """{"owner":"shop","source":{"uri":"s3://shop/clicks"},"schema":{"columns":[{"name":"a","type":"Int64"}]}}""", place);
        taken.Spec!["splits"]!["testPercent"]!.GetValue<int>().ShouldBe(10);
        taken.Spec["role"]!.GetValue<string>().ShouldBe("Training");
        taken.Spec["source"]!["format"]!.GetValue<string>().ShouldBe("CSV");
        taken.Spec["limits"]!["maxRejectedPercent"]!.GetValue<double>().ShouldBe(1);
    }

    [GeneratedRegex(@"\[\d+\]")]
    private static partial Regex Index();

    private Task<DynamicObject> CreateAsync(string plural, string spec, string place)
    {
        var kinds = new Dictionary<string, string>
        {
            ["datasets"] = "Dataset", ["featuresets"] = "FeatureSet", ["trainingjobs"] = "TrainingJob", ["modelversions"] = "ModelVersion", ["rollouts"] = "Rollout",
        };
        var type = ResourceType.Dynamic(SlipwayApi.Group, SlipwayApi.Version, plural, kinds[plural]);
        var manifest = new JsonObject
        {
            ["apiVersion"] = SlipwayApi.GroupVersion, ["kind"] = kinds[plural], ["metadata"] = new JsonObject { ["name"] = "sample", ["namespace"] = place },
            ["spec"] = JsonNode.Parse(spec),
        };
        return cluster.Client.CreateAsync(type, new DynamicObject(manifest), null, TestContext.Current.CancellationToken);
    }
}
