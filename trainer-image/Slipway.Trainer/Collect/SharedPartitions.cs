using System.Text.Json;
using Slipway.Contracts;
using Slipway.Contracts.Steps;
using Slipway.Storage;
using Slipway.Trainer.Snapshot.Partitions;
using Slipway.Trainer.Steps;

namespace Slipway.Trainer.Collect;

/// <summary>The partitions that no version is made of any more.</summary>
/// <remarks>
/// Guarantees: a partition goes only when the manifest of every version that stays was read and names none of its files; no snapshot runs meanwhile that could be about to use one.
/// </remarks>
internal static class SharedPartitions
{
    public static async Task<IReadOnlyList<ObjectUri>> UnusedAsync(CollectSpec spec, IObjectStore store, CancellationToken cancellationToken)
    {
        if (spec.Partitions is not { } prefix) return [];
        var root = ObjectUri.Parse(prefix);
        var folders = await store.FoldersAsync(root, cancellationToken);
        if (folders.Count == 0) return [];
        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (var version in spec.Keep ?? [])
        {
            var manifest = JsonSerializer.Deserialize(await store.ReadAllAsync(ObjectUri.Parse(version.ManifestUri), cancellationToken), ContractsJson.Default.DatasetManifest)!;
            if (manifest.Digest != version.Digest)
                throw StepException.Invalid("DigestMismatch", $"{version.ManifestUri} is version {manifest.Digest}, not {version.Digest}, so nobody knows which partitions it needs; none was deleted.", "Restore the manifest.");
            used.UnionWith(manifest.Files.Select(file => file.Path.Split('/')).Where(path => path is ["..", PartStore.FolderName, _, ..]).Select(path => path[2]));
        }

        return [.. folders.Except(used).Select(root.Append)];
    }
}
