namespace Slipway.Contracts.Data;

/// <summary>What is contradictory in a label by itself; said alike in admission and by the snapshot.</summary>
public static class LabelRules
{
    /// <summary>All that is wrong, each at its field within the label.</summary>
    /// <param name="label">The label.</param>
    /// <param name="columns">Declared columns; none where they are yet to be inferred.</param>
    public static IEnumerable<(string Field, string Message)> Faults(Label label, IReadOnlyList<Column> columns)
    {
        var own = columns.FirstOrDefault(column => column.Name == label.Column);
        if (label.Type == LabelType.Numeric && own is { Type: not (ColumnType.Int64 or ColumnType.Float64) })
            yield return ("type", $"is Numeric, and {label.Column} is {own.Type}; declare a number, or another type");
        if (label.Type == LabelType.Numeric && label.Functions is { Count: > 0 }) yield return ("functions", "vote for classes, and type is Numeric; remove one of the two");
        if (label.Model is not null && label.Functions is not { Count: > 0 }) yield return ("model", "counts the votes of functions, and there are none; write functions, or remove it");
        if (own is { Nullable: false } && label.Functions is { Count: > 0 })
            yield return ("functions", $"label rows that have no label, and {label.Column} is declared as always present; make it nullable");
        if (columns.Any(column => column.Name == Confidence(label)) && label.Functions is { Count: > 0 })
            yield return ("model.confidenceColumn", $"is '{Confidence(label)}', which is a declared column; choose another name");
        foreach (var (index, function) in (label.Functions ?? []).Index())
        {
            var at = $"functions[{index}]";
            if (label.Functions!.Take(index).Any(other => other.Name == function.Name)) yield return ($"{at}.name", $"'{function.Name}' is taken by an earlier function; rename one of the two");
            foreach (var (field, message) in Faults(function, columns)) yield return (field.Length == 0 ? at : $"{at}.{field}", message);
        }
    }

    /// <summary>Name of the column with the certainty of each label.</summary>
    public static string Confidence(Label label) => (label.Model ?? new LabelModel()).ConfidenceColumn;

    private static IEnumerable<(string Field, string Message)> Faults(LabelFunction function, IReadOnlyList<Column> columns)
    {
        var kinds = new[] { ("keywords", function.Keywords is not null), ("pattern", function.Pattern is not null), ("expression", function.Expression is not null) }
            .Where(kind => kind.Item2).Select(kind => kind.Item1).ToList();
        if (kinds.Count != 1) yield return ("", $"needs one of keywords, pattern and expression, and has {(kinds.Count == 0 ? "none" : string.Join(" and ", kinds))}");
        if (function.Keywords is { Count: 0 }) yield return ("keywords", "is empty, so that it never applies; list words");
        if (function.Expression is { } condition && string.IsNullOrWhiteSpace(condition)) yield return ("expression", "is empty; write a condition such as amount > 1000");
        if (function.Expression is not null && function.Column is not null) yield return ("column", "is for keywords and pattern; an expression names its columns itself");
        if (function.Expression is null && function.Column is null) yield return ("column", "is missing; name the text column to look at");
        if (function.Column is { } name && columns.Count > 0 && columns.FirstOrDefault(column => column.Name == name) is var found && found?.Type != ColumnType.String)
            yield return ("column", found is null ? $"names '{name}', which is no declared column" : $"names '{name}', which is {found.Type}; keywords and pattern look at text");
    }
}
