using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.DuckDb;
using Slipway.Trainer.Snapshot.Checks.Expectations;
using Slipway.Trainer.Snapshot.Privacy;

namespace Slipway.Trainer.Snapshot.Checks;

/// <summary>Holds the author's expectations against the kept rows: those that each row decides for itself in one pass, the others each by itself.</summary>
internal sealed class CheckRunner(SnapshotSpec spec, Connection connection)
{
    private readonly CheckGuard guard = new(connection);

    /// <param name="rows">Number of kept rows.</param>
    /// <param name="slices">Rows of each declared slice.</param>
    /// <param name="cancellationToken">Stops the checks.</param>
    public IReadOnlyList<Finding> Run(long rows, IReadOnlyList<SliceStatistics> slices, CancellationToken cancellationToken)
    {
        if (spec.Checks is not { Count: > 0 } checks || rows == 0) return [];
        var expectations = Expectations(cancellationToken);
        var counts = Count(expectations, cancellationToken).ToDictionary(broken => broken.Check, StringComparer.Ordinal);
        var judge = new RowJudge(spec.Slices, slices);
        return [.. checks.SelectMany(check => Guarded(check, () => counts.TryGetValue(check.Name, out var broken)
            ? judge.Judge(check, broken, rows, slice => Examples(expectations.First(each => each.Check == check), slice, cancellationToken))
            : Judge(check, slices, cancellationToken)))];
    }

    /// <summary>Counts the rows that break an expectation, of every check that rows decide.</summary>
    public IReadOnlyList<BrokenRows> CountRows(CancellationToken cancellationToken) => Count(Expectations(cancellationToken), cancellationToken);

    private List<RowExpectation> Expectations(CancellationToken cancellationToken)
    {
        var builder = new RowExpectations(spec, guard);
        var planned = (spec.Checks ?? []).Select(check => (Check: check, Expectation: builder.Of(check))).ToList();
        foreach (var (check, expectation) in planned) Understand(check, expectation, cancellationToken);
        return [.. planned.Select(each => each.Expectation).OfType<RowExpectation>()];
    }

    private List<BrokenRows> Count(List<RowExpectation> expectations, CancellationToken cancellationToken)
    {
        var together = CountTogether([.. expectations.Where(each => each.Condition is not null)], cancellationToken);
        return
        [
            .. expectations.Select(expectation => Guarded(expectation.Check, () => BrokenRows.Of(
                connection, expectation, together.TryGetValue(expectation.Check.Name, out var known) ? known : Count(expectation, cancellationToken), spec.Slices, cancellationToken))),
        ];
    }

    private IReadOnlyList<IReadOnlyDictionary<string, string?>>? Examples(RowExpectation expectation, SliceStatistics slice, CancellationToken cancellationToken) =>
        ExampleRows.Of(connection, expectation, $"CAST({SqlText.Identifier(slice.Column!)} AS VARCHAR) = {SqlText.Literal(slice.Value!)}", cancellationToken);

    private List<Finding> Judge(Check check, IReadOnlyList<SliceStatistics> slices, CancellationToken cancellationToken)
    {
        var number = new NumberCheck(connection, guard, check);
        List<Finding> findings = [];
        if (number.Run(slice: null, cancellationToken) is { } overall) findings.Add(overall);
        var beyond = CheckedSlices.Of(check.PerSlice, spec.Slices, slices).Select(slice => number.Run(slice, cancellationToken)).OfType<Finding>().ToList();
        findings.AddRange(FewSlices.Of(beyond, finding => finding));
        return findings;
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

    private T Guarded<T>(Check check, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (DuckDbException wrong) when (CheckFailures.IsOfAuthor(wrong))
        {
            throw CheckGuard.Wrong(check, Field(check), EngineWords.Of(wrong, EngineWords.IsConfidential(spec) || CheckRules.Datasets(check).Any()), wrong);
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
}
