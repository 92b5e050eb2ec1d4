using System.Text.Json;
using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.DuckDb;
using Slipway.Storage;
using Slipway.Trainer.Access;
using Slipway.Trainer.Snapshot.Sources;
using Slipway.Trainer.Steps;

namespace Slipway.Trainer.Snapshot.Extraction;

/// <summary>Pinned versions of other datasets, each as a view of the dataset's name over files whose checksums are right.</summary>
internal sealed class PinnedVersions(IObjectStore store, Connection connection, string scratchFolder)
{
    /// <returns>Rows of the version, as far as they may be seen.</returns>
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

        if (pin.View is { } view) paths = [Cut(pin, new VersionView(manifest, view), paths, cancellationToken)];
        connection.Execute($"CREATE VIEW {SqlText.Identifier(pin.Name)} AS SELECT * FROM read_parquet({SqlText.List(paths)})", cancellationToken);
        return pin.View?.MaxAge is null ? manifest.Rows.Kept : connection.Scalar<long>($"SELECT count(*) FROM {SqlText.Identifier(pin.Name)}", cancellationToken);
    }

    // What may not be seen must not lie where SQL of somebody could find it, by whatever way: only the granted part stays.
    private string Cut(DatasetPin pin, VersionView view, List<string> paths, CancellationToken cancellationToken)
    {
        var granted = Path.Combine(scratchFolder, "parents", pin.Name, "granted.parquet");
        connection.Execute($"COPY ({view.Select(paths)}) TO {SqlText.Literal(granted)} (FORMAT parquet, COMPRESSION zstd)", cancellationToken);
        foreach (var path in paths) File.Delete(path);
        return granted;
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
