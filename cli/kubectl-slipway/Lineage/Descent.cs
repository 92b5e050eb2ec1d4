using Slipway.Api.Datasets;
using Slipway.Api.ModelVersions;
using Slipway.Contracts.Data;

namespace Slipway.Cli.Lineage;

/// <summary>What came from something: of data its versions, the models that read them, and where these serve, down to the replica.</summary>
internal static class Descent
{
    public static LineageNode Of(Dataset dataset, Objects objects) => new(
        $"dataset/{dataset.Metadata.Name}",
        [.. (dataset.Status?.Versions ?? []).Select(version => Of(dataset, version, objects))]);

    /// <summary>The models that a FeatureSet was compiled into.</summary>
    public static LineageNode? OfFeatures(string name, Objects objects)
    {
        var models = objects.Versions.Where(version => version.Spec.Provenance?.FeatureSet == name).ToList();
        return models.Count == 0 ? null : new LineageNode($"featureset/{name}",
            [.. models.GroupBy(version => version.Spec.Provenance!.FeatureDigest).Select(each => new LineageNode($"definition {each.Key}", [.. each.Select(version => Of(version, objects))]))]);
    }

    /// <summary>A model with what it serves and feeds.</summary>
    public static LineageNode Of(ModelVersion model, Objects objects) => Of(model, objects, "", []);

    private static LineageNode Of(Dataset dataset, DatasetVersion version, Objects objects)
    {
        var models = objects.Versions
            .SelectMany(model => Uses(model, dataset.Metadata.Name!, version.Digest).Select(how => Of(model, objects, how, [])));
        var derived = objects.Datasets
            .Where(other => other.Status?.Versions?.Any(each => each.Parents?.Any(parent => parent.Digest == version.Digest) == true) == true)
            .Select(other => new LineageNode($"dataset/{other.Metadata.Name}"));
        return new LineageNode($"version {version.Digest}, {version.Rows} rows", [.. models, .. derived]);
    }

    private static IEnumerable<string> Uses(ModelVersion model, string dataset, string digest)
    {
        var origin = model.Spec.Provenance;
        bool IsIt(DatasetPin? pin) => pin?.Name == dataset && pin.Digest == digest;
        if (origin?.Dataset == dataset && origin.DatasetDigest == digest) yield return "";
        if (origin?.JoinedDatasets?.Any(IsIt) == true) yield return ", joins it";
        if (origin?.EvaluationSets?.Any(IsIt) == true || IsIt(model.Status?.Import?.Dataset)) yield return ", measured on it";
    }

    private static LineageNode Of(ModelVersion model, Objects objects, string how, IReadOnlyList<string> above)
    {
        var readers = above.Contains(model.Metadata.Name!) ? [] : objects.Versions
            .Where(other => (other.Spec.Provenance?.Upstream ?? []).Any(upstream => upstream.Model == model.Spec.Model && upstream.Version == model.Spec.Version))
            .Select(other => Of(other, objects, ", features read its predictions", [.. above, model.Metadata.Name!]));
        var aliases = model.Status?.Aliases is { Count: > 0 } names ? $", alias {string.Join(", ", names)}" : "";
        return new LineageNode($"modelversion/{model.Metadata.Name}, file {model.Spec.Artifact.Digest}{aliases}{how}", [.. Serving(model.Metadata.Name!, objects), .. readers]);
    }

    private static IEnumerable<LineageNode> Serving(string model, Objects objects) => objects.Rollouts.SelectMany(rollout => Objects.RevisionsOf(rollout)
        .Where(revision => revision.ModelVersion == model)
        .Select(revision => new LineageNode($"rollout/{rollout.Metadata.Name}, {revision.Weight} % of the requests", [.. objects.ReplicasOf(revision).Select(pod => new LineageNode($"pod/{pod.Metadata.Name}"))])));
}
