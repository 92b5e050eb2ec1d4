using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.Trainer.Snapshot.Checks;
using Slipway.Trainer.Snapshot.Extraction;
using Slipway.Trainer.Snapshot.Rows;

namespace Slipway.Trainer.Snapshot.DryRuns;

/// <summary>Which findings in a few rows hold of the whole. Pure.</summary>
internal static class DryRunVerdict
{
    /// <summary>Whether more rows are rejected than the whole source may have.</summary>
    public static bool HasTooManyRejected(SnapshotSpec spec, ExtractionCounts read) => SampleBound.IsBeyond(read.Rejected, read.Read, spec.Limits.MaxRejectedPercent);

    /// <summary>The errors that more rows would not make good. What a query counts over all rows is none of them.</summary>
    public static IReadOnlyList<Finding> Errors(SnapshotSpec spec, KeptRows kept, IReadOnlyList<Finding> findings) =>
        [.. findings.Where(finding => finding.Severity == Severity.Error && IsProven(spec, kept, finding))];

    /// <summary>What may well be so of the whole, and is worth a look while it is read.</summary>
    public static IReadOnlyList<Finding> Warnings(SnapshotSpec spec, IReadOnlyList<ColumnStatistics> statistics)
    {
        if (spec.Label is not { } label || statistics.FirstOrDefault(column => column.Column == label.Column) is not { Distinct: 1 } same) return [];
        return
        [
            new Finding
            {
                Check = "label", Severity = Severity.Warn, Column = label.Column, Rows = same.Count, Value = 1,
                Message = $"All {same.Count} known labels of the dry run are the same. Stop the snapshot if the source is not sorted by '{label.Column}', and look at what writes it.",
            },
        ];
    }

    private static bool IsProven(SnapshotSpec spec, KeptRows kept, Finding finding)
    {
        if ((spec.Checks ?? []).FirstOrDefault(check => check.Name == finding.Check) is { } check)
            return check.Query is null && SampleBound.IsBeyond(finding.Rows, kept.Rows.Kept, check.MaxViolationPercent);
        return finding.Check switch
        {
            EventTimeChecks.Future => SampleBound.IsBeyond(finding.Rows, kept.EventTimes!.Timed, finding.Limit!.Value),
            EventTimeChecks.Partition => SampleBound.IsBeyond(finding.Rows, kept.EventTimes!.Placed, finding.Limit!.Value),
            // A third class does not go away.
            "label" => true,
            _ => false,
        };
    }
}
