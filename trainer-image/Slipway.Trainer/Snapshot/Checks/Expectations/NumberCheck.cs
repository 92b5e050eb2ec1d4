using System.Globalization;
using Slipway.Contracts.Data;
using Slipway.DuckDb;
using Slipway.Trainer.Snapshot.Privacy;

namespace Slipway.Trainer.Snapshot.Checks.Expectations;

/// <summary>Judges the number that a query gives. A query without a number is a finding too: absence of evidence passes nothing.</summary>
internal sealed class NumberCheck(Connection connection, CheckGuard guard, Check check)
{
    private const string Remedy = "Correct the source, or the limits of the check.";

    public void Understand(CancellationToken cancellationToken)
    {
        foreach (var (field, sql) in new[] { ("query", check.Query), ("against", check.Against) })
        {
            if (sql is null) continue;
            guard.Require(check, field, $"SELECT ({Trimmed(sql)}\n)", [CheckRules.Rows, .. check.Datasets ?? []]);
            try
            {
                connection.Execute($"SELECT {Number(sql)} LIMIT 0", cancellationToken);
            }
            catch (DuckDbException wrong) when (CheckFailures.IsOfAuthor(wrong))
            {
                throw CheckGuard.Wrong(check, field, EngineWords.Of(wrong, confidential: true), wrong);
            }
        }
    }

    public Finding? Run(SliceStatistics? slice, CancellationToken cancellationToken)
    {
        var value = Scalar(check.Query!, slice, cancellationToken);
        if (check.Against is null) return value is { } number && !(number < check.Minimum) && !(number > check.Maximum) ? null : Beyond(value, slice);
        var other = Scalar(check.Against, slice: null, cancellationToken);
        if (value is not { } own || other is not { } theirs) return Finding(value ?? other, limit: null, slice, $"query gives {Text(value)} and against gives {Text(other)}, which cannot be compared");
        var percent = own == theirs ? 0 : 100 * Math.Abs(own - theirs) / Math.Abs(theirs);
        if (percent <= (check.TolerancePercent ?? 0)) return null;
        return Finding(own, theirs, slice, string.Create(CultureInfo.InvariantCulture,
            $"query gives {own} and against gives {theirs}, which differ by {(double.IsFinite(percent) ? percent.ToString("0.###", CultureInfo.InvariantCulture) + " %" : "more than can be told in percent of zero")} (allowed {check.TolerancePercent ?? 0} %)"));
    }

    private Finding Beyond(double? value, SliceStatistics? slice)
    {
        var limit = value < check.Minimum ? check.Minimum : value > check.Maximum ? check.Maximum : check.Minimum ?? check.Maximum;
        return Finding(value, limit, slice, $"query gives {Text(value)}, allowed {Allowed()}");
    }

    private Finding Finding(double? value, double? limit, SliceStatistics? slice, string what) => new()
    {
        Check = check.Name, Severity = check.Severity, Value = value, Limit = limit, Rows = slice?.Rows ?? 0,
        Column = slice?.Column, Slice = slice is null ? null : $"{slice.Column}={slice.Value}",
        Message = $"{(slice is null ? "" : $"In slice {slice.Column}={slice.Value}, ")}{what}. {Remedy}",
    };

    private double? Scalar(string sql, SliceStatistics? slice, CancellationToken cancellationToken)
    {
        // The view of all kept rows is hidden by the slice's.
        var rows = slice is null ? "" : $"WITH kept AS (SELECT * FROM main.kept WHERE CAST({SqlText.Identifier(slice.Column!)} AS VARCHAR) = {SqlText.Literal(slice.Value!)}) ";
        using var result = connection.Query($"{rows}SELECT {Number(sql)}", cancellationToken);
        return result.ReadRows()[0][0] is double number && double.IsFinite(number) ? number : null;
    }

    private string Allowed() => (check.Minimum, check.Maximum) switch
    {
        ({ } minimum, { } maximum) => string.Create(CultureInfo.InvariantCulture, $"{minimum} to {maximum}"),
        ({ } minimum, null) => string.Create(CultureInfo.InvariantCulture, $"at least {minimum}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"at most {check.Maximum}"),
    };

    private static string Number(string sql) => $"CAST(({Trimmed(sql)}\n) AS DOUBLE)";

    private static string Trimmed(string sql) => sql.Trim().TrimEnd(';');

    private static string Text(double? value) => value is { } number ? number.ToString(CultureInfo.InvariantCulture) : "no number";
}
