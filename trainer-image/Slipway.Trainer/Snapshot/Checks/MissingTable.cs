using Slipway.DuckDb;

namespace Slipway.Trainer.Snapshot.Checks;

/// <summary>Missing values of some columns, by the values of another.</summary>
internal sealed record MissingTable
{
    /// <summary>The other column.</summary>
    public required string By { get; init; }

    /// <summary>Columns whose missing values are counted.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>One for each value, in ordinal order.</summary>
    public required IReadOnlyList<MissingGroup> Groups { get; init; }

    /// <summary>Counts the kept rows; of the named values, or of all that are present.</summary>
    public static MissingTable Count(Connection connection, string by, IReadOnlyList<string>? values, IReadOnlyList<string> columns, CancellationToken cancellationToken)
    {
        var value = $"CAST({SqlText.Identifier(by)} AS VARCHAR)";
        var where = values is null ? $"{value} IS NOT NULL" : $"list_contains({SqlText.List(values)}::VARCHAR[], {value})";
        using var result = connection.Query(
            $"SELECT {value} AS v, count(*), {string.Join(", ", columns.Select(column => $"count({SqlText.Identifier(column)})"))} FROM kept WHERE {where} GROUP BY 1 ORDER BY 1", cancellationToken);
        return new MissingTable
        {
            By = by, Columns = columns,
            Groups = [.. result.ReadRows().Select(row => new MissingGroup { Value = (string)row[0]!, Rows = (long)row[1]!, Missing = [.. columns.Select((_, index) => (long)row[1]! - (long)row[2 + index]!)] })],
        };
    }

    /// <summary>Both together; they count the same columns.</summary>
    public MissingTable Plus(MissingTable other) => this with
    {
        Groups =
        [
            .. Groups.Concat(other.Groups).GroupBy(group => group.Value, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).Select(same => new MissingGroup
            {
                Value = same.Key, Rows = same.Sum(group => group.Rows), Missing = [.. Columns.Select((_, index) => same.Sum(group => group.Missing[index]))],
            }),
        ],
    };
}

/// <summary>Rows of one value.</summary>
internal sealed record MissingGroup
{
    /// <summary>The value as text.</summary>
    public required string Value { get; init; }

    /// <summary>Its rows.</summary>
    public required long Rows { get; init; }

    /// <summary>Rows without a value, one number for each column.</summary>
    public required IReadOnlyList<long> Missing { get; init; }
}
