using System.Text.Json;
using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.DuckDb;
using Slipway.Storage;
using Slipway.Trainer.Snapshot.Sources;
using Slipway.Trainer.Steps;

namespace Slipway.Trainer.Snapshot.Extraction;

/// <summary>Pinned versions of other datasets, each as a view of the dataset's name over files whose checksums are right.</summary>
internal sealed class PinnedVersions(IObjectStore store, Connection connection, string scratchFolder)
{
    /// <returns>Rows of the version.</returns>
    public async Task<long> CreateViewAsync(DatasetPin pin, CancellationToken cancellationToken)
    {
        var (manifest, folder) = await ReadAsync(pin, cancellationToken);
        var paths = new List<string>();
        foreach (var file in manifest.Files)
        {
            var path = Path.Combine(scratchFolder, "parents", pin.Name, $"{paths.Count}.parquet");
            var digest = await store.DownloadAsync(folder.Resolve(file.Path), path, cancellationToken);
            if (digest != file.Sha256)
                throw SourceFailures.Unreadable($"{folder.Resolve(file.Path)} has the checksum {digest}; the manifest says {file.Sha256}.");
            paths.Add(path);
        }

        connection.Execute($"CREATE VIEW {SqlText.Identifier(pin.Name)} AS SELECT * FROM read_parquet({SqlText.List(paths)})", cancellationToken);
        return manifest.Rows.Kept;
    }

    private async Task<(DatasetManifest Manifest, ObjectUri Folder)> ReadAsync(DatasetPin pin, CancellationToken cancellationToken)
    {
        var uri = ObjectUri.Parse(pin.ManifestUri);
        var manifest = JsonSerializer.Deserialize(await store.ReadAllAsync(uri, cancellationToken), ContractsJson.Default.DatasetManifest)!;
        if (manifest.Digest != pin.Digest)
        {
            throw StepException.Invalid("DigestMismatch", $"{uri} is version {manifest.Digest} of '{pin.Name}', not {pin.Digest}.",
                "Pin the digest of the version that the manifest belongs to.");
        }

        return (manifest, uri.WithKey(uri.Key[..uri.Key.LastIndexOf('/')]));
    }
}
