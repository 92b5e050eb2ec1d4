using System.Globalization;
using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.Storage;
using Slipway.Trainer.Snapshot.Checks.Expectations;
using Slipway.Trainer.Snapshot.Extraction;
using Slipway.Trainer.Snapshot.Sources;
using Slipway.Trainer.Steps;

namespace Slipway.Trainer.Snapshot;

/// <summary>When a snapshot is refused as a whole, and in which words.</summary>
internal static class SnapshotRefusals
{
    /// <summary>Few rows of the source are rejected, and there are any.</summary>
    /// <param name="spec">The limits.</param>
    /// <param name="read">What was read.</param>
    /// <param name="quarantine">Puts the rejected rows where their owner finds them.</param>
    public static async Task RequireFewRejectedAsync(SnapshotSpec spec, ExtractionCounts read, Func<Task<ObjectUri>> quarantine)
    {
        if (read.Read == 0) throw SourceFailures.Empty($"{spec.Source.Uri ?? spec.Source.PredictionLog?.Uri ?? "The SQL of the source"} has zero rows.");
        var percent = 100.0 * read.Rejected / read.Read;
        if (percent <= spec.Limits.MaxRejectedPercent) return;

        var place = await quarantine();
        var reasons = string.Join(", ", read.Reasons.Take(5).Select(reason => $"{reason.Key} {reason.Value.ToString(CultureInfo.InvariantCulture)}"));
        throw StepException.Refused("TooManyRejected",
            string.Create(CultureInfo.InvariantCulture,
                $"{read.Rejected} of {read.Read} rows were rejected ({percent:0.##} %, allowed {spec.Limits.MaxRejectedPercent:0.##} %), most for {reasons}."),
            $"Look at {place}; correct the source or the schema, or raise limits.maxRejectedPercent.");
    }

    /// <summary>Enough rows are kept.</summary>
    public static void RequireEnoughRows(SnapshotSpec spec, RowCounts rows)
    {
        if (rows.Kept >= spec.Limits.MinRows) return;
        var unsettled = rows.Unsettled > 0 ? $", {rows.Unsettled} with a label that is not settled" : "";
        var deleted = rows.Deleted > 0 ? $", {rows.Deleted} deleted on request" : "";
        throw StepException.Refused("TooFewRows",
            $"{rows.Kept} rows remain of {rows.Read} read ({rows.Rejected} rejected, {rows.Duplicates} duplicates{unsettled}{deleted}); at least {spec.Limits.MinRows} are needed.",
            "Check the source, or lower limits.minRows.");
    }

    /// <summary>No check found an error.</summary>
    public static void RequireNoErrors(IReadOnlyList<Finding> findings)
    {
        var errors = findings.Where(finding => finding.Severity == Severity.Error).ToList();
        if (errors.Count == 0) return;
        throw StepException.Refused("CheckFailed",
            string.Join(" ", errors.Take(5).Select(Words)) + (errors.Count > 5 ? $" And {errors.Count - 5} more." : ""),
            "Correct the source, or the check if it asks for too much.");
    }

    // A refused version has no manifest, so that the message is the only place for examples.
    private static string Words(Finding finding) => $"[{finding.Check}] {finding.Message}" +
        (finding.Examples is { Count: > 0 } examples ? $" Such rows are: {ExampleRows.Text(examples, 2)}." : "");
}
