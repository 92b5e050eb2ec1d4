using Slipway.Contracts.Data;
using Slipway.DuckDb;

namespace Slipway.Trainer.Snapshot.Checks.Expectations;

/// <summary>Rows that break an expectation.</summary>
internal sealed record BrokenRows
{
    /// <summary>Name of the check.</summary>
    public required string Check { get; init; }

    /// <summary>What is expected, in words.</summary>
    public required string Statement { get; init; }

    /// <summary>Rows that break it.</summary>
    public required long Rows { get; init; }

    /// <summary>Of these, rows in the values of the slices that the check names.</summary>
    public IReadOnlyList<BrokenSlice> Slices { get; init; } = [];

    /// <summary>A few of them.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, string?>>? Examples { get; init; }

    /// <summary>Counts by slice, and takes examples, where rows are broken at all.</summary>
    /// <param name="connection">Holds the kept rows.</param>
    /// <param name="expectation">What is expected.</param>
    /// <param name="rows">Rows that break it.</param>
    /// <param name="declared">Declared slices.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static BrokenRows Of(Connection connection, RowExpectation expectation, long rows, IReadOnlyList<Slice>? declared, CancellationToken cancellationToken)
    {
        var broken = new BrokenRows { Check = expectation.Check.Name, Statement = expectation.Statement, Rows = rows };
        if (rows == 0) return broken;
        var slices = new List<BrokenSlice>();
        foreach (var column in CheckedSlices.ColumnsOf(expectation.Check.PerSlice, declared))
        {
            using var result = connection.Query(
                $"SELECT CAST({SqlText.Identifier(column)} AS VARCHAR) AS v, count(*) AS n FROM ({expectation.Broken}) WHERE v IS NOT NULL GROUP BY 1 ORDER BY n DESC, v LIMIT {BrokenSlice.MaxValues}", cancellationToken);
            slices.AddRange(result.ReadRows().Select(row => new BrokenSlice { Column = column, Value = (string)row[0]!, Rows = (long)row[1]! }));
        }

        return broken with { Slices = slices, Examples = ExampleRows.Of(connection, expectation, "TRUE", cancellationToken) };
    }

    /// <summary>Both together.</summary>
    public BrokenRows Plus(BrokenRows other) => this with
    {
        Rows = Rows + other.Rows,
        Slices = [.. Slices.Concat(other.Slices).GroupBy(slice => (slice.Column, slice.Value)).Select(same => same.First() with { Rows = same.Sum(slice => slice.Rows) })],
        Examples = Examples is null && other.Examples is null ? null : [.. (Examples ?? []).Concat(other.Examples ?? []).Take(ExampleRows.Count)],
    };
}

/// <summary>Rows of one value of a slice that break an expectation.</summary>
internal sealed record BrokenSlice
{
    /// <summary>More values of a slice are not told apart.</summary>
    public const int MaxValues = 1000;

    /// <summary>Column of the slice.</summary>
    public required string Column { get; init; }

    /// <summary>Its value.</summary>
    public required string Value { get; init; }

    /// <summary>Rows.</summary>
    public required long Rows { get; init; }
}
