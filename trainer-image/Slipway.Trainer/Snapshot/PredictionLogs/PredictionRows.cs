using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.DuckDb;
using Slipway.Trainer.Snapshot.Extraction;
using Slipway.Trainer.Snapshot.Sources;

namespace Slipway.Trainer.Snapshot.PredictionLogs;

/// <summary>Predictions with the feedback that came in time, in the columns of the schema.</summary>
/// <remarks>
/// Guarantees: every line of the log is one row, whatever feedback there is for it; feedback later than the label's delay after the prediction changes nothing, so that a row that was
/// settled stays as it was. Assumptions: a request's id is its own, and its rows are numbered.
/// </remarks>
internal sealed class PredictionRows(SnapshotSpec spec, Connection connection)
{
    /// <summary>Makes the table <c>predicted</c> and gives the relation that is read from it.</summary>
    public RawRelation Join(PredictionLogSource log, IReadOnlyList<LocalFile> files, string rejectsTable, CancellationToken cancellationToken)
    {
        var columns = spec.Columns.Where(column => column.Name != spec.Label!.Column).Select(column => $"{Value(column.Name)} AS {SqlText.Identifier(column.Name)}");
        connection.Execute(
            $"""
            CREATE TEMP TABLE predicted AS SELECT row_number() OVER () AS "slipway:n", line, "slipway:filename", kind AS "slipway:kind",
              {Path("id")} AS "slipway:id", coalesce({Path("row")}, '0') AS "slipway:place", TRY_CAST({Path("time")} AS TIMESTAMP) AS "slipway:moment"{string.Concat(columns.Select(column => ", " + column))}
            FROM (SELECT line, "slipway:filename", CASE WHEN json_valid(line) THEN json_type(line) END AS kind, CASE WHEN json_valid(line) THEN line END AS document
              FROM {JsonLinesSource.Lines(files, rejectsTable, partitioned: false)} WHERE line IS NOT NULL)
            """, cancellationToken);
        connection.Execute($"CREATE TEMP TABLE answers AS {Answers(log)}", cancellationToken);
        var label = $"CASE WHEN \"slipway:id\" IS NOT NULL THEN coalesce(answer, {(log.WithoutFeedback == MissingFeedback.Negative ? SqlText.Literal(log.NegativeValue) : "NULL")}) END";
        return new RawRelation(
            "(SELECT predicted.*, answers.answer FROM predicted LEFT JOIN answers ON predicted.\"slipway:n\" = answers.n)",
            spec.Columns.ToDictionary(column => column.Name, column => new RawColumn(column.Name == spec.Label!.Column ? label : SqlText.Identifier(column.Name))))
        {
            File = "\"slipway:filename\"", Text = "line", RowFault = ("\"slipway:kind\" IS DISTINCT FROM 'OBJECT'", "MalformedJson"), RejectsTable = rejectsTable,
        };
    }

    /// <summary>Counts how both met, once rows are joined.</summary>
    public FeedbackReport Report(PredictionLogSource log, WarningList warnings, CancellationToken cancellationToken)
    {
        using var result = connection.Query(
            $"""
            SELECT (SELECT count(*) FROM predicted WHERE "slipway:kind" = 'OBJECT'), (SELECT count(*) FROM answers WHERE answer IS NOT NULL), (SELECT count(*) FROM answers WHERE answer IS NULL),
              (SELECT count(*) FROM feedback ANTI JOIN predicted ON feedback.id = predicted."slipway:id")
            """, cancellationToken);
        var row = result.ReadRows()[0];
        var report = new FeedbackReport((long)row[0]!, (long)row[1]!, (long)row[2]!, (long)row[3]!);
        if (report is { Predictions: > 0, Answered: 0 })
            warnings.Add("feedback", $"No prediction has feedback in time ({report.Late} have late feedback, {report.Orphans} answers are for requests that are not in the log). See whether '{log.Feedback.Key}' is the id that requests carry.");
        connection.Execute("DROP TABLE predicted; DROP TABLE answers; DROP TABLE feedback", cancellationToken);
        return report;
    }

    // For each prediction that has any feedback, the newest in time; none where all came late.
    private string Answers(PredictionLogSource log)
    {
        var inTime = log.Feedback.Time is not null && spec.Label!.Delay is { } delay
            ? FormattableString.Invariant($" FILTER (WHERE moment <= \"slipway:moment\" + to_microseconds({delay.Value.Ticks / TimeSpan.TicksPerMicrosecond}))")
            : "";
        var place = log.Feedback.Row is null ? "" : " AND (feedback.\"row\" IS NULL OR \"slipway:place\" = feedback.\"row\")";
        return $"SELECT \"slipway:n\" AS n, arg_max(label, concat(coalesce(CAST(moment AS VARCHAR), ''), '|', label)){inTime} AS answer FROM predicted JOIN feedback ON \"slipway:id\" = feedback.id{place} GROUP BY 1";
    }

    private static string Value(string column)
    {
        if (!column.StartsWith(PredictionLogRules.Prefix, StringComparison.Ordinal)) return $"nullif({Path($"inputs.\"{column}\"")}, '')";
        var field = column[PredictionLogRules.Prefix.Length..];
        if (field == "row") return $"coalesce({Path("row")}, '0')";
        return $"nullif({Path(PredictionLogRules.Fields.Contains(field) ? field : $"outputs.\"{field}\"")}, '')";
    }

    private static string Path(string path) => $"json_extract_string(document, {SqlText.Literal("$." + path)})";
}
