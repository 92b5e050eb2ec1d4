using System.Text.Json.Nodes;
using Slipway.Api.Datasets;
using Slipway.Api.ModelVersions;
using Slipway.Cli.Compare;
using Slipway.Contracts.Data;
using Slipway.Contracts.Features;
using Slipway.Contracts.Models;
using Slipway.Contracts.Training;
using Slipway.Kubernetes.Resources;

namespace Slipway.Cli.Tests;

/// <summary>Two versions side by side: what changed, whether the numbers can be compared, and all data behind them.</summary>
public sealed class CompareTests
{
    private const string Same = """{"model":"clicks","dataset":"sha256:d1","features":"sha256:f","label":"clicked","task":"Binary","hyperparameters":{"max_depth":4,"eta":0.3},"seed":0,"workers":1,"evaluation":{"minSliceRows":100},"gates":null}""";

    public static TheoryData<string, string, string[], string[]> Changes => new()
    {
        { "nothing", Same, [], [] },
        { "other data and another seed", Same.Replace("sha256:d1", "sha256:d2").Replace("\"seed\":0", "\"seed\":7"), [], [] },
        { "how it is judged", Same.Replace("\"minSliceRows\":100", "\"minSliceRows\":50"), [], [] },
        { "a parameter", Same.Replace("\"max_depth\":4", "\"max_depth\":6"), [], ["hyperparameters.max_depth"] },
        { "the features and the label", Same.Replace("sha256:f", "sha256:g").Replace("clicked", "bought"), [], ["features", "label"] },
        { "the booster", Same.Replace("\"eta\":0.3", "\"eta\":0.3,\"booster\":\"dart\""), ["hyperparameters.booster"], [] },
        { "another trainer", Same.Replace("\"seed\":0", "\"seed\":0,\"trainer\":{\"image\":\"example.com/torch:1\"}"), ["trainer.image"], [] },
    };

    [Theory, Trait("Capability", "M1")]
    [MemberData(nameof(Changes))]
    public void Which_of_the_three_changed_is_told(string what, string configuration, string[] architecture, string[] definition)
    {
        var parts = ModelParts.Between(Version("v1", Same).Spec, Version("v2", configuration).Spec);
        parts.Architecture.Select(change => change.Path).ShouldBe(architecture, what);
        parts.Definition.Select(change => change.Path).ShouldBe(definition, what);
        parts.Trained.ShouldBeTrue();
    }

    [Fact, Trait("Capability", "T1")]
    public void Every_setting_that_differs_is_listed_with_both_values()
    {
        var changes = ConfigurationDifference.Between(Tree("""{"a":{"b":1,"c":"x"},"d":[1,2],"gone":true}"""), Tree("""{"a":{"b":2,"c":"x"},"d":[1,3,4]}"""));
        changes.ShouldBe([new("a.b", "1", "2"), new("d[1]", "2", "3"), new("d[2]", null, "4"), new("gone", "true", null)]);
        ConfigurationDifference.Between(null, Tree("""{"a":1}""")).ShouldBe([new("a", null, "1")]);
    }

    [Fact, Trait("Capability", "M3")]
    public void The_page_answers_what_changed_with_intervals_digests_and_data()
    {
        var before = Version("v1", Same, 0.80, "sha256:d1", [new DatasetPin { Name = "users", Digest = "sha256:u1", ManifestUri = "" }]);
        var after = Version("v2", Same.Replace("\"max_depth\":4", "\"max_depth\":6,\"rate_drop\":0.1"), 0.86, "sha256:d1", [new DatasetPin { Name = "users", Digest = "sha256:u2", ManifestUri = "" }]);
        var comparison = VersionComparison.Of(before, after, Closure);
        var lines = ComparisonPage.Lines("clicks-v1", "clicks-v2", comparison, "shop").ToList();
        lines.ShouldContain("  architecture: same");
        lines.ShouldContain("  definition:   changed: hyperparameters.max_depth, hyperparameters.rate_drop");
        lines.ShouldContain("  trained model: changed: another file");
        Squeezed(lines, "roc_auc").ShouldBe("roc_auc test 0.8 [0.78, 0.82] of 1000 0.86 [0.84, 0.88] of 1000 +0.06");
        Squeezed(lines, "hyperparameters.max_depth").ShouldBe("hyperparameters.max_depth 4 6");
        lines.ShouldContain("  not used in clicks-v2: hyperparameters.rate_drop: it is read with booster dart, and the booster is gbtree");
        Squeezed(lines, "clicks ").ShouldBe("clicks sha256:d1 same learned from");
        Squeezed(lines, "raw").ShouldBe("raw sha256:r same clicks was derived from it");
        Squeezed(lines, "users").ShouldBe("users sha256:u1 sha256:u2 joined");
        Squeezed(lines, "other/base").ShouldBe("other/base sha256:b same learned from by scores-v1, whose predictions are features");
    }

    [Fact, Trait("Capability", "E3")]
    public void Numbers_of_other_rows_are_shown_and_not_compared()
    {
        var comparison = VersionComparison.Of(Version("v1", Same, 0.80, "sha256:d1"), Version("v2", Same, 0.86, "sha256:d2"), _ => []);
        var pair = comparison.Metrics.ShouldHaveSingleItem();
        (pair.IsLikeForLike, pair.Difference, pair.IsClear).ShouldBe((false, null, false));
        Squeezed([.. ComparisonPage.Lines("a", "b", comparison, "shop")], "roc_auc").ShouldEndWith("other rows");

        var close = VersionComparison.Of(Version("v1", Same, 0.80), Version("v2", Same, 0.81), _ => []).Metrics.Single();
        (Math.Round(close.Difference!.Value, 4), close.IsClear).ShouldBe((0.01, false));
    }

    private static string Squeezed(IReadOnlyList<string> lines, string beginning) =>
        string.Join(' ', lines.First(line => line.TrimStart().StartsWith(beginning, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static IReadOnlyList<DataUse> Closure(ModelVersion version) => new DataClosure(
        name => name.ToString() == "shop/clicks" ? Clicks : null,
        (_, name) => name == "scores-v1" ? Version("v1", Same, 0.5, "sha256:b") with { Metadata = new ObjectMeta { Name = "scores-v1", Namespace = "shop" }, Spec = Version("v1", Same, 0.5, "sha256:b").Spec with { Provenance = new ModelProvenance { Dataset = "other/base", DatasetDigest = "sha256:b" } } } : null).Of(version);

    private static Dataset Clicks { get; } = new()
    {
        Metadata = new ObjectMeta { Name = "clicks", Namespace = "shop" },
        Spec = new DatasetSpec { Owner = "team", Source = new DataSource { Uri = "s3://shop/clicks" }, Schema = new DatasetSchema { Columns = [] } },
        Status = new DatasetStatus { Versions = [new DatasetVersion { Digest = "sha256:d1", ManifestUri = "", Parents = [new DatasetPin { Name = "raw", Digest = "sha256:r", ManifestUri = "" }] }] },
    };

    private static ModelVersion Version(string version, string configuration, double auc = 0.8, string data = "sha256:d1", IReadOnlyList<DatasetPin>? joined = null) => new()
    {
        Metadata = new ObjectMeta { Name = $"clicks-{version}", Namespace = "shop", Uid = version },
        Spec = new ModelVersionSpec
        {
            Model = "clicks", Version = version, Artifact = new ModelArtifact { Uri = "s3://store/model.onnx", Digest = "sha256:" + new string(version[1], 64), Size = 1 }, Configuration = Tree(configuration),
            Metrics = [new MetricValue { Metric = "roc_auc", Value = auc, Low = auc - 0.02, High = auc + 0.02, N = 1000 }],
            Provenance = new ModelProvenance { TrainingJob = "clicks", Dataset = "clicks", DatasetDigest = data, JoinedDatasets = joined, Upstream = [new UpstreamVersion("score", "scores", "v1")] },
        },
    };

    private static JsonObject Tree(string json) => (JsonObject)JsonNode.Parse(json)!;
}
