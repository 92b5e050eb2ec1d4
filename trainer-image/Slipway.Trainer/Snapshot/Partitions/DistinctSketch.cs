using System.Runtime.InteropServices;
using Slipway.DuckDb;
using Slipway.Trainer.Snapshot.Rows;

namespace Slipway.Trainer.Snapshot.Partitions;

/// <summary>How many different values there are, in a form that can be added up: the smallest hashes of the values.</summary>
/// <remarks>
/// Guarantees: exact up to <see cref="Size"/> different values; beyond, (k - 1) over the k-th smallest hash as a part of the range (Beyer and others 2007), with a
/// standard error of 2.2 %. The same values give the same sketch, however they are divided.
/// </remarks>
internal sealed record DistinctSketch
{
    /// <summary>Hashes that are kept.</summary>
    public const int Size = 2048;

    private const double Range = 18446744073709551616.0;

    /// <summary>The smallest hashes in order, eight bytes each.</summary>
    public required byte[] Hashes { get; init; }

    /// <summary>Whether these are all.</summary>
    public required bool Complete { get; init; }

    public static DistinctSketch None { get; } = new() { Hashes = [], Complete = true };

    /// <summary>Number of different values.</summary>
    public long Estimate => Complete ? Values.Length : (long)Math.Round((Size - 1) / (Values[^1] / Range));

    private ReadOnlySpan<ulong> Values => MemoryMarshal.Cast<byte, ulong>(Hashes);

    /// <summary>Of a column of the kept rows.</summary>
    /// <param name="connection">Holds them.</param>
    /// <param name="column">The column.</param>
    /// <param name="estimate">About how many different values there are; larger hashes than needed are left out before they are sorted.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static DistinctSketch Of(Connection connection, string column, long estimate, CancellationToken cancellationToken)
    {
        var name = SqlText.Identifier(column);
        var bound = estimate <= 8 * Size ? "" : FormattableString.Invariant($" WHERE h < {(ulong)(Range * 4 * Size / estimate)}");
        using var result = connection.Query(
            FormattableString.Invariant($"SELECT DISTINCT h FROM (SELECT {RowHash.FirstBytes($"CAST({name} AS VARCHAR)")} AS h FROM kept WHERE {name} IS NOT NULL){bound} ORDER BY h LIMIT {Size + 1}"), cancellationToken);
        var hashes = new List<ulong>();
        while (result.NextChunk() is { } chunk) hashes.AddRange(chunk.Column(0).Values<ulong>());
        return Of(hashes, complete: bound.Length == 0);
    }

    /// <summary>Of the values of both.</summary>
    public DistinctSketch Plus(DistinctSketch other)
    {
        var union = new SortedSet<ulong>();
        foreach (var hash in Values) union.Add(hash);
        foreach (var hash in other.Values) union.Add(hash);
        return Of([.. union], Complete && other.Complete);
    }

    private static DistinctSketch Of(List<ulong> sorted, bool complete)
    {
        var kept = sorted.Count > Size ? sorted[..Size] : sorted;
        return new DistinctSketch { Hashes = MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(kept)).ToArray(), Complete = complete && sorted.Count <= Size };
    }
}
