using Slipway.Contracts.Data;

namespace Slipway.Trainer.Snapshot.Checks;

/// <summary>Finds declared slices that are missing or too small, however many rows there are in all.</summary>
internal static class SliceCoverage
{
    public static IEnumerable<Finding> Of(IReadOnlyList<Slice> slices, IReadOnlyList<SliceStatistics> statistics)
    {
        var rows = statistics.Where(each => each.Value is not null).ToDictionary(each => (each.Column!, each.Value!), each => each.Rows);
        return slices.SelectMany(slice => (slice.Values ?? [])
            .Select(value => (Value: value, Rows: rows.GetValueOrDefault((slice.Column, value))))
            .Where(found => found.Rows < slice.MinRows)
            .Select(found => Small(slice, found.Value, found.Rows)));
    }

    private static Finding Small(Slice slice, string value, long rows) => new()
    {
        Check = slice.Name ?? slice.Column,
        Severity = Severity.Error,
        Rows = rows,
        Value = rows,
        Limit = slice.MinRows,
        Column = slice.Column,
        Slice = $"{slice.Column}={value}",
        Message = $"Slice {slice.Column}={value} has {rows} rows, at least {slice.MinRows} are needed. See whether its source or a filter before it stopped.",
    };
}
