using Slipway.DuckDb;

namespace Slipway.Trainer.Snapshot.Erasure;

/// <summary>Finds texts of rejected rows in which the keys of a deletion request occur as whole words, in every way in which sources write them.</summary>
/// <remarks>Caveats: a key that the text has in another form (7.0 for 7, in other letters), broken over lines, or cut off at its end is not found.</remarks>
internal sealed class KeyTexts
{
    private readonly Connection connection;
    private readonly KeyTables keys;

    public KeyTexts(Connection connection, KeyTables keys, CancellationToken cancellationToken)
    {
        (this.connection, this.keys) = (connection, keys);
        // A quote is doubled in CSV and has a backslash before it in JSON.
        string[] written = ["raw", "CAST(v AS VARCHAR)", "replace(raw, '\"', '\"\"')", "substr(CAST(to_json(raw) AS VARCHAR), 2, length(CAST(to_json(raw) AS VARCHAR)) - 2)"];
        var forms = string.Join(" UNION ", keys.Columns.SelectMany(column => written.Select(form => $"SELECT request, part, {form} AS form FROM {keys.Of(column)}")));
        connection.Execute(
            $"""
            CREATE OR REPLACE TEMP TABLE "slipway:forms" AS
            SELECT *, max(part) OVER (PARTITION BY request) + 1 AS parts, concat('(^|[^\p{"{L}"}\p{"{N}"}])', regexp_escape(form), '($|[^\p{"{L}"}\p{"{N}"}])') AS word FROM ({forms}) WHERE form <> ''
            """, cancellationToken);
    }

    /// <summary>Finds them; the table <c>slipway:texts</c> has <c>request</c> and <c>id</c> of each.</summary>
    /// <param name="relation">What stands behind FROM; its column <c>raw</c> is the text.</param>
    /// <param name="id">SQL of what identifies a row of it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Texts of each request, in their order.</returns>
    public IReadOnlyList<long> Match(string relation, string id, CancellationToken cancellationToken)
    {
        // The search for the bytes is quick and leaves few for the expression.
        connection.Execute(
            $"""
            CREATE OR REPLACE TEMP TABLE "slipway:texts" AS
            SELECT request, id FROM (SELECT {id} AS id, raw FROM {relation} WHERE raw IS NOT NULL) JOIN "slipway:forms" ON contains(raw, form)
            WHERE regexp_matches(raw, word) GROUP BY request, id, parts HAVING count(DISTINCT part) = parts
            """, cancellationToken);
        return [.. keys.Requests.Select((_, index) => connection.Scalar<long>(FormattableString.Invariant($"SELECT count(*) FROM \"slipway:texts\" WHERE request = {index}"), cancellationToken))];
    }
}
