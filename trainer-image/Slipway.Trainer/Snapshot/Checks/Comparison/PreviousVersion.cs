using System.Text.Json;
using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.Storage;

namespace Slipway.Trainer.Snapshot.Checks.Comparison;

/// <summary>The manifest of the version that was current before, if it can still be read and is the pinned one.</summary>
/// <param name="Manifest">The manifest.</param>
/// <param name="Obstacle">Why there is none although one is pinned.</param>
internal sealed record PreviousVersion(DatasetManifest? Manifest, Finding? Obstacle)
{
    public static async Task<PreviousVersion> ReadAsync(SnapshotSpec spec, IObjectStore store, CancellationToken cancellationToken)
    {
        if (spec.Previous is not { } pin) return new PreviousVersion(null, null);
        try
        {
            var json = await store.ReadAllAsync(ObjectUri.Parse(pin.ManifestUri), cancellationToken);
            var manifest = JsonSerializer.Deserialize(json, ContractsJson.Default.DatasetManifest) ?? throw new JsonException("the document is null");
            if (manifest.Digest != pin.Digest) return Missing(pin, $"it describes version {manifest.Digest}");
            return manifest.Name == spec.Name && manifest.Namespace == spec.Namespace
                ? new PreviousVersion(manifest, null)
                : Missing(pin, $"it belongs to Dataset '{manifest.Name}' in namespace {manifest.Namespace}");
        }
        catch (JsonException damaged)
        {
            return Missing(pin, $"it is no dataset manifest: {damaged.Message}");
        }
        // A store that does not answer may answer the next attempt; the comparison is not given up for it.
        catch (StorageException failure) when (failure.Kind != StorageErrorKind.Unreachable)
        {
            return Missing(pin, failure.Message);
        }
    }

    private static PreviousVersion Missing(DatasetPin pin, string why) => new(null, new Finding
    {
        Check = "comparison",
        Severity = Severity.Warn,
        Message = $"This version was compared with nothing, because the manifest {pin.ManifestUri} of the previous version {pin.Digest} cannot be used: {why}. " +
            "Restore it if it was deleted; the next version is compared with this one.",
    });
}
