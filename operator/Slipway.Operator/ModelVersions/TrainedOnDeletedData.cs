using Slipway.Contracts.Data;
using Slipway.Operator.Datasets.Erasure;
using Slipway.Operator.Reconciling;
using Slipway.Operator.TrainingJobs.WarmStarts;

namespace Slipway.Operator.ModelVersions;

/// <summary>The condition TrainedOnDeletedData: there while a model's training data may hold rows whose deletion is due. It does not keep the model from being served: that is for people to decide.</summary>
internal static class TrainedOnDeletedData
{
    public const string Name = "TrainedOnDeletedData";

    /// <returns>The requests, as <c>dataset/request</c>.</returns>
    public static IReadOnlyList<string>? Set(ConditionDraft conditions, ModelVersionWorld world)
    {
        var pins = Pins(world.Version.Spec.Provenance).ToList();
        var held = DeletedData.Of(pins, name => world.Datasets.GetValueOrDefault(name), world.Version.Status?.HoldsDeleted);
        if (held is null)
        {
            conditions.Remove(Name);
            return null;
        }

        var versions = string.Join(", ", pins.Select(pin => $"version {Short(pin.Digest)} of Dataset '{pin.Name}'"));
        var retrain = world.Version.Spec.Provenance?.TrainingJob is { } job ? $"TrainingJob '{job}' trains from scratch on the next version by itself" : "train it from scratch on the next version";
        conditions.Set(Name, true, "DeletionDue",
            $"it learned from {versions}, which may hold rows of deletion {(held.Count == 1 ? "request" : "requests")} {Summary.Of([.. held.Select(request => $"'{request}'")])}; {retrain}: "
            + "serve that model, then delete this ModelVersion, so that the files of its data can go; a training that starts from this model would carry what it learned along");
        return held;
    }

    // Of an imported model, the record says whatever its author wrote.
    private static string Short(string digest) => digest.Length > 19 && digest.StartsWith("sha256:", StringComparison.Ordinal) ? CanonicalJson.Short(digest, 12) : digest;

    private static IEnumerable<DatasetPin> Pins(Contracts.Models.ModelProvenance? origin)
    {
        if (origin is { Dataset: { } name, DatasetDigest: { } digest }) yield return new DatasetPin { Name = name, Digest = digest, ManifestUri = "" };
        foreach (var pin in origin?.JoinedDatasets ?? []) yield return pin;
        // Trees that were gone on from carry what they learned along.
        foreach (var pin in ParentData.Of(origin?.Parents)) yield return pin;
    }
}
