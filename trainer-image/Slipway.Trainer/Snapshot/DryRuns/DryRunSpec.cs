using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;

namespace Slipway.Trainer.Snapshot.DryRuns;

/// <summary>The specification without what only the whole can be asked: numbers of rows, slices, freshness, what changed since the last version, and the sample. Pure.</summary>
internal static class DryRunSpec
{
    public static SnapshotSpec Of(SnapshotSpec spec) => spec with
    {
        Source = spec.Source with { Partitioning = null, Sql = spec.Source.Sql is { } sql ? Limited(sql, spec.DryRun!.Rows) : null },
        Slices = null,
        Freshness = null,
        Comparison = null,
        Previous = null,
        History = null,
        Checks = spec.Checks?.Select(check => check with { PerSlice = null }).ToList(),
        // A sample of a few rows may have none. All of them are kept, with the column that the sample adds.
        Sampling = spec.Sampling is { } sampling ? new SamplingPolicy { Percent = 100, ImportanceWeight = sampling.ImportanceWeight } : null,
    };

    private static string Limited(string sql, long rows) => FormattableString.Invariant($"SELECT * FROM ({sql.Trim().TrimEnd(';')}\n) LIMIT {rows}");
}
