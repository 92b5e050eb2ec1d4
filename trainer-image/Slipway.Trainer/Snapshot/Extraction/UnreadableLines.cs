using Slipway.DuckDb;

namespace Slipway.Trainer.Snapshot.Extraction;

/// <summary>Lines that the engine could not split into fields, moved from its own tables into the quarantine.</summary>
internal static class UnreadableLines
{
    private const int RawLength = 1000;

    /// <summary>Whether quotes had a part in a rejected line, so that threads may have cut the file in other places than one thread would.</summary>
    public static bool InvolveQuotes(Connection connection, string rejectsTable) =>
        connection.Scalar<long>($"SELECT count(*) FROM {rejectsTable} WHERE contains(csv_line, '\"') OR error_type = 'UNQUOTED VALUE'") > 0;

    /// <summary>Lines of the files that the rejected texts span.</summary>
    public static long Count(Connection connection, string rejectsTable) => connection.Scalar<long>(
        $"""
        SELECT coalesce(sum(lines), 0) FROM (
          SELECT max(1 + length(csv_line) - length(replace(csv_line, chr(10), ''))) AS lines FROM {rejectsTable} GROUP BY scan_id, file_id, line)
        """);

    /// <summary>Adds lines that are in the files and came out neither as rows nor as rejected lines: what an unclosed quote swallowed.</summary>
    public static void AddLost(Connection connection, string? path, long lines, CancellationToken cancellationToken) => connection.Execute(
        "INSERT INTO quarantine VALUES (?, NULL, NULL, 'BrokenQuotes', NULL, ?)", cancellationToken, path, lines);

    /// <summary>Adds one row for each line; one field that swallowed others counts as the lines that it swallowed.</summary>
    /// <param name="connection">The engine.</param>
    /// <param name="rejectsTable">The engine's table of such lines.</param>
    /// <param name="hideText">Whether the line must not be kept, because it can hold what is protected.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static void MoveToQuarantine(Connection connection, string rejectsTable, bool hideText, CancellationToken cancellationToken) => connection.Execute(
        $"""
        INSERT INTO quarantine
        SELECT files.file_path, worst.line, NULL, worst.code, {(hideText ? "NULL" : $"left(worst.csv_line, {RawLength})")},
          CASE WHEN worst.code = 'BrokenQuotes' THEN 1 + length(worst.csv_line) - length(replace(worst.csv_line, chr(10), '')) ELSE 1 END
        FROM (
          SELECT scan_id, file_id, line, min_by(code, rank) AS code, min_by(csv_line, rank) AS csv_line
          FROM (SELECT *, {Code} AS code, CASE WHEN error_type = 'UNQUOTED VALUE' THEN 0 ELSE 1 END AS rank FROM {rejectsTable})
          GROUP BY scan_id, file_id, line
        ) worst
        JOIN {rejectsTable}_files files USING (scan_id, file_id)
        """, cancellationToken);

    private const string Code =
        """
        CASE CAST(error_type AS VARCHAR)
          WHEN 'MISSING COLUMNS' THEN 'TooFewFields' WHEN 'TOO MANY COLUMNS' THEN 'TooManyFields' WHEN 'UNQUOTED VALUE' THEN 'BrokenQuotes'
          WHEN 'LINE SIZE OVER MAXIMUM' THEN 'LineTooLong' WHEN 'INVALID ENCODING' THEN 'InvalidEncoding' ELSE 'MalformedLine' END
        """;
}
