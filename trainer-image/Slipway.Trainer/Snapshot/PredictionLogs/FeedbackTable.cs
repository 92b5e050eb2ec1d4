using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.DuckDb;
using Slipway.Storage;
using Slipway.Trainer.Snapshot.Extraction;
using Slipway.Trainer.Snapshot.Sources;
using Slipway.Trainer.Steps;

namespace Slipway.Trainer.Snapshot.PredictionLogs;

/// <summary>What became of predictions, as the table <c>feedback</c>: id, row, label and time as text, and the time as a moment.</summary>
internal sealed class FeedbackTable(SnapshotSpec spec, StepContext context, Connection connection)
{
    public async Task CreateAsync(FeedbackSource feedback, CancellationToken cancellationToken)
    {
        var from = feedback.Dataset is { } dataset ? await DatasetAsync(dataset, cancellationToken) : await FilesAsync(feedback, cancellationToken);
        string Field(string? name) => name is null ? "CAST(NULL AS VARCHAR)" : $"nullif(CAST({SqlText.Identifier(name)} AS VARCHAR), '')";
        try
        {
            connection.Execute(
                $"""
                CREATE TABLE feedback AS SELECT id, "row", label, TRY_CAST(time AS TIMESTAMP) AS moment
                FROM (SELECT {Field(feedback.Key)} AS id, {Field(feedback.Row)} AS "row", {Field(feedback.Column)} AS label, {Field(feedback.Time)} AS time FROM {from}) WHERE id IS NOT NULL AND label IS NOT NULL
                """, cancellationToken);
        }
        catch (DuckDbException wrong) when (wrong.Kind is not (DuckDbErrorKind.OutOfMemory or DuckDbErrorKind.Interrupted))
        {
            throw StepException.Refused(
                "FeedbackUnreadable", $"The feedback in {feedback.Dataset ?? feedback.Uri} cannot be read: {wrong.Message.Split('\n')[0]}",
                "Correct source.predictionLog.feedback: on, column, time and row name columns of the feedback, and format says how its files are written.", wrong);
        }
    }

    private async Task<string> DatasetAsync(string dataset, CancellationToken cancellationToken)
    {
        if (spec.Parents?.FirstOrDefault(parent => parent.Name == dataset) is not { } pin)
            throw StepException.Invalid("InvalidSpecification", $"Feedback comes from dataset '{dataset}', of which parents pins no version.", "Pin a version in parents.");
        await new PinnedVersions(context.Store, connection, context.ScratchFolder).CreateViewAsync(pin, cancellationToken);
        return SqlText.Identifier(dataset);
    }

    private async Task<string> FilesAsync(FeedbackSource feedback, CancellationToken cancellationToken)
    {
        var found = await new SourceLocator(context.Store).FindAsync(ObjectUri.Parse(feedback.Uri!), feedback.Format, cancellationToken);
        // Files of both may have the same names.
        var local = await new SourceFetcher(context.Store, Path.Combine(context.ScratchFolder, "feedback")).FetchAsync(found, feedback.Format, cancellationToken);
        var files = SqlText.List(local.Select(file => file.LocalPath));
        var names = new[] { feedback.Key, feedback.Row, feedback.Column, feedback.Time }.OfType<string>().Distinct();
        return feedback.Format switch
        {
            SourceFormat.CSV => $"read_csv({files}, header = true, all_varchar = true, union_by_name = true)",
            SourceFormat.Parquet => $"read_parquet({files}, union_by_name = true)",
            _ => $"read_json({files}, format = 'newline_delimited', columns = {{{string.Join(", ", names.Select(name => $"{SqlText.Literal(name)}: 'VARCHAR'"))}}})",
        };
    }
}
