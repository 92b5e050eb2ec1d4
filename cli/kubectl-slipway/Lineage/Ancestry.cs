using Slipway.Api.Datasets;
using Slipway.Api.ModelVersions;
using Slipway.Api.Rollouts;

namespace Slipway.Cli.Lineage;

/// <summary>Where something came from: served revision, version, run, features, data, raw source.</summary>
internal static class Ancestry
{
    public static LineageNode Of(Rollout rollout, Objects objects) => new(
        $"rollout/{rollout.Metadata.Name}",
        [
            .. new[] { rollout.Status?.Stable, rollout.Status?.Candidate }.OfType<RevisionStatus>().Select(revision => new LineageNode(
                $"revision {revision.Name}, {revision.Weight} % of the requests",
                objects.Versions.FirstOrDefault(version => version.Metadata.Name == revision.ModelVersion) is { } version
                    ? Of(version, objects)
                    : new LineageNode($"modelversion/{revision.ModelVersion} (deleted) {revision.Digest}"))),
        ]);

    public static LineageNode Of(ModelVersion version, Objects objects)
    {
        var links = new List<LineageNode>();
        var provenance = version.Spec.Provenance;
        if (provenance?.TrainingJob is { } job) links.Add(new($"run {provenance.Run} of trainingjob/{job}, configuration {provenance.ConfigurationDigest}, seed {provenance.Seed}"));
        if (provenance?.Image is { } image) links.Add(new($"image {image}"));
        if (provenance?.FeatureSet is { } features) links.Add(new($"featureset/{features}, definition {provenance.FeatureDigest}"));
        if (provenance is { Dataset: { } dataset, DatasetDigest: { } digest }) links.Add(Data(dataset, digest, objects));
        return new LineageNode($"modelversion/{version.Metadata.Name}, file {version.Spec.Artifact.Digest}", links);
    }

    private static LineageNode Data(string name, string digest, Objects objects)
    {
        var dataset = objects.Datasets.FirstOrDefault(each => each.Metadata.Name == name);
        var version = dataset?.Status?.Versions?.FirstOrDefault(each => each.Digest == digest);
        var rows = version is null ? "" : $", {version.Rows} rows of {version.CreatedAt:yyyy-MM-dd HH:mm} UTC";
        var parents = (version?.Parents ?? []).Select(parent => Data(parent.Name, parent.Digest, objects));
        return new LineageNode($"dataset/{name}, version {digest}{rows}", [.. parents, .. Sources(dataset)]);
    }

    private static IEnumerable<LineageNode> Sources(Dataset? dataset)
    {
        if (dataset?.Spec is not { } spec) yield break;
        if (spec.Source.Uri is { } uri) yield return new LineageNode($"source {uri}, owner {spec.Owner}, licence {spec.Provenance?.Licence ?? "not stated"}");
    }
}
