using Slipway.Contracts.Data;

namespace Slipway.Trainer.Snapshot.Extraction;

/// <summary>How many texts of a column are against each type. A type is inferred only when none is: what is a number by chance today must not reject rows tomorrow.</summary>
internal sealed class TypeVotes(string name)
{
    /// <summary>Numbers that <see cref="Sql"/> gives.</summary>
    public const int Width = 7;

    // From the narrowest to the widest.
    private static readonly (ColumnType Type, string Form)[] Candidates =
    [
        // A number with a leading zero is a code: as a number it would lose the zero.
        (ColumnType.Int64, "[ ]*[+-]?(0|[1-9][0-9]*)[ ]*"),
        (ColumnType.Float64, "[ ]*([+-]?(0|[1-9][0-9]*)?([.][0-9]*)?([eE][+-]?[0-9]+)?|[+-]?[nN][aA][nN])[ ]*"),
        (ColumnType.Boolean, "(?i)true|false"),
        (ColumnType.Date, "[0-9]{4}-[0-9]{2}-[0-9]{2}"),
        (ColumnType.Timestamp, "[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:.*)?"),
    ];

    private readonly long[] counts = new long[Width];

    /// <summary>SQL of the number of rows, of texts, and of texts that are against each type.</summary>
    public static string Sql(string raw) => $"count(*), count({raw}), " + string.Join(", ", Candidates.Select(candidate =>
    {
        var rule = new ColumnRule(new Column { Name = "any", Type = candidate.Type });
        var fault = rule.TextFaults(raw, rule.Typed(raw)).Single().Condition;
        return $"count(*) FILTER (WHERE {raw} IS NOT NULL AND (NOT regexp_full_match({raw}, '{candidate.Form}') OR ({fault})))";
    }));

    public void Add(ReadOnlySpan<object?> row)
    {
        for (var index = 0; index < Width; index++) counts[index] += (long)row[index]!;
    }

    public Column ToColumn()
    {
        var (rows, texts) = (counts[0], counts[1]);
        var type = Candidates.Index().Where(candidate => texts > 0 && counts[candidate.Index + 2] == 0).Select(candidate => (ColumnType?)candidate.Item.Type).FirstOrDefault();
        return new Column { Name = name, Type = type ?? ColumnType.String, Nullable = texts < rows };
    }
}
