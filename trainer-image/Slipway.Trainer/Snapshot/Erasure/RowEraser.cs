using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.DuckDb;
using Slipway.Trainer.Snapshot.Extraction;
using Slipway.Trainer.Snapshot.Privacy;

namespace Slipway.Trainer.Snapshot.Erasure;

/// <summary>Takes the rows out whose deletion was asked for, before anything is counted, compared or written.</summary>
/// <remarks>
/// Guarantees: rows whose columns have the keys are gone, rejected ones among them; no text of a rejected row has a key as a whole word.
/// Caveats: what <see cref="KeyTexts"/> does not find.
/// </remarks>
internal static class RowEraser
{
    /// <summary>Removes the rows from <c>staged</c>, where sound and rejected ones still are together.</summary>
    /// <returns>What was removed; null when nothing was asked for.</returns>
    public static ErasedRows? Remove(Connection connection, SnapshotSpec spec, PseudonymKey? key, CancellationToken cancellationToken)
    {
        if (KeyTables.Load(connection, spec, key, cancellationToken) is not { } keys) return null;
        var removed = keys.Match("staged", "rowid", cancellationToken);
        var rows = connection.Execute("DELETE FROM staged WHERE rowid IN (SELECT id FROM \"slipway:matched\")", cancellationToken);
        return new ErasedRows(keys, rows, [.. keys.Requests.Select((request, index) => new DeletionProof
        {
            Name = request.Name, KeysDigest = DeletionKeys.Digest(request.Match), RowsRemoved = removed[index], Remaining = 0,
        })]);
    }

    /// <summary>Removes the text of rejected rows in which a key occurs; file, line and reason stay.</summary>
    public static ErasedRows ClearTexts(Connection connection, ErasedRows erasure, CancellationToken cancellationToken)
    {
        var cleared = new KeyTexts(connection, erasure.Keys, cancellationToken).Match("quarantine", "rowid", cancellationToken);
        connection.Execute("UPDATE quarantine SET raw = NULL WHERE rowid IN (SELECT id FROM \"slipway:texts\")", cancellationToken);
        return erasure with { Proofs = [.. erasure.Proofs.Zip(cleared, (proof, texts) => proof with { TextsCleared = texts })] };
    }

    /// <summary>Removes rows that have a key only since they were cleaned: in small letters, say, or without blanks.</summary>
    public static ExtractionCounts AfterCleaning(Connection connection, ExtractionCounts read, CancellationToken cancellationToken)
    {
        if (read.Erasure is not { } erasure) return read;
        var more = erasure.Keys.Match("staged", "rowid", cancellationToken);
        var rows = connection.Execute("DELETE FROM staged WHERE rowid IN (SELECT id FROM \"slipway:matched\")", cancellationToken);
        if (rows == 0) return read;
        return read with { Erasure = new ErasedRows(erasure.Keys, erasure.Rows + rows, [.. erasure.Proofs.Zip(more, (proof, found) => proof with { RowsRemoved = proof.RowsRemoved + found })]) };
    }

    /// <summary>Does both around what sets rejected rows apart.</summary>
    public static ExtractionCounts Around(Connection connection, SnapshotSpec spec, PseudonymKey? key, Func<ExtractionCounts> setRejectedApart, CancellationToken cancellationToken)
    {
        if (Remove(connection, spec, key, cancellationToken) is not { } removed) return setRejectedApart();
        var read = setRejectedApart();
        return read with { Read = read.Read + removed.Rows, Erasure = ClearTexts(connection, removed, cancellationToken) };
    }
}

/// <summary>What was removed from a snapshot.</summary>
/// <param name="Keys">The keys.</param>
/// <param name="Rows">Rows removed; one that several requests mean counts once.</param>
/// <param name="Proofs">Each request with its counts.</param>
internal sealed record ErasedRows(KeyTables Keys, long Rows, IReadOnlyList<DeletionProof> Proofs)
{
    /// <summary>
    /// Digests of the keys that make the version another one. A request that found nothing leaves the rows as they are, and so the version, unless one with these rows
    /// was written before and its quarantine has the keys.
    /// </summary>
    public IReadOnlyList<string> Marks { get; init; } = [.. Proofs.Where(proof => proof.RowsRemoved + proof.TextsCleared > 0).Select(proof => proof.KeysDigest)];
}
