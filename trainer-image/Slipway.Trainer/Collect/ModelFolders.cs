using System.Text.Json;
using Slipway.Contracts;
using Slipway.Contracts.Models;
using Slipway.Contracts.Steps;
using Slipway.Storage;
using Slipway.Trainer.Snapshot.Publish;
using Slipway.Trainer.Steps;

namespace Slipway.Trainer.Collect;

/// <summary>The folders of model versions that are to go.</summary>
/// <remarks>
/// Guarantees: a folder is one of a run of that version (<c>namespace/model/version/run</c>); where its manifest is still there, it names this model, version and file. Anything else ends the step
/// before it deletes.
/// </remarks>
internal static class ModelFolders
{
    public static async Task<IReadOnlyList<ObjectUri>> OfAsync(CollectSpec spec, IObjectStore store, CancellationToken cancellationToken)
    {
        var folders = new List<ObjectUri>();
        foreach (var model in spec.Models ?? []) folders.Add(await FolderAsync(spec.Namespace, model, store, cancellationToken));
        return folders;
    }

    private static async Task<ObjectUri> FolderAsync(string place, ModelFiles model, IObjectStore store, CancellationToken cancellationToken)
    {
        var manifest = ObjectUri.Parse(model.ManifestUri);
        var parts = manifest.Key.Split('/');
        if (parts is not [.., "models", var space, var family, var version, _, VersionPublisher.ManifestName] || space != place || family != model.Model || version != model.Version)
        {
            throw StepException.Invalid("InvalidSpecification", $"models: {model.ManifestUri} is not in a folder models/{place}/{model.Model}/{model.Version}/RUN; nothing was deleted.",
                "Give the manifest URI of a run of that version.");
        }

        var folder = manifest.WithKey(string.Join('/', parts[..^1]));
        if (await store.FindAsync(manifest, cancellationToken) is null) return folder; // an earlier try deleted it
        var found = JsonSerializer.Deserialize(await store.ReadAllAsync(manifest, cancellationToken), ContractsJson.Default.ModelManifest)!;
        if (found.Model == model.Model && found.Version == model.Version && found.Artifact.Digest == model.Digest) return folder;
        throw StepException.Invalid("DigestMismatch", $"models: {model.ManifestUri} is the manifest of {found.Model} {found.Version} with file {found.Artifact.Digest}, not of {model.Model} {model.Version} with file {model.Digest}; nothing was deleted.",
            "Something else lies where this version did; look at it before anything is deleted.");
    }
}
