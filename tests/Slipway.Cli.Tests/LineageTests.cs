using Slipway.Api.Datasets;
using Slipway.Api.ModelVersions;
using Slipway.Api.Rollouts;
using Slipway.Cli.Lineage;
using Slipway.Contracts.Data;
using Slipway.Contracts.Models;
using Slipway.Kubernetes.Resources;

namespace Slipway.Cli.Tests;

[Trait("Capability", "M3")]
public sealed class LineageTests
{
    private static readonly string RawDigest = "sha256:" + new string('1', 64);
    private static readonly string CleanDigest = "sha256:" + new string('2', 64);
    private static readonly string FileDigest = "sha256:" + new string('3', 64);
    private static readonly Objects Shop = new([Data("raw", RawDigest, []), Data("clean", CleanDigest, [Pin("raw", RawDigest)])], [Version()], [Serving()])
    {
        Replicas = [new Pod { Metadata = new ObjectMeta { Name = "clicks-v1-abc-0", Labels = new Dictionary<string, string> { [Objects.RevisionLabel] = "clicks-v1-abc" } } }],
    };


    [Fact]
    public void A_rollout_leads_to_the_raw_source()
    {
        var chain = Flatten(LineageCommand.Find("rollout/clicks", Shop)).ToList();
        chain[0].ShouldBe("rollout/clicks");
        chain.ShouldContain("revision clicks-v1-abc, 100 % of the requests");
        chain.ShouldContain($"modelversion/clicks-v1, file {FileDigest}");
        chain.ShouldContain("featureset/features, definition sha256:f");
        chain.ShouldContain(text => text.StartsWith($"learned from dataset/clean, version {CleanDigest}", StringComparison.Ordinal));
        chain.ShouldContain(text => text.StartsWith($"dataset/raw, version {RawDigest}", StringComparison.Ordinal));
        chain.ShouldContain("source s3://shop/raw, owner team, licence CC-BY-4.0");
    }

    [Fact]
    public void A_dataset_leads_to_what_serves_it()
    {
        Flatten(LineageCommand.Find("dataset/clean", Shop)).ShouldContain("rollout/clicks, 100 % of the requests");
        Flatten(LineageCommand.Find("dataset/raw", Shop)).ShouldContain("dataset/clean");
    }

    [Fact]
    public void A_deleted_version_is_still_named_by_its_digest() =>
        Flatten(LineageCommand.Find("sro/clicks", Shop with { Versions = [] })).ShouldContain($"modelversion/clicks-v1 (deleted) {FileDigest}");

    [Fact]
    public void A_serving_replica_leads_to_the_raw_source_and_the_raw_source_to_the_replica()
    {
        Flatten(LineageCommand.Find("pod/clicks-v1-abc-0", Shop)).ShouldContain("source s3://shop/raw, owner team, licence CC-BY-4.0");
        Flatten(LineageCommand.Find("dataset/clean", Shop)).ShouldContain("pod/clicks-v1-abc-0");
        Flatten(LineageCommand.Find("featureset/features", Shop)).ShouldContain("pod/clicks-v1-abc-0");
    }

    [Fact]
    public void Of_a_model_both_directions_are_told()
    {
        var chains = LineageCommand.Chains("modelversion/clicks-v1", Shop);
        chains.Count.ShouldBe(2);
        Flatten(chains[0]).ShouldContain(text => text.StartsWith("joined dataset/users", StringComparison.Ordinal));
        Flatten(chains[0]).ShouldContain(text => text.StartsWith("measured on dataset/golden", StringComparison.Ordinal));
        Flatten(chains[0]).ShouldContain("predictions of modelversion/scores-v2 (deleted)");
        Flatten(chains[1]).ShouldContain("rollout/clicks, 100 % of the requests");

        var scores = Version() with { Metadata = new ObjectMeta { Name = "scores-v2" }, Spec = Version().Spec with { Model = "scores", Version = "v2" } };
        var both = Shop with { Versions = [.. Shop.Versions, scores] };
        Flatten(LineageCommand.Chains("smv/scores-v2", both)[1]).ShouldContain($"modelversion/clicks-v1, file {FileDigest}, features read its predictions");
        Flatten(LineageCommand.Find("modelversion/clicks-v1", both)).ShouldContain("predictions of modelversion/scores-v2 (again)", "records that were written by hand may go in a circle");
    }

    [Theory]
    [InlineData("clicks", "'clicks' is no KIND/NAME")]
    [InlineData("pod/clicks", "a pod has a lineage if it serves a model")]
    [InlineData("service/clicks", "a service has no lineage")]
    [InlineData("rollout/other", "there is no rollout/other")]
    public void What_does_not_exist_is_an_error(string subject, string expected) =>
        Should.Throw<LineageException>(() => LineageCommand.Find(subject, Shop)).Message.ShouldContain(expected);

    private static IEnumerable<string> Flatten(LineageNode node) => [node.Text, .. node.Next.SelectMany(Flatten)];

    private static DatasetPin Pin(string name, string digest) => new() { Name = name, Digest = digest, ManifestUri = $"s3://store/{name}/manifest.json" };

    private static Dataset Data(string name, string digest, IReadOnlyList<DatasetPin> parents) => new()
    {
        Metadata = new ObjectMeta { Name = name },
        Spec = new DatasetSpec
        {
            Owner = "team",
            Source = parents.Count == 0 ? new DataSource { Uri = $"s3://shop/{name}" } : new DataSource { Sql = "select * from raw", Datasets = ["raw"] },
            Schema = new DatasetSchema { Columns = [new Column { Name = "a", Type = ColumnType.Int64 }] },
            Provenance = new Provenance { Licence = "CC-BY-4.0" },
        },
        Status = new DatasetStatus
        {
            Versions = [new DatasetVersion { Digest = digest, ManifestUri = $"s3://store/{name}/manifest.json", Rows = 10, Parents = parents }],
        },
    };

    private static ModelVersion Version() => new()
    {
        Metadata = new ObjectMeta { Name = "clicks-v1" },
        Spec = new ModelVersionSpec
        {
            Model = "clicks",
            Version = "v1",
            Artifact = new ModelArtifact { Uri = "s3://store/model.onnx", Digest = FileDigest, Size = 1 },
            Provenance = new ModelProvenance
            {
                TrainingJob = "clicks", Run = "clicks-v1", Dataset = "clean", DatasetDigest = CleanDigest, FeatureSet = "features", FeatureDigest = "sha256:f",
                JoinedDatasets = [Pin("users", "sha256:u")], EvaluationSets = [Pin("golden", "sha256:g")], Upstream = [new Slipway.Contracts.Features.UpstreamVersion("score", "scores", "v2")],
            },
        },
    };

    private static Rollout Serving() => new()
    {
        Metadata = new ObjectMeta { Name = "clicks" },
        Spec = new RolloutSpec { Owner = "team", Model = new ModelSelector { Name = "clicks" } },
        Status = new RolloutStatus
        {
            Stable = new RevisionStatus { Name = "clicks-v1-abc", ModelVersion = "clicks-v1", Version = "v1", Digest = FileDigest, Weight = 100 },
        },
    };
}
