using Slipway.Api.Datasets;
using Slipway.Api.ModelVersions;
using Slipway.Api.Rollouts;
using Slipway.Contracts.Data;
using Slipway.Kubernetes.Resources;

namespace Slipway.Cli.Lineage;

/// <summary>Where something came from: serving replica, revision, version, run, features, data, raw source.</summary>
internal static class Ancestry
{
    public static LineageNode? Of(Pod replica, Objects objects)
    {
        var revision = objects.Rollouts.SelectMany(Objects.RevisionsOf).FirstOrDefault(each => each.Name == replica.Label(Objects.RevisionLabel));
        return revision is null ? null : new LineageNode($"pod/{replica.Metadata.Name}, revision {revision.Name}", Version(revision, objects));
    }

    public static LineageNode Of(Rollout rollout, Objects objects) => new(
        $"rollout/{rollout.Metadata.Name}",
        [.. Objects.RevisionsOf(rollout).Select(revision => new LineageNode($"revision {revision.Name}, {revision.Weight} % of the requests", Version(revision, objects)))]);

    public static LineageNode Of(ModelVersion version, Objects objects) => Of(version, objects, []);

    private static LineageNode Version(RevisionStatus revision, Objects objects) => objects.Versions.FirstOrDefault(version => version.Metadata.Name == revision.ModelVersion) is { } version
        ? Of(version, objects)
        : new LineageNode($"modelversion/{revision.ModelVersion} (deleted) {revision.Digest}");

    private static LineageNode Of(ModelVersion version, Objects objects, IReadOnlyList<string> above)
    {
        var links = new List<LineageNode>();
        var provenance = version.Spec.Provenance;
        if (provenance?.TrainingJob is { } job) links.Add(new($"run {provenance.Run} of trainingjob/{job}, configuration {provenance.ConfigurationDigest}, seed {provenance.Seed}"));
        if (version.Spec.Imported is { } imported) links.Add(new($"imported from {imported.Source} by {imported.By}; cannot be trained again here"));
        if (provenance?.Image is { } image) links.Add(new($"image {image}"));
        if (provenance?.FeatureSet is { } features) links.Add(new($"featureset/{features}, definition {provenance.FeatureDigest}"));
        if (provenance is { Dataset: { } dataset, DatasetDigest: { } digest }) links.Add(Data("learned from ", dataset, digest, objects));
        links.AddRange((provenance?.JoinedDatasets ?? []).Select(pin => Data("joined ", pin.Name, pin.Digest, objects)));
        links.AddRange((provenance?.EvaluationSets ?? []).Concat(new[] { version.Status?.Import?.Dataset }.OfType<DatasetPin>()).Select(pin => Data("measured on ", pin.Name, pin.Digest, objects)));
        links.AddRange((provenance?.Upstream ?? []).DistinctBy(upstream => (upstream.Model, upstream.Version)).Select(upstream => Upstream($"{upstream.Model}-{upstream.Version}", objects, [.. above, version.Metadata.Name!])));
        return new LineageNode($"modelversion/{version.Metadata.Name}, file {version.Spec.Artifact.Digest}", links);
    }

    // Predictions that are features. A circle cannot be trained, but records can be written by hand.
    private static LineageNode Upstream(string name, Objects objects, IReadOnlyList<string> above)
    {
        if (above.Contains(name)) return new LineageNode($"predictions of modelversion/{name} (again)");
        return objects.Versions.FirstOrDefault(version => version.Metadata.Name == name) is { } found
            ? new LineageNode("predictions as features", Of(found, objects, above))
            : new LineageNode($"predictions of modelversion/{name} (deleted)");
    }

    private static LineageNode Data(string how, string name, string digest, Objects objects)
    {
        var dataset = objects.Datasets.FirstOrDefault(each => each.Metadata.Name == name);
        var version = dataset?.Status?.Versions?.FirstOrDefault(each => each.Digest == digest);
        var rows = version is null ? "" : $", {version.Rows} rows of {version.CreatedAt:yyyy-MM-dd HH:mm} UTC";
        var parents = (version?.Parents ?? []).Select(parent => Data("", parent.Name, parent.Digest, objects));
        return new LineageNode($"{how}dataset/{name}, version {digest}{rows}", [.. parents, .. Sources(dataset)]);
    }

    private static IEnumerable<LineageNode> Sources(Dataset? dataset)
    {
        if (dataset?.Spec is not { } spec) yield break;
        if (spec.Source.Uri is { } uri) yield return new LineageNode($"source {uri}, owner {spec.Owner}, licence {spec.Provenance?.Licence ?? "not stated"}");
    }
}
