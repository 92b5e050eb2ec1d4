using Slipway.Contracts.Data;
using Slipway.DuckDb;

namespace Slipway.Trainer.Snapshot.Checks;

/// <summary>Counts labels: known and positive ones of a boolean or numeric label, the rows of each class of a text label.</summary>
internal sealed class LabelClasses(Connection connection, Column? label)
{
    private const int MaxClasses = 20;

    public bool HasLabel => label is not null;

    /// <summary>Whether some labels are positive and others are not.</summary>
    public bool HasRate => label?.Type is ColumnType.Boolean or ColumnType.Int64 or ColumnType.Float64;

    /// <summary>SQL of the number of known labels and of positive ones.</summary>
    public string Counts => label is null ? "NULL, NULL" : $"count({Name}), {(HasRate ? $"count(*) FILTER (WHERE {(label.Type == ColumnType.Boolean ? Name : $"{Name} <> 0")})" : "NULL")}";

    public IReadOnlyList<ValueCount>? OfAllRows(CancellationToken cancellationToken) =>
        HasClasses ? Read("''", "TRUE", cancellationToken).GetValueOrDefault("") ?? [] : null;

    /// <summary>Classes of each of some values of a slice's column; null without a text label.</summary>
    public Dictionary<string, IReadOnlyList<ValueCount>>? OfSlices(string column, IReadOnlyList<string> values, CancellationToken cancellationToken)
    {
        if (!HasClasses || values.Count == 0) return null;
        var value = $"CAST({SqlText.Identifier(column)} AS VARCHAR)";
        return Read(value, $"list_contains({SqlText.List(values)}::VARCHAR[], {value})", cancellationToken);
    }

    private bool HasClasses => label?.Type == ColumnType.String;

    private string Name => SqlText.Identifier(label!.Name);

    private Dictionary<string, IReadOnlyList<ValueCount>> Read(string value, string where, CancellationToken cancellationToken)
    {
        using var result = connection.Query(
            $"""
            SELECT * FROM (SELECT {value} AS v, {Name} AS c, count(*) AS n FROM kept WHERE {Name} IS NOT NULL AND {where} GROUP BY 1, 2)
            QUALIFY row_number() OVER (PARTITION BY v ORDER BY n DESC, c) <= {MaxClasses} ORDER BY v, n DESC, c
            """, cancellationToken);
        return result.ReadRows().GroupBy(row => (string)row[0]!, StringComparer.Ordinal).ToDictionary(
            group => group.Key,
            group => (IReadOnlyList<ValueCount>)[.. group.Select(row => new ValueCount { Value = (string)row[1]!, Count = (long)row[2]! })], StringComparer.Ordinal);
    }
}
