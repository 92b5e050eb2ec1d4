using System.Text.Json;
using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.DuckDb;
using Slipway.Trainer.Snapshot.Extraction;
using Slipway.Trainer.Snapshot.Privacy;
using Slipway.Trainer.Steps;

namespace Slipway.Trainer.Snapshot.Erasure;

/// <summary>The keys of the deletion requests as tables of the engine, one for each column that is looked at.</summary>
/// <remarks>
/// Guarantees: keys come in as parameters, so that no SQL text and no message of the engine holds one. A key has to be a value of its column as strictly as a value of the source.
/// </remarks>
internal sealed class KeyTables
{
    private readonly Connection connection;
    private readonly List<string> columns;

    private KeyTables(Connection connection, IReadOnlyList<RowDeletion> requests)
    {
        this.connection = connection;
        Requests = requests;
        columns = [.. requests.SelectMany(request => request.Match).Select(match => match.Column).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The requests, in the order of the specification.</summary>
    public IReadOnlyList<RowDeletion> Requests { get; }

    /// <summary>Columns that are looked at.</summary>
    public IReadOnlyList<string> Columns => columns;

    /// <summary>Makes the tables; null when nothing is to be deleted.</summary>
    /// <param name="connection">The engine.</param>
    /// <param name="spec">The requests, and the columns as the source has them.</param>
    /// <param name="key">Key of the pseudonyms, where a column has such: rows have them by then, and so keys are turned into them too.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static KeyTables? Load(Connection connection, SnapshotSpec spec, PseudonymKey? key, CancellationToken cancellationToken)
    {
        if (spec.Deletions is not { Count: > 0 } requests) return null;
        var tables = new KeyTables(connection, requests);
        foreach (var column in tables.columns) tables.Create(spec.Columns.First(each => each.Name == column), cancellationToken);
        foreach (var (index, request) in requests.Index())
        {
            foreach (var (part, match) in request.Match.Index()) tables.Fill(request.Name, index, part, match, spec.Columns.First(each => each.Name == match.Column), key, cancellationToken);
        }

        return tables;
    }

    /// <summary>Name of the table of a column: <c>request</c>, <c>part</c>, <c>raw</c> as it was written, and the typed <c>v</c>.</summary>
    public string Of(string column) => SqlText.Identifier($"slipway:keys{columns.IndexOf(column)}");

    /// <summary>Finds the rows of each request; the table <c>slipway:matched</c> has <c>request</c> and <c>id</c> of each.</summary>
    /// <param name="relation">What stands behind FROM.</param>
    /// <param name="id">SQL of what identifies a row.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Rows of each request, in their order; a row may be meant by several.</returns>
    public IReadOnlyList<long> Match(string relation, string id, CancellationToken cancellationToken)
    {
        // All rows are looked at once, with the first part of every request; what the others say is asked of the few that are left.
        var first = Requests.Select(request => request.Match[0].Column).Distinct(StringComparer.Ordinal)
            .Select(column => $"{SqlText.Identifier(column)} IN (SELECT v FROM {Of(column)} WHERE part = 0)");
        connection.Execute(
            $"CREATE OR REPLACE TEMP TABLE \"slipway:candidates\" AS SELECT {id} AS \"slipway:id\", {string.Join(", ", columns.Select(SqlText.Identifier))} FROM {relation} WHERE {string.Join(" OR ", first)}",
            cancellationToken);
        connection.Execute("CREATE OR REPLACE TEMP TABLE \"slipway:matched\" (request INTEGER, id BIGINT)", cancellationToken);
        return [.. Requests.Select((request, index) => connection.Execute(
            $"INSERT INTO \"slipway:matched\" SELECT {index}, \"slipway:id\" FROM \"slipway:candidates\" WHERE {string.Join(" AND ", request.Match.Select((match, part) => Condition(match.Column, index, part)))}",
            cancellationToken))];
    }

    private string Condition(string column, int request, int part) =>
        FormattableString.Invariant($"{SqlText.Identifier(column)} IN (SELECT v FROM {Of(column)} WHERE request = {request} AND part = {part})");

    private void Create(Column column, CancellationToken cancellationToken) => connection.Execute(
        $"CREATE TEMP TABLE {Of(column.Name)} (request INTEGER, part INTEGER, raw VARCHAR, v {new ColumnRule(Protections.Published([column])[0]).SqlType})", cancellationToken);

    private void Fill(string request, int index, int part, KeyMatch match, Column column, PseudonymKey? key, CancellationToken cancellationToken)
    {
        var rule = new ColumnRule(column);
        var json = JsonSerializer.Serialize(match.Values, Contracts.ContractsJson.Default.IReadOnlyListString);
        var wrong = connection.Scalar<long>(
            $"SELECT count(*) FROM (SELECT raw, {rule.Typed("raw")} AS v FROM (SELECT unnest(from_json(?, '[\"VARCHAR\"]')) AS raw)) WHERE {Unfit(rule)}", cancellationToken, json);
        if (wrong > 0)
        {
            throw StepException.Invalid("InvalidSpecification", $"Deletion request '{request}': {wrong} of {match.Values.Count} values for column '{column.Name}' are no {column.Type}.",
                "Correct spec.deletion of the Dataset; write values as the source does.");
        }

        var isPseudonym = column.Protection is not null;
        var value = isPseudonym ? RowProtection.Pseudonym(rule.Typed("raw")) : rule.Typed("raw");
        object?[] parameters = isPseudonym ? [.. KeyedDigest.Parameters(key!.ForDigests), json] : [json];
        connection.Execute(
            FormattableString.Invariant($"INSERT INTO {Of(column.Name)} SELECT {index}, {part}, raw, {value} FROM (SELECT DISTINCT unnest(from_json(${parameters.Length}, '[\"VARCHAR\"]')) AS raw)"),
            cancellationToken, parameters);
    }

    private static string Unfit(ColumnRule rule) => string.Join(" OR ", rule.TextFaults("raw", "v").Select(fault => fault.Condition).Append("v IS NULL"));
}
