using System.Text.Json;
using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Storage;
using Slipway.Trainer.Steps;

namespace Slipway.Trainer.Snapshot.Publish;

/// <summary>Puts a version's files under its digest, the manifest last: a version without a manifest does not exist for any reader.</summary>
internal sealed class VersionPublisher(IObjectStore store, ObjectUri output)
{
    public const string ManifestName = "manifest.json";

    public ObjectUri Folder(string digest) => output.Append(Digest.Hex(digest));

    public ObjectUri ManifestUri(string digest) => Folder(digest).Append(ManifestName);

    /// <summary>The manifest of a version that is there already, or null.</summary>
    public async Task<DatasetManifest?> FindAsync(string digest, CancellationToken cancellationToken)
    {
        var uri = ManifestUri(digest);
        if (await store.FindAsync(uri, cancellationToken) is null) return null;
        try
        {
            var manifest = JsonSerializer.Deserialize(await store.ReadAllAsync(uri, cancellationToken), ContractsJson.Default.DatasetManifest)!;
            if (manifest.Digest == digest) return manifest;
        }
        catch (JsonException damaged)
        {
            throw Foreign(uri, damaged.Message, damaged);
        }

        throw Foreign(uri, "it names another digest", null);
    }

    public async Task PublishAsync(DatasetManifest manifest, IReadOnlyList<WrittenFile> files, CancellationToken cancellationToken)
    {
        var folder = Folder(manifest.Digest);
        foreach (var file in files) await store.PutFileAsync(folder.Append(file.File.Path), file.LocalPath, cancellationToken);
        await store.PutAsync(ManifestUri(manifest.Digest), JsonSerializer.SerializeToUtf8Bytes(manifest, ContractsJson.Default.DatasetManifest), cancellationToken);
    }

    private static StepException Foreign(ObjectUri uri, string why, Exception? inner) => StepException.Invalid(
        "DamagedVersion", $"{uri} is not the manifest of the version that its folder names: {why}.", "Remove the folder, and the next run writes it anew.", inner);
}
