using System.Globalization;
using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.DuckDb;
using Slipway.Trainer.Snapshot.Checks.Expectations;

namespace Slipway.Trainer.Snapshot.Checks;

/// <summary>Holds the author's expectations against the kept rows: those that each row decides for itself in one pass, the others each by itself.</summary>
internal sealed class CheckRunner(SnapshotSpec spec, Connection connection)
{
    private const int MaxSlices = 10;

    private readonly CheckGuard guard = new(connection);

    /// <param name="rows">Number of kept rows.</param>
    /// <param name="slices">Rows of each declared slice.</param>
    /// <param name="cancellationToken">Stops the checks.</param>
    public IReadOnlyList<Finding> Run(long rows, IReadOnlyList<SliceStatistics> slices, CancellationToken cancellationToken)
    {
        if (spec.Checks is not { Count: > 0 } checks || rows == 0) return [];
        var builder = new RowExpectations(spec, guard);
        var planned = checks.Select(check => (Check: check, Expectation: builder.Of(check))).ToList();
        foreach (var (check, expectation) in planned) Understand(check, expectation, cancellationToken);
        var counts = CountTogether([.. planned.Select(each => each.Expectation).OfType<RowExpectation>().Where(each => each.Condition is not null)], cancellationToken);
        return [.. planned.SelectMany(each => Guarded(each.Check, () => each.Expectation is { } expectation
            ? Judge(expectation, counts.TryGetValue(expectation.Check.Name, out var known) ? known : Count(expectation, cancellationToken), rows, slices, cancellationToken)
            : Judge(each.Check, slices, cancellationToken)))];
    }

    private List<Finding> Judge(RowExpectation expectation, long broken, long rows, IReadOnlyList<SliceStatistics> slices, CancellationToken cancellationToken)
    {
        List<Finding> findings = [];
        if (IsBeyond(expectation.Check, broken, rows)) findings.Add(Finding(expectation, broken, rows, null, cancellationToken));
        if (broken == 0) return findings;
        var found = new List<(SliceStatistics Slice, long Broken)>();
        foreach (var column in CheckedSlices.ColumnsOf(expectation.Check.PerSlice, spec.Slices))
        {
            var totals = CheckedSlices.Of(expectation.Check.PerSlice, spec.Slices, slices).Where(slice => slice.Column == column).ToDictionary(slice => slice.Value!, StringComparer.Ordinal);
            var value = $"CAST({SqlText.Identifier(column)} AS VARCHAR)";
            using var result = connection.Query(
                $"SELECT {value}, count(*) FROM ({expectation.Broken}) WHERE list_contains({SqlText.List(totals.Keys)}::VARCHAR[], {value}) GROUP BY 1", cancellationToken);
            found.AddRange(result.ReadRows().Select(row => (totals[(string)row[0]!], (long)row[1]!)));
        }

        var beyond = found.Where(each => IsBeyond(expectation.Check, each.Broken, each.Slice.Rows))
            .OrderByDescending(each => (double)each.Broken / each.Slice.Rows).ThenBy(each => each.Slice.Value, StringComparer.Ordinal).ToList();
        findings.AddRange(Few(beyond, each => Finding(expectation, each.Broken, each.Slice.Rows, each.Slice, cancellationToken)));
        return findings;
    }

    private List<Finding> Judge(Check check, IReadOnlyList<SliceStatistics> slices, CancellationToken cancellationToken)
    {
        var number = new NumberCheck(connection, guard, check);
        List<Finding> findings = [];
        if (number.Run(slice: null, cancellationToken) is { } overall) findings.Add(overall);
        var beyond = CheckedSlices.Of(check.PerSlice, spec.Slices, slices).Select(slice => number.Run(slice, cancellationToken)).OfType<Finding>().ToList();
        findings.AddRange(Few(beyond, finding => finding));
        return findings;
    }

    // A check that fails everywhere needs no finding for each of a hundred slices.
    private static IEnumerable<Finding> Few<T>(List<T> beyond, Func<T, Finding> finding) => beyond.Take(MaxSlices).Select((each, index) =>
        index == MaxSlices - 1 && beyond.Count > MaxSlices ? Of(finding(each), beyond.Count - MaxSlices) : finding(each));

    private static Finding Of(Finding last, int more) => last with { Message = $"{last.Message} And in {more} more slices." };

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

    private Dictionary<string, long> CountTogether(List<RowExpectation> expectations, CancellationToken cancellationToken)
    {
        if (expectations.Count == 0) return [];
        try
        {
            using var result = connection.Query($"SELECT {string.Join(", ", expectations.Select(each => $"count(*) FILTER (WHERE {each.Condition})"))} FROM kept", cancellationToken);
            var row = result.ReadRows()[0];
            return expectations.Index().ToDictionary(each => each.Item.Check.Name, each => (long)row[each.Index]!, StringComparer.Ordinal);
        }
        catch (DuckDbException wrong) when (CheckFailures.IsOfAuthor(wrong))
        {
            // One of them cannot be computed for some row; counted each by itself, it can be named.
            return [];
        }
    }

    private long Count(RowExpectation expectation, CancellationToken cancellationToken) =>
        connection.Scalar<long>($"SELECT count(*) FROM ({expectation.Broken})", cancellationToken);

    private void Understand(Check check, RowExpectation? expectation, CancellationToken cancellationToken)
    {
        if (expectation is null) new NumberCheck(connection, guard, check).Understand(cancellationToken);
        else Guarded(check, () => connection.Execute($"SELECT * FROM ({expectation.Broken}) LIMIT 0", cancellationToken));
    }

    private static T Guarded<T>(Check check, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (DuckDbException wrong) when (CheckFailures.IsOfAuthor(wrong))
        {
            throw CheckGuard.Wrong(check, Field(check), wrong.Message, wrong);
        }
    }

    private static string Field(Check check) => check switch
    {
        { Expression: { } expression } => $"'{expression}'",
        { References: not null } => "references",
        { Query: not null } => "query",
        { Increasing: not null } => "increasing",
        { Unique: not null } => "unique",
        _ => "column",
    };

    private static bool IsBeyond(Check check, long broken, long rows) => rows > 0 && 100.0 * broken / rows > check.MaxViolationPercent;
}
