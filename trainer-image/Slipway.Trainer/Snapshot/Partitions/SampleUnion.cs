using System.Runtime.InteropServices;

namespace Slipway.Trainer.Snapshot.Partitions;

/// <summary>Adds samples of partitions up to a sample of all rows, in bounded memory.</summary>
internal sealed class SampleUnion(int limit = 250_000)
{
    private readonly List<(ulong Hash, double[] Values)> rows = [];
    private ulong threshold = ulong.MaxValue;
    private IReadOnlyList<string> columns = [];

    /// <summary>Whether every row is in it.</summary>
    public bool IsComplete => threshold == ulong.MaxValue;

    /// <summary>Rows in it.</summary>
    public int Count => rows.Count;

    public void Add(RowSample sample)
    {
        if (sample.Columns.Count == 0) return;
        columns = sample.Columns;
        Lower(Math.Min(threshold, sample.Threshold));
        var hashes = MemoryMarshal.Cast<byte, ulong>(sample.Hashes);
        var values = MemoryMarshal.Cast<byte, double>(sample.Values);
        for (var row = 0; row < hashes.Length; row++)
            if (hashes[row] < threshold) rows.Add((hashes[row], values.Slice(row * columns.Count, columns.Count).ToArray()));
        if (rows.Count <= limit) return;
        rows.Sort((left, right) => left.Hash.CompareTo(right.Hash));
        Lower(rows[limit].Hash);
    }

    /// <summary>Values of a column in order, without the missing ones.</summary>
    public List<double> Sorted(string column)
    {
        var index = columns.ToList().IndexOf(column);
        List<double> values = index < 0 ? [] : [.. rows.Select(row => row.Values[index]).Where(value => !double.IsNaN(value))];
        values.Sort();
        return values;
    }

    private void Lower(ulong bound)
    {
        if (bound == threshold) return;
        threshold = bound;
        rows.RemoveAll(row => row.Hash >= bound);
    }
}
