using Slipway.Contracts.Data;
using Slipway.DuckDb;
using Slipway.Lookups;
using Slipway.Storage;
using Slipway.Trainer.Snapshot.Publish;
using Slipway.Trainer.Steps;

namespace Slipway.Trainer.Snapshot.Erasure;

/// <summary>Counts the rows with the keys of deletion requests in the files as they were written, not in the tables that they were written from.</summary>
internal sealed class ErasureProof(Connection connection, IObjectStore store, string scratchFolder)
{
    /// <summary>Counts in the files of a version before it is published.</summary>
    /// <param name="erasure">What was removed.</param>
    /// <param name="files">The splits.</param>
    /// <param name="cancellationToken">Stops the count.</param>
    /// <returns>The proofs with what was counted.</returns>
    /// <exception cref="StepException">A row with the keys is left.</exception>
    public IReadOnlyList<DeletionProof> Require(ErasedRows erasure, IReadOnlyList<WrittenFile> files, CancellationToken cancellationToken)
    {
        var counts = new long[erasure.Keys.Requests.Count];
        if (files.Count > 0) Add(counts, erasure.Keys.Match($"read_parquet({SqlText.List(files.Select(file => file.LocalPath))})", "0", cancellationToken));
        if (Local(Quarantine.FileName) is { } quarantine) Add(counts, Texts(erasure, quarantine, cancellationToken));
        if (Local(EntityLookup.FileName) is { } lookup) Add(counts, LookupProof.Count(connection, erasure.Keys, LookupFile.Open(lookup), cancellationToken));
        var proofs = erasure.Proofs.Zip(counts, (proof, remaining) => proof with { Remaining = remaining }).ToList();
        if (proofs.Find(proof => proof.Remaining > 0) is not { } failed) return proofs;
        throw StepException.Invalid("KeysRemain", $"{failed.Remaining} rows with the keys of deletion request '{failed.Name}' were counted in the written files, so the version is not published.",
            "This is a fault of the trainer; keep the Job's log, and report it.");
    }

    /// <summary>The same; what was published before the proof goes when there is none.</summary>
    public async Task<IReadOnlyList<DeletionProof>> RequireAsync(ErasedRows erasure, IReadOnlyList<WrittenFile> files, ObjectUri folder, CancellationToken cancellationToken)
    {
        try
        {
            return Require(erasure, files, cancellationToken);
        }
        catch (StepException)
        {
            await store.DeleteAllAsync(folder, null, cancellationToken);
            throw;
        }
    }

    /// <summary>Whether a version with the same rows, written before, has the keys in its quarantine. Its splits cannot have them: the digest is that of rows without them.</summary>
    public async Task<bool> HasKeysAsync(ErasedRows erasure, DatasetManifest known, CancellationToken cancellationToken)
    {
        var proven = (known.Deletions ?? []).Select(proof => proof.KeysDigest).ToHashSet(StringComparer.Ordinal);
        if (known.QuarantineUri is not { } uri || erasure.Proofs.All(proof => proven.Contains(proof.KeysDigest))) return false;
        var path = Path.Combine(scratchFolder, "known-" + Quarantine.FileName);
        await store.DownloadAsync(ObjectUri.Parse(uri), path, cancellationToken);
        return Texts(erasure, path, cancellationToken).Sum() > 0;
    }

    private IReadOnlyList<long> Texts(ErasedRows erasure, string path, CancellationToken cancellationToken) =>
        new KeyTexts(connection, erasure.Keys, cancellationToken).Match($"read_parquet({SqlText.Literal(path)}, file_row_number = true)", "file_row_number", cancellationToken);

    private string? Local(string name) => Path.Combine(scratchFolder, name) is var path && File.Exists(path) ? path : null;

    private static void Add(long[] counts, IReadOnlyList<long> more)
    {
        for (var index = 0; index < counts.Length; index++) counts[index] += more[index];
    }
}
