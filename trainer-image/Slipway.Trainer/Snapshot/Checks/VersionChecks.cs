using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.DuckDb;
using Slipway.Trainer.Snapshot.Checks.Comparison;
using Slipway.Trainer.Snapshot.Extraction;

namespace Slipway.Trainer.Snapshot.Checks;

/// <summary>Describes the kept rows and says what is wrong with them: expectations, slices, event times, and the comparison with the previous version.</summary>
internal sealed class VersionChecks(SnapshotSpec spec, Connection connection, DateTimeOffset now)
{
    /// <param name="digest">Digest of the version.</param>
    /// <param name="rows">Its row counts.</param>
    /// <param name="read">What the source held.</param>
    /// <param name="known">Its manifest when it exists already: the same rows need not be profiled again.</param>
    /// <param name="previous">The version to compare with.</param>
    /// <param name="cancellationToken">Stops the checks.</param>
    public CheckedVersion Run(
        string digest, RowCounts rows, ExtractionCounts read, DatasetManifest? known, PreviousVersion previous, CancellationToken cancellationToken)
    {
        var slices = new SliceProfiler(connection, spec.Columns, spec.Label?.Column)
            .Run(spec.Slices ?? [], previous.Manifest?.SliceStatistics ?? [], cancellationToken);
        var statistics = known?.Statistics ?? new ColumnProfiler(connection, spec.Columns, spec.Label?.Column).Run(rows.Kept, cancellationToken);
        var comparison = Compare(digest, previous, new VersionProfile(rows, spec.Columns, spec.Key ?? [], statistics, slices));
        var eventTime = spec.Columns.FirstOrDefault(column => column.Name == spec.EventTime);
        return new CheckedVersion(statistics, slices, comparison.Report,
        [
            .. CheckRunner.Run(connection, spec.Checks ?? [], rows.Kept, cancellationToken),
            .. SliceCoverage.Of(spec.Slices ?? [], slices),
            .. EventTimeChecks.Run(connection, eventTime, read.Partition, spec.EventTimeLimits ?? new EventTimeLimits(), now, cancellationToken),
            .. comparison.Findings,
        ]);
    }

    private ComparisonOutcome Compare(string digest, PreviousVersion previous, VersionProfile current)
    {
        if (previous.Obstacle is { } obstacle) return new ComparisonOutcome(null, [obstacle]);
        // The same rows again are no change.
        if (previous.Manifest is not { } manifest || manifest.Digest == digest) return new ComparisonOutcome(null, []);
        return VersionComparison.Run(spec.Previous!, VersionProfile.Of(manifest), current, spec.Comparison);
    }
}

/// <summary>What the checks gave.</summary>
/// <param name="Statistics">Statistics of each column.</param>
/// <param name="Slices">Rows and labels of each slice.</param>
/// <param name="Comparison">Comparison with the previous version, if there was one.</param>
/// <param name="Findings">What is wrong.</param>
internal sealed record CheckedVersion(
    IReadOnlyList<ColumnStatistics> Statistics, IReadOnlyList<SliceStatistics> Slices, ComparisonReport? Comparison, IReadOnlyList<Finding> Findings);
