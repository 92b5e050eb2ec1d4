using Slipway.Contracts.Data;
using Slipway.DuckDb;

namespace Slipway.Trainer.Snapshot.Checks;

/// <summary>Finds declared slices that are missing or too small, however many rows there are in all.</summary>
internal static class SliceCoverage
{
    public static IReadOnlyList<Finding> Run(Connection connection, IReadOnlyList<Slice> slices, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        foreach (var slice in slices.Where(slice => slice.Values is { Count: > 0 }))
        {
            var column = SqlText.Identifier(slice.Column);
            using var result = connection.Query($"SELECT CAST({column} AS VARCHAR), count(*) FROM kept WHERE {column} IS NOT NULL GROUP BY 1", cancellationToken);
            var counts = result.ReadRows().ToDictionary(row => (string)row[0]!, row => (long)row[1]!, StringComparer.Ordinal);
            findings.AddRange(slice.Values!
                .Select(value => (Value: value, Rows: counts.GetValueOrDefault(value)))
                .Where(found => found.Rows < slice.MinRows)
                .Select(found => Small(slice, found.Value, found.Rows)));
        }

        return findings;
    }

    private static Finding Small(Slice slice, string value, long rows) => new()
    {
        Check = slice.Name ?? slice.Column,
        Severity = Severity.Error,
        Rows = rows,
        Message = $"Slice {slice.Column}={value} has {rows} rows, at least {slice.MinRows} are needed. See whether its source or a filter before it stopped.",
    };
}
