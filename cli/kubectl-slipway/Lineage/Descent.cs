using Slipway.Api.Datasets;
using Slipway.Api.Rollouts;

namespace Slipway.Cli.Lineage;

/// <summary>What came from a dataset: its versions, the models trained on them, and where they serve.</summary>
internal static class Descent
{
    public static LineageNode Of(Dataset dataset, Objects objects) => new(
        $"dataset/{dataset.Metadata.Name}",
        [.. (dataset.Status?.Versions ?? []).Select(version => Of(dataset, version, objects))]);

    private static LineageNode Of(Dataset dataset, DatasetVersion version, Objects objects)
    {
        var models = objects.Versions
            .Where(model => model.Spec.Provenance?.Dataset == dataset.Metadata.Name && model.Spec.Provenance?.DatasetDigest == version.Digest)
            .Select(model => new LineageNode($"modelversion/{model.Metadata.Name}, file {model.Spec.Artifact.Digest}", Serving(model.Metadata.Name!, objects)));
        var derived = objects.Datasets
            .Where(other => other.Status?.Versions?.Any(each => each.Parents?.Any(parent => parent.Digest == version.Digest) == true) == true)
            .Select(other => new LineageNode($"dataset/{other.Metadata.Name}"));
        return new LineageNode($"version {version.Digest}, {version.Rows} rows", [.. models, .. derived]);
    }

    private static List<LineageNode> Serving(string model, Objects objects) =>
    [
        .. objects.Rollouts.SelectMany(rollout => new[] { rollout.Status?.Stable, rollout.Status?.Candidate }
            .OfType<RevisionStatus>()
            .Where(revision => revision.ModelVersion == model)
            .Select(revision => new LineageNode($"rollout/{rollout.Metadata.Name}, {revision.Weight} % of the requests"))),
    ];
}
