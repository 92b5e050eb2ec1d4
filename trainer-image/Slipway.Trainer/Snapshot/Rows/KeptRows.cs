using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.DuckDb;
using Slipway.Trainer.Snapshot.Checks;
using Slipway.Trainer.Snapshot.Cleaning;
using Slipway.Trainer.Snapshot.Discarded;
using Slipway.Trainer.Snapshot.Erasure;
using Slipway.Trainer.Snapshot.Extraction;
using Slipway.Trainer.Snapshot.Labels;

namespace Slipway.Trainer.Snapshot.Rows;

/// <summary>What is left of the staged rows, and which split each belongs to: the view <c>kept</c>.</summary>
/// <param name="Spec">The specification with columns that sampling added.</param>
/// <param name="Rows">Where the rows went.</param>
/// <param name="Splits">The splits.</param>
/// <param name="EventTimes">Rows whose event time disagrees with clock or partition.</param>
internal sealed record KeptRows(SnapshotSpec Spec, RowCounts Rows, SplitCounts Splits, EventTimeCounts? EventTimes)
{
    /// <summary>What was read, with what was deleted once rows were clean.</summary>
    public required ExtractionCounts Read { get; init; }

    /// <summary>Rows that were made by augmentation.</summary>
    public AugmentedRows? Augmented { get; init; }

    /// <summary>What is known of the labels.</summary>
    public LabelReport? Labels { get; init; }

    /// <summary>What cleaning did.</summary>
    public CleaningReport? Cleaning { get; init; }

    public static KeptRows Of(
        SnapshotSpec spec, ExtractionCounts read, Connection connection, DiscardCounter discards, WarningList warnings, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var cleaning = new Cleaner(connection, spec).Run(cancellationToken);
        read = RowEraser.AfterCleaning(connection, read, cancellationToken);
        var agreement = new LabelSources(connection, spec).Agreement(cancellationToken);
        discards.BeforeDuplicates(cancellationToken);
        var duplicates = Deduplication.Run(connection, spec, cancellationToken);
        discards.AfterDuplicates(duplicates, cancellationToken);
        var eventTimes = EventTimeChecks.Count(connection, spec.EventTime, read.Partition, spec.EventTimeLimits ?? new EventTimeLimits(), now, cancellationToken);
        var unsettled = UnsettledLabels.Remove(connection, spec, now, cancellationToken);
        spec = LabelColumns.Add(connection, spec, cancellationToken);
        (var leftOut, spec) = Sampling.Run(connection, spec, warnings, cancellationToken);
        var splits = Splitter.Run(connection, spec, warnings, cancellationToken);
        var weak = new WeakLabels(connection, spec, warnings).Fill(cancellationToken);
        var labels = LabelReports.Of(new LabelSources(connection, spec).Rates(cancellationToken), agreement, weak, read.Feedback, warnings);
        var rows = new RowCounts
        {
            Read = read.Read, Deleted = read.Erasure?.Rows ?? 0, Rejected = read.Rejected, Cleaned = cleaning?.Steps.Sum(step => step.Dropped) ?? 0, Duplicates = duplicates, Unsettled = unsettled, LeftOut = leftOut, Augmented = splits.AugmentedLeftOut,
            Train = splits.Train.Rows, Validation = splits.Validation.Rows, Test = splits.Test.Rows,
        };
        return new KeptRows(spec, rows, splits, eventTimes) { Read = read, Cleaning = cleaning, Labels = labels, Augmented = spec.Augmented is { } mark ? CountAugmented(connection, mark, splits, cancellationToken) : null };
    }

    private static AugmentedRows CountAugmented(Connection connection, string mark, SplitCounts splits, CancellationToken cancellationToken) =>
        new(mark, connection.Scalar<long>($"SELECT count(*) FROM kept WHERE {SqlText.Identifier(mark)}", cancellationToken), splits.AugmentedLeftOut);
}
