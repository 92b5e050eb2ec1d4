using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.Storage;
using Slipway.Trainer.Snapshot.Checks;

namespace Slipway.Trainer.Snapshot.Publish;

/// <summary>What the operator is told of a version.</summary>
internal static class VersionResult
{
    public static SnapshotResult Of(DatasetManifest manifest, ObjectUri manifestUri, RowCounts rows, CheckedVersion checkedVersion, TimeSpan elapsed, IReadOnlyList<DeletionProof>? deletions) => new()
    {
        Digest = manifest.Digest,
        ManifestUri = manifestUri.ToString(),
        Rows = rows,
        Bytes = manifest.Bytes,
        EventTimeMin = manifest.EventTimeMin,
        EventTimeMax = manifest.EventTimeMax,
        Lookup = manifest.Lookup,
        NewestEvent = checkedVersion.Freshness?.Newest,
        Deleted = deletions?.ToDictionary(proof => proof.Name, proof => proof.RowsRemoved),
        Findings = checkedVersion.Findings,
        Seconds = Math.Round(elapsed.TotalSeconds, 3),
    };
}
