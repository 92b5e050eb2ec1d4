using System.Globalization;
using Slipway.Contracts.Data;
using Slipway.DuckDb;

namespace Slipway.Trainer.Snapshot.Privacy;

/// <summary>k-anonymity of the kept rows (Sweeney 2002): how many share their quasi-identifiers. Counts only, since the values of a small group point at somebody.</summary>
internal static class Anonymity
{
    /// <summary>The groups; null where no quasi-identifiers are declared.</summary>
    public static AnonymityReport? Count(Connection connection, PrivacyPolicy? policy, CancellationToken cancellationToken)
    {
        if (policy?.QuasiIdentifiers is not { Count: > 0 } names) return null;
        var groups = $"SELECT count(*) AS n FROM kept GROUP BY {string.Join(", ", names.Select(SqlText.Identifier))}";
        var below = string.Create(CultureInfo.InvariantCulture, $"n < {policy.K}");
        using var result = connection.Query(
            $"SELECT count(*), coalesce(min(n), 0), count(*) FILTER (WHERE {below}), CAST(coalesce(sum(n) FILTER (WHERE {below}), 0) AS BIGINT) FROM ({groups})", cancellationToken);
        var row = result.ReadRows()[0];
        return new AnonymityReport
        {
            QuasiIdentifiers = names, K = policy.K, Groups = (long)row[0]!, Smallest = (long)row[1]!, GroupsBelow = (long)row[2]!, RowsBelow = (long)row[3]!,
        };
    }

    /// <summary>What is wrong with them.</summary>
    public static IEnumerable<Finding> Findings(AnonymityReport? report, Severity severity)
    {
        if (report is null || report.GroupsBelow == 0) yield break;
        yield return new Finding
        {
            Check = "kAnonymity", Severity = severity, Rows = report.RowsBelow, Value = report.Smallest, Limit = report.K,
            Message = string.Create(CultureInfo.InvariantCulture,
                $"{report.RowsBelow} rows are in {report.GroupsBelow} of {report.Groups} groups with fewer than {report.K} rows of equal {string.Join(", ", report.QuasiIdentifiers)}; the smallest has {report.Smallest}. Make these columns coarser in the source, drop one of them, or leave rare rows out."),
        };
    }
}
