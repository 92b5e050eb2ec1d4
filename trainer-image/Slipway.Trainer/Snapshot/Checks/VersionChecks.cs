using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.Trainer.Snapshot.Checks.Comparison;
using Slipway.Trainer.Snapshot.Extraction;
using Slipway.Trainer.Snapshot.Labels;

namespace Slipway.Trainer.Snapshot.Checks;

/// <summary>Describes the kept rows and says what is wrong with them: expectations, slices, freshness, lost values, and the comparison with the previous version.</summary>
internal sealed class VersionChecks(SnapshotSpec spec, IKeptRows kept, DateTimeOffset now)
{
    /// <summary>Tells the key of the pseudonyms; null where there are none.</summary>
    public string? KeyId { get; init; }

    /// <summary>Rows whose event time disagrees with clock or partition; counted before some of them went.</summary>
    public EventTimeCounts? EventTimes { get; init; }

    /// <param name="digest">Digest of the version.</param>
    /// <param name="rows">Its row counts.</param>
    /// <param name="read">What the source held.</param>
    /// <param name="known">Its manifest when it exists already: the same rows need not be profiled again.</param>
    /// <param name="previous">The version to compare with.</param>
    /// <param name="duplicatePeriod">The period that lost most rows as duplicates.</param>
    public CheckedVersion Run(string digest, RowCounts rows, ExtractionCounts read, DatasetManifest? known, PreviousVersion previous, DuplicatePeriod? duplicatePeriod)
    {
        var slices = kept.Slices(previous.Manifest?.SliceStatistics ?? []);
        var statistics = known?.Statistics ?? kept.Statistics();
        var comparison = Compare(digest, previous, new VersionProfile(rows, spec.Columns, spec.Key ?? [], statistics, slices) { DuplicatePeriod = duplicatePeriod, KeyId = KeyId });
        var missingness = new MissingnessProfiler(statistics, slices).Run(spec.Label?.Column, kept.Missing);
        var freshness = new FreshnessChecks(spec, now);
        return new CheckedVersion(statistics, slices, missingness, freshness.Report(slices, read.Watermark, kept.Younger), comparison.Report,
        [
            .. EventTimeChecks.Judge(spec.EventTime, EventTimes, spec.EventTimeLimits ?? new EventTimeLimits()),
            .. LabelTypeCheck.Of(spec.Label, statistics),
            .. kept.Expectations(slices),
            .. SliceCoverage.Of(spec.Slices ?? [], slices),
            .. freshness.Findings(slices),
            .. SizeRatioCheck.Of(spec.Limits.SizeRatio, rows.Kept, read.ParentRows),
            .. MissingnessProfiler.Findings(missingness, spec.Label?.Column),
            .. comparison.Findings,
        ]);
    }

    private ComparisonOutcome Compare(string digest, PreviousVersion previous, VersionProfile current)
    {
        if (previous.Obstacle is { } obstacle) return new ComparisonOutcome(null, [obstacle]);
        // The same rows again are no change.
        if (previous.Manifest is not { } manifest || manifest.Digest == digest) return new ComparisonOutcome(null, []);
        return VersionComparison.Run(spec.Previous!, VersionProfile.Of(manifest), current, spec.History ?? [], spec.Comparison);
    }
}

/// <summary>What the checks gave.</summary>
/// <param name="Statistics">Statistics of each column.</param>
/// <param name="Slices">Rows and labels of each slice.</param>
/// <param name="Missingness">How missing values depend on label and slices.</param>
/// <param name="Freshness">How new the rows are.</param>
/// <param name="Comparison">Comparison with the previous version, if there was one.</param>
/// <param name="Findings">What is wrong.</param>
internal sealed record CheckedVersion(
    IReadOnlyList<ColumnStatistics> Statistics, IReadOnlyList<SliceStatistics> Slices, IReadOnlyList<Missingness> Missingness, FreshnessReport? Freshness,
    ComparisonReport? Comparison, IReadOnlyList<Finding> Findings);
