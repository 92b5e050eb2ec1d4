using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.DuckDb;

namespace Slipway.Trainer.Snapshot.Checks;

/// <summary>The view <c>kept</c> of an engine.</summary>
internal sealed class EngineRows(SnapshotSpec spec, Connection connection, long rows, DateTimeOffset now, CancellationToken cancellationToken) : IKeptRows
{
    public IReadOnlyList<SliceStatistics> Slices(IReadOnlyList<SliceStatistics> previous) =>
        new SliceProfiler(connection, spec.Columns, spec.Label?.Column, spec.EventTime, now).Run(spec.Slices ?? [], previous, cancellationToken);

    public IReadOnlyList<ColumnStatistics> Statistics() => new ColumnProfiler(connection, spec.Columns, spec.Label?.Column).Run(rows, cancellationToken);

    public MissingTable Missing(string by, IReadOnlyList<string>? values, IReadOnlyList<string> columns) => MissingTable.Count(connection, by, values, columns, cancellationToken);

    public IReadOnlyList<long> Younger(IReadOnlyList<DateTimeOffset> moments) => FreshnessChecks.Younger(connection, spec.EventTime!, moments, cancellationToken);

    public IEnumerable<CoverageCell> Coverage(string column, IReadOnlyList<string> values, CoveragePeriod period) =>
        CoverageCounter.Count(connection, spec.EventTime!, column, values, period, cancellationToken);

    public IReadOnlyList<Finding> Expectations(IReadOnlyList<SliceStatistics> slices) => new CheckRunner(spec, connection).Run(rows, slices, cancellationToken);
}
