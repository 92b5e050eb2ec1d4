using Slipway.Contracts.Data;
using Slipway.DuckDb;
using static System.FormattableString;

namespace Slipway.Trainer.Snapshot.Rows;

/// <summary>The SQL that draws a sample of <c>staged</c>: rows <c>id, probability</c> of what is kept.</summary>
internal static class SampleRule
{
    /// <summary>Writes the query.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="columns">Columns of the dataset.</param>
    /// <param name="eventTime">Its event time.</param>
    /// <param name="rows">Rows that there are.</param>
    public static string Write(SamplingPolicy policy, IReadOnlyList<Column> columns, string? eventTime, long rows) => policy.Method switch
    {
        SamplingMethod.Random when policy.Percent is { } percent => Bernoulli(policy, columns, percent / 100),
        SamplingMethod.Random => Strata(policy, "0"),
        SamplingMethod.Stratified => Strata(policy, SqlText.Identifier(policy.By!)),
        SamplingMethod.PerPeriod => Strata(policy, $"date_trunc('{policy.Period.ToString().ToLowerInvariant()}', {SqlText.Identifier(eventTime!)})"),
        _ => Weighted(policy, eventTime, policy.Rows ?? (long)Math.Ceiling(rows * policy.Percent!.Value / 100)),
    };

    // A number in (0, 1) that depends on the row alone, and on nothing that its split depends on: the text before the salt is another one.
    private static string Chance(SamplingPolicy policy, string text) =>
        RowHash.Chance($"concat('sample|', {SqlText.Literal(policy.Salt)}, '|', {text})");

    private static string RowChance(SamplingPolicy policy) => Chance(policy, $"CAST({EngineColumns.Hash} AS VARCHAR)");

    private static string Bernoulli(SamplingPolicy policy, IReadOnlyList<Column> columns, double share)
    {
        var chance = policy.Unit is { } unit ? Chance(policy, RowText.Of([columns.First(column => column.Name == unit)])) : RowChance(policy);
        return Invariant($"SELECT rowid AS id, CAST({share:R} AS DOUBLE) AS probability FROM staged WHERE {chance} < {share:R}");
    }

    // Exactly the share, rounded up, or the number, of each stratum; a missing value is a stratum too.
    private static string Strata(SamplingPolicy policy, string stratum)
    {
        var wanted = policy.Rows is { } rows ? Invariant($"{rows}") : Invariant($"CAST(ceil(total * {policy.Percent!.Value / 100:R}) AS BIGINT)");
        return $"""
            SELECT id, least({wanted}, total) / CAST(total AS DOUBLE) AS probability FROM (
              SELECT rowid AS id, row_number() OVER (PARTITION BY {stratum} ORDER BY {RowChance(policy)}, rowid) AS place, count(*) OVER (PARTITION BY {stratum}) AS total FROM staged)
            WHERE place <= {wanted}
            """;
    }

    // The rows with the smallest -ln(u)/w. Given the key after them, t, a row was kept with probability 1 - exp(-w t) (bottom-k sketches, Cohen and Kaplan 2007).
    private static string Weighted(SamplingPolicy policy, string? eventTime, long rows) => Invariant(
        $"""
        WITH weighed AS (SELECT rowid AS id, {WeightOf(policy, eventTime)} AS w, {RowChance(policy)} AS u FROM staged),
          placed AS (SELECT id, w, -ln(u) / w AS k, row_number() OVER (ORDER BY -ln(u) / w, id) AS place FROM weighed WHERE w > 0 AND isfinite(w)),
          threshold AS (SELECT min(k) AS t FROM placed WHERE place = {rows + 1})
        SELECT id, CASE WHEN t IS NULL THEN 1.0 ELSE 1 - exp(-w * t) END AS probability FROM placed, threshold WHERE place <= {rows}
        """);

    private static string WeightOf(SamplingPolicy policy, string? eventTime)
    {
        if (policy.Weight is { } column) return $"CAST({SqlText.Identifier(column)} AS DOUBLE)";
        if (policy.HalfLife is { } halfLife)
        {
            var seconds = $"epoch(CAST({SqlText.Identifier(eventTime!)} AS TIMESTAMP))";
            return Invariant($"pow(0.5, (max({seconds}) OVER () - {seconds}) / {halfLife.Value.TotalSeconds:R})");
        }

        // A value that is rarer here than in the population is likelier by as much.
        var by = $"CAST({SqlText.Identifier(policy.By!)} AS VARCHAR)";
        var shares = string.Join(' ', policy.PopulationShares!.Select(share => Invariant($"WHEN {SqlText.Literal(share.Key)} THEN {share.Value:R}")));
        return $"CAST(CASE {by} {shares} ELSE 0 END AS DOUBLE) * count(*) OVER () / count(*) OVER (PARTITION BY {by})";
    }
}
