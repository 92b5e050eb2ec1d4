using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.DuckDb;
using Slipway.Trainer.Snapshot.Discarded;
using Slipway.Trainer.Snapshot.Erasure;
using Slipway.Trainer.Snapshot.PredictionLogs;
using Slipway.Trainer.Snapshot.Privacy;
using Slipway.Trainer.Snapshot.Sources;
using Slipway.Trainer.Steps;

namespace Slipway.Trainer.Snapshot.Extraction;

/// <summary>Reads the source into the table <c>staged</c> (sound rows) and the table <c>quarantine</c> (rejected ones).</summary>
internal sealed class Extractor(SnapshotSpec spec, StepContext context, Connection connection, WarningList warnings, DiscardCounter discards, PseudonymKey? key)
{
    private readonly RowProtection protection = new(spec.Columns, key);
    private int scans;
    private PartitionLabel? partition;
    private FeedbackReport? feedback;

    public async Task<ExtractionCounts> RunAsync(OpenedSource source, CancellationToken cancellationToken)
    {
        connection.Execute(StagingSql.CreateTable(Protections.Published(spec.Columns)), cancellationToken);
        connection.Execute("CREATE TABLE quarantine (file VARCHAR, line BIGINT, \"column\" VARCHAR, reason VARCHAR, raw VARCHAR, \"rows\" BIGINT)", cancellationToken);
        partition = spec.EventTime is null ? null : source.Partition;
        if (partition is not null) connection.Execute(StagingSql.AddPartition, cancellationToken);
        await ReadFailures.GuardAsync(spec, async () =>
        {
            if (spec.Source.PredictionLog is { } log) ReadLog(log, source.Files, cancellationToken);
            else if (spec.Source.Sql is null) await ReadAsync(source.Files, cancellationToken);
            else SqlSource.Guarded(spec, () => Insert(SqlSource.Relation(connection, spec, warnings, protection.Parameters.Length > 0), cancellationToken));
            return true;
        });
        if (key is not null) new PrefixProtection(connection, spec, key).Run(cancellationToken);
        return RowEraser.Around(connection, spec, key, () => SetRejectedApart(source, cancellationToken), cancellationToken);
    }

    private void ReadLog(PredictionLogSource log, IReadOnlyList<LocalFile> files, CancellationToken cancellationToken)
    {
        var rejects = NextRejectsTable();
        var predictions = new PredictionRows(spec, connection);
        Insert(predictions.Join(log, files, rejects, cancellationToken), cancellationToken);
        UnreadableLines.MoveToQuarantine(connection, rejects, protection.IsNeeded, cancellationToken);
        feedback = predictions.Report(log, warnings, cancellationToken);
    }

    private async Task ReadAsync(IReadOnlyList<LocalFile> files, CancellationToken cancellationToken)
    {
        switch (spec.Source.Format)
        {
            case SourceFormat.CSV:
                var csv = new CsvSource(spec.Columns, spec.Source.Csv ?? new CsvOptions(), warnings);
                foreach (var group in await csv.GroupAsync(files, cancellationToken)) ReadCsv(csv, group, cancellationToken);
                break;
            case SourceFormat.JSONLines:
                var lines = JsonLinesSource.Relation(spec.Columns, files, NextRejectsTable());
                Insert(Placed(lines), cancellationToken);
                UnreadableLines.MoveToQuarantine(connection, lines.RejectsTable!, protection.IsNeeded, cancellationToken);
                break;
            default:
                Insert(Placed(ParquetSource.Relation(connection, spec.Columns, files, warnings)), cancellationToken);
                break;
        }
    }

    // Several threads start in the middle of a file and guess whether they are inside quotes. Where quotes are broken the guess can be wrong, and
    // what is read would depend on the number of threads; then one thread reads the files again from their starts.
    private void ReadCsv(CsvSource csv, CsvGroup group, CancellationToken cancellationToken)
    {
        connection.Execute("BEGIN", cancellationToken);
        var attempt = TryCsv(csv, group, serial: false, cancellationToken);
        if (attempt.LostLines > 0 || UnreadableLines.InvolveQuotes(connection, attempt.RejectsTable))
        {
            connection.Execute("ROLLBACK; BEGIN", cancellationToken);
            context.Progress.Report($"quotes are broken in some lines; reading again with one thread, so that the result depends on the file alone");
            attempt = TryCsv(csv, group, serial: true, cancellationToken);
        }

        UnreadableLines.MoveToQuarantine(connection, attempt.RejectsTable, protection.IsNeeded, cancellationToken);
        if (attempt.LostLines > 0) UnreadableLines.AddLost(connection, group.Files is [var single] ? single.LocalPath : null, attempt.LostLines, cancellationToken);
        connection.Execute("COMMIT", cancellationToken);
    }

    private CsvAttempt TryCsv(CsvSource csv, CsvGroup group, bool serial, CancellationToken cancellationToken)
    {
        var relation = csv.Relation(group, serial, NextRejectsTable());
        var breaksBefore = Breaks();
        var rows = Insert(Placed(relation), cancellationToken);
        if (!group.HasQuotes) return new CsvAttempt(relation.RejectsTable!, 0);

        // Without this count the engine's silence about the rest of a file behind an unclosed quote would pass for the end of the file.
        var headers = spec.Source.Csv is { Header: false } ? 0 : group.Files.Count;
        var accounted = headers + rows + Breaks() - breaksBefore + UnreadableLines.Count(connection, relation.RejectsTable!);
        return new CsvAttempt(relation.RejectsTable!, Math.Max(0, group.Lines - accounted));
    }

    private long Insert(RawRelation relation, CancellationToken cancellationToken) =>
        connection.Execute(StagingSql.Insert(spec, relation, protection), cancellationToken, protection.Parameters);

    private RawRelation Placed(RawRelation relation) => relation with { Partition = partition?.Start(relation.File) };

    private long Breaks() => connection.Scalar<long>($"SELECT coalesce(sum({EngineColumns.Breaks}), 0) FROM staged");

    private ExtractionCounts SetRejectedApart(OpenedSource source, CancellationToken cancellationToken)
    {
        discards.CountRejected(spec.Slices, cancellationToken);
        connection.Execute(
            $"""
            INSERT INTO quarantine
            SELECT {EngineColumns.File}, {EngineColumns.Line}, CASE WHEN contains({EngineColumns.Reason}, ':') THEN split_part({EngineColumns.Reason}, ':', 1) END,
              CASE WHEN contains({EngineColumns.Reason}, ':') THEN split_part({EngineColumns.Reason}, ':', 2) ELSE {EngineColumns.Reason} END, {EngineColumns.Raw}, 1
            FROM staged WHERE {EngineColumns.Reason} IS NOT NULL
            """, cancellationToken);
        connection.Execute($"DELETE FROM staged WHERE {EngineColumns.Reason} IS NOT NULL", cancellationToken);
        var sound = connection.Scalar<long>("SELECT count(*) FROM staged", cancellationToken);
        var rejected = connection.Scalar<long>("SELECT coalesce(sum(\"rows\"), 0) FROM quarantine", cancellationToken);
        using var reasons = connection.Query(
            "SELECT concat_ws(':', \"column\", reason) AS name, sum(\"rows\") AS n FROM quarantine GROUP BY name ORDER BY n DESC, name", cancellationToken);
        return new ExtractionCounts(sound + rejected, rejected, [.. reasons.ReadRows().Select(row => new KeyValuePair<string, long>((string)row[0]!, (long)row[1]!))])
        {
            Partition = partition, Watermark = source.Watermark, ParentRows = source.ParentRows, Feedback = feedback,
        };
    }

    private string NextRejectsTable() => $"slipway_rejects_{++scans}";

    private sealed record CsvAttempt(string RejectsTable, long LostLines);
}

/// <summary>What the source held.</summary>
/// <param name="Read">All rows.</param>
/// <param name="Rejected">Rows in quarantine.</param>
/// <param name="Reasons">Rejected rows by <c>column:Code</c>, most frequent first.</param>
internal sealed record ExtractionCounts(long Read, long Rejected, IReadOnlyList<KeyValuePair<string, long>> Reasons)
{
    /// <summary>What the folders of the source say of time.</summary>
    public PartitionLabel? Partition { get; init; }

    /// <summary>First moment of the earliest partition that waits for its seal.</summary>
    public DateTimeOffset? Watermark { get; init; }

    /// <summary>How predictions and feedback met.</summary>
    public FeedbackReport? Feedback { get; init; }

    /// <summary>Rows of the versions that the source's SQL reads.</summary>
    public long ParentRows { get; init; }

    /// <summary>What was removed because its deletion was asked for.</summary>
    public ErasedRows? Erasure { get; init; }
}
