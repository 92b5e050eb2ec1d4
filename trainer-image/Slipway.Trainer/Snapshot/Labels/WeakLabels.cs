using System.Globalization;
using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.DuckDb;
using Slipway.Trainer.Snapshot.Checks.Expectations;

namespace Slipway.Trainer.Snapshot.Labels;

/// <summary>Gives labels to rows that have none, from the votes of functions.</summary>
/// <remarks>
/// Guarantees: a known label is never changed. Where some labels are known, validation and test rows get none by votes: models are measured by what is known, not by the functions.
/// </remarks>
internal sealed class WeakLabels(Connection connection, SnapshotSpec spec, WarningList warnings)
{
    private const int RowsAtOnce = 500;

    /// <returns>What the functions did; null without functions.</returns>
    public WeakLabelReport? Fill(CancellationToken cancellationToken)
    {
        if (spec.Label is not { Functions: { Count: > 0 } functions } label) return null;
        var model = label.Model ?? new LabelModel();
        var column = spec.Columns.First(each => each.Name == label.Column);
        var classes = Classes(functions, column, cancellationToken);
        new LabelVotes(connection, spec).Create(functions, column, classes, cancellationToken);
        var patterns = Patterns(cancellationToken);
        var counting = new VoteCounting(model.Method, classes.Count, patterns).Fit();
        var chosen = patterns.Select(pattern => pattern.Text).Distinct(StringComparer.Ordinal)
            .Select(text => (Text: text, Label: counting.Label(VotePattern.Parse(text, null, 0).Votes)))
            .Where(each => each.Label is { } given && given.Confidence >= model.MinConfidence).ToDictionary(each => each.Text, each => each.Label!.Value);
        var known = patterns.Where(pattern => pattern.Known != VotePattern.Abstained).Sum(pattern => pattern.Rows);
        var labelled = Write(chosen, column, classes, LabelRules.Confidence(label), known > 0, cancellationToken);
        var report = WeakLabelReports.Of(model.Method, functions, patterns, counting, chosen) with
        {
            Labelled = labelled, Unlabelled = connection.Scalar<long>($"SELECT count(*) FROM staged WHERE {SqlText.Identifier(column.Name)} IS NULL", cancellationToken),
        };
        if (known == 0) warnings.Add("label", $"No row has a known label in '{column.Name}': models are measured against the labelling functions themselves. Label some rows by hand, and declare the column.");
        foreach (var silent in report.Functions.Where(function => function.Votes == 0)) warnings.Add("label", $"Label function '{silent.Name}' votes on no row. Correct it, or take it out.");
        return report;
    }

    private List<string> Classes(IReadOnlyList<LabelFunction> functions, Column column, CancellationToken cancellationToken)
    {
        var name = SqlText.Identifier(column.Name);
        using var result = connection.Query($"SELECT DISTINCT CAST({name} AS VARCHAR) FROM staged WHERE {name} IS NOT NULL", cancellationToken);
        return [.. result.ReadRows().Select(row => (string)row[0]!).Concat(functions.Select(function => function.Value)).Distinct().Order(StringComparer.Ordinal)];
    }

    private List<VotePattern> Patterns(CancellationToken cancellationToken)
    {
        using var result = connection.Query("SELECT pattern, known, count(*) FROM votes GROUP BY 1, 2 ORDER BY 1, 2", cancellationToken);
        return [.. result.ReadRows().Select(row => VotePattern.Parse((string)row[0]!, (long?)row[1], (long)row[2]!))];
    }

    private long Write(Dictionary<string, (int Class, double Confidence)> chosen, Column column, List<string> classes, string confidence, bool trainOnly, CancellationToken cancellationToken)
    {
        var (name, certainty) = (SqlText.Identifier(column.Name), SqlText.Identifier(confidence));
        connection.Execute($"UPDATE staged SET {certainty} = 1 WHERE {name} IS NOT NULL", cancellationToken);
        connection.Execute("CREATE TEMP TABLE chosen (pattern VARCHAR, label VARCHAR, confidence DOUBLE)", cancellationToken);
        foreach (var part in chosen.Chunk(RowsAtOnce))
        {
            var values = part.Select(each => string.Create(CultureInfo.InvariantCulture, $"({SqlText.Literal(each.Key)}, {SqlText.Literal(classes[each.Value.Class])}, {Math.Round(each.Value.Confidence, 6):R})"));
            connection.Execute($"INSERT INTO chosen VALUES {string.Join(", ", values)}", cancellationToken);
        }

        // Rows of one hash are alike, so that they are in one split.
        var held = trainOnly ? $" AND {EngineColumns.Hash} NOT IN (SELECT {EngineColumns.Hash} FROM kept WHERE {EngineColumns.Split} <> 0)" : "";
        var written = connection.Execute(
            $"""
            UPDATE staged SET {name} = CAST(given.label AS {LabelColumns.SqlType(column.Type)}), {certainty} = given.confidence
            FROM (SELECT votes.id, chosen.label, chosen.confidence FROM votes JOIN chosen USING (pattern) WHERE votes.known IS NULL) AS given
            WHERE staged.rowid = given.id{held}
            """, cancellationToken);
        connection.Execute("DROP TABLE votes; DROP TABLE chosen", cancellationToken);
        return written;
    }
}
