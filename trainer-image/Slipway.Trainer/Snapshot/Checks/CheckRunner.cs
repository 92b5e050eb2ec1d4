using System.Globalization;
using Slipway.Contracts.Data;
using Slipway.DuckDb;
using Slipway.Trainer.Steps;

namespace Slipway.Trainer.Snapshot.Checks;

/// <summary>Counts the kept rows that break each of the author's expectations, all in one pass.</summary>
internal static class CheckRunner
{
    public static IReadOnlyList<Finding> Run(Connection connection, IReadOnlyList<Check> checks, long rows, CancellationToken cancellationToken)
    {
        if (checks.Count == 0 || rows == 0) return [];
        foreach (var check in checks) Understand(connection, check, cancellationToken);
        // COALESCE: a condition that cannot be decided for want of a value counts as held.
        var counts = string.Join(", ", checks.Select(check => $"count(*) FILTER (WHERE NOT coalesce(CAST(({check.Expression}) AS BOOLEAN), TRUE))"));
        using var result = connection.Query($"SELECT {counts} FROM kept", cancellationToken);
        var broken = result.ReadRows()[0];
        return [.. checks.Select((check, index) => Judge(check, (long)broken[index]!, rows)).OfType<Finding>()];
    }

    private static Finding? Judge(Check check, long broken, long rows)
    {
        var percent = 100.0 * broken / rows;
        if (percent <= check.MaxViolationPercent) return null;
        return new Finding
        {
            Check = check.Name,
            Severity = check.Severity,
            Rows = broken,
            Value = Math.Round(percent, 6),
            Limit = check.MaxViolationPercent,
            Message = string.Create(CultureInfo.InvariantCulture,
                $"'{check.Expression}' does not hold for {broken} of {rows} rows ({percent:0.###} %, allowed {check.MaxViolationPercent:0.###} %). Correct the source, the expectation or maxViolationPercent."),
        };
    }

    private static void Understand(Connection connection, Check check, CancellationToken cancellationToken)
    {
        try
        {
            connection.Execute($"SELECT CAST(({check.Expression}) AS BOOLEAN) FROM kept LIMIT 0", cancellationToken);
        }
        catch (DuckDbException wrong)
        {
            throw StepException.Invalid("InvalidCheck", $"Check '{check.Name}': '{check.Expression}' is no condition over the columns: {wrong.Message.Split('\n')[0]}",
                "Write a SQL condition over the declared columns, such as discount <= price.", wrong);
        }
    }
}
