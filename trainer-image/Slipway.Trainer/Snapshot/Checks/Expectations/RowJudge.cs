using System.Globalization;
using Slipway.Contracts.Data;
using Slipway.DuckDb;

namespace Slipway.Trainer.Snapshot.Checks.Expectations;

/// <summary>Judges the rows that break an expectation, in all rows and in each slice that the check names.</summary>
internal sealed class RowJudge(Connection connection, IReadOnlyList<Slice>? declared, IReadOnlyList<SliceStatistics> slices)
{
    /// <param name="expectation">What is expected.</param>
    /// <param name="broken">Rows that break it.</param>
    /// <param name="rows">All kept rows.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public IReadOnlyList<Finding> Judge(RowExpectation expectation, long broken, long rows, CancellationToken cancellationToken)
    {
        List<Finding> findings = [];
        if (IsBeyond(expectation.Check, broken, rows)) findings.Add(Finding(expectation, broken, rows, null, cancellationToken));
        if (broken == 0) return findings;
        var found = new List<(SliceStatistics Slice, long Broken)>();
        foreach (var column in CheckedSlices.ColumnsOf(expectation.Check.PerSlice, declared))
        {
            var totals = CheckedSlices.Of(expectation.Check.PerSlice, declared, slices).Where(slice => slice.Column == column).ToDictionary(slice => slice.Value!, StringComparer.Ordinal);
            var value = $"CAST({SqlText.Identifier(column)} AS VARCHAR)";
            using var result = connection.Query(
                $"SELECT {value}, count(*) FROM ({expectation.Broken}) WHERE list_contains({SqlText.List(totals.Keys)}::VARCHAR[], {value}) GROUP BY 1", cancellationToken);
            found.AddRange(result.ReadRows().Select(row => (totals[(string)row[0]!], (long)row[1]!)));
        }

        var beyond = found.Where(each => IsBeyond(expectation.Check, each.Broken, each.Slice.Rows))
            .OrderByDescending(each => (double)each.Broken / each.Slice.Rows).ThenBy(each => each.Slice.Value, StringComparer.Ordinal).ToList();
        findings.AddRange(FewSlices.Of(beyond, each => Finding(expectation, each.Broken, each.Slice.Rows, each.Slice, cancellationToken)));
        return findings;
    }

    private Finding Finding(RowExpectation expectation, long broken, long rows, SliceStatistics? slice, CancellationToken cancellationToken)
    {
        var check = expectation.Check;
        var percent = 100.0 * broken / rows;
        var where = slice is null ? "TRUE" : $"CAST({SqlText.Identifier(slice.Column!)} AS VARCHAR) = {SqlText.Literal(slice.Value!)}";
        return new Finding
        {
            Check = check.Name,
            Severity = check.Severity,
            Rows = broken,
            Value = Math.Round(percent, 6),
            Limit = check.MaxViolationPercent,
            Column = check.Column ?? slice?.Column,
            Slice = slice is null ? null : $"{slice.Column}={slice.Value}",
            Message = string.Create(CultureInfo.InvariantCulture,
                $"'{expectation.Statement}' does not hold for {broken} of {rows} rows{(slice is null ? "" : $" of slice {slice.Column}={slice.Value}")} ({percent:0.###} %, allowed {check.MaxViolationPercent:0.###} %). Correct the source, the expectation or maxViolationPercent."),
            Examples = ExampleRows.Of(connection, expectation, where, cancellationToken),
        };
    }

    private static bool IsBeyond(Check check, long broken, long rows) => rows > 0 && 100.0 * broken / rows > check.MaxViolationPercent;
}
