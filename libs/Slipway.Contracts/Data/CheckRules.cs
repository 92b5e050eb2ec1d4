namespace Slipway.Contracts.Data;

/// <summary>What is contradictory in a check by itself; said alike in admission and by the snapshot.</summary>
public static class CheckRules
{
    /// <summary>Name of the table with the kept rows.</summary>
    public const string Rows = "kept";

    /// <summary>All that is wrong, each at its field.</summary>
    public static IEnumerable<CheckFault> Faults(Check check, IReadOnlyList<Column> columns, string? eventTime)
    {
        var kinds = Kinds(check).ToList();
        if (kinds.Count == 0) yield return new CheckFault("", null, "expects nothing; write one of expression, column, unique, increasing, references and query");
        if (kinds.Count > 1) yield return new CheckFault(kinds[1], null, $"is a second expectation besides {kinds[0]}; make two checks of it");
        foreach (var fault in Texts(check).Concat(ColumnLimits(check, columns)).Concat(Numbers(check)).Concat(Others(check))) yield return fault;
        if (check.Increasing is { By: null } && eventTime is null)
            yield return new CheckFault("increasing.by", null, "is needed where there is no eventTime; name the column that puts rows in order");
    }

    /// <summary>Each column that a check names, with the field that does.</summary>
    public static IEnumerable<(string Field, string Column)> Columns(Check check)
    {
        if (check.Column is { } column) yield return ("column", column);
        foreach (var (index, name) in (check.Unique ?? []).Index()) yield return ($"unique[{index}]", name);
        if (check.Increasing is { } order)
        {
            yield return ("increasing.column", order.Column);
            if (order.By is { } by) yield return ("increasing.by", by);
            foreach (var (index, name) in (order.Within ?? []).Index()) yield return ($"increasing.within[{index}]", name);
        }

        foreach (var own in check.References?.Keys.Keys ?? []) yield return ("references.keys", own);
    }

    /// <summary>The other datasets that a check reads.</summary>
    public static IEnumerable<string> Datasets(Check check) => check.References is { } reference ? [reference.Dataset] : check.Datasets ?? [];

    private static IEnumerable<string> Kinds(Check check)
    {
        if (check.Expression is not null) yield return "expression";
        if (check.Column is not null) yield return "column";
        if (check.Unique is not null) yield return "unique";
        if (check.Increasing is not null) yield return "increasing";
        if (check.References is not null) yield return "references";
        if (check.Query is not null) yield return "query";
    }

    private static IEnumerable<CheckFault> Texts(Check check)
    {
        if (check.Expression is { } condition && string.IsNullOrWhiteSpace(condition)) yield return new CheckFault("expression", condition, "is empty; write a condition such as discount <= price");
        if (check.Query is { } query && string.IsNullOrWhiteSpace(query)) yield return new CheckFault("query", query, "is empty; write a SELECT such as SELECT sum(price) FROM kept");
        if (check.Unique is { Count: 0 }) yield return new CheckFault("unique", null, "is empty; name the columns whose values occur once");
        if (check.AllowedValues is { Count: 0 }) yield return new CheckFault("allowedValues", null, "is empty, so that no value could be right; list the values, or remove it");
        if (check.References is { Keys.Count: 0 }) yield return new CheckFault("references.keys", null, "is empty; name own columns and the columns of the other dataset, such as {user: id}");
    }

    private static IEnumerable<CheckFault> ColumnLimits(Check check, IReadOnlyList<Column> columns)
    {
        var limits = new (string Field, bool Given, bool Fits)[]
        {
            ("notNull", check.NotNull, true),
            ("allowedValues", check.AllowedValues is not null, TypeOf(check, columns) is null or ColumnType.String),
            ("pattern", check.Pattern is not null, TypeOf(check, columns) is null or ColumnType.String),
            ("minimum", check.Minimum is not null, TypeOf(check, columns) is null or ColumnType.Int64 or ColumnType.Float64),
            ("maximum", check.Maximum is not null, TypeOf(check, columns) is null or ColumnType.Int64 or ColumnType.Float64),
        };
        if (check.Column is not null && !limits.Any(limit => limit.Given))
            yield return new CheckFault("column", check.Column, "is named and nothing is expected of it; add notNull, minimum, maximum, allowedValues or pattern");
        foreach (var (field, _, fits) in limits.Where(limit => limit.Given))
        {
            if (check.Column is null && (check.Query is null || field is not ("minimum" or "maximum")))
                yield return new CheckFault(field, null, "says nothing without column; name the column that it limits");
            else if (!fits)
                yield return new CheckFault(field, null, $"does not fit: {check.Column} is {TypeOf(check, columns)}; remove it, or write an expression");
        }
    }

    private static IEnumerable<CheckFault> Numbers(Check check)
    {
        if (check.Minimum > check.Maximum) yield return new CheckFault("minimum", check.Minimum, FormattableString.Invariant($"is larger than maximum {check.Maximum}, so that nothing could be right"));
        if (check.Query is not null && check is { Minimum: null, Maximum: null, Against: null })
            yield return new CheckFault("query", null, "gives a number that nothing is expected of; add minimum, maximum or against");
        if (check.Against is not null && check.Query is null) yield return new CheckFault("against", null, "says nothing without query; write the SELECT that it is compared with");
        if (check.Against is not null && (check.Minimum ?? check.Maximum) is not null)
            yield return new CheckFault("against", null, "excludes minimum and maximum; make two checks of it");
        if (check.Against is not null && check.PerSlice is { Count: > 0 }) yield return new CheckFault("perSlice", string.Join(", ", check.PerSlice), "cannot divide what against reads; remove it, or make a check for each value");
        if (check.TolerancePercent is not null && check.Against is null) yield return new CheckFault("tolerancePercent", check.TolerancePercent, "says nothing without against; write it, or remove this");
        if (check.Query is not null && check.MaxViolationPercent > 0)
            yield return new CheckFault("maxViolationPercent", check.MaxViolationPercent, "is a share of rows, and query gives one number; use minimum and maximum");
    }

    private static IEnumerable<CheckFault> Others(Check check)
    {
        if (check.Datasets is { Count: > 0 } && check.Query is null) yield return new CheckFault("datasets", string.Join(", ", check.Datasets), "is used by query and against alone; remove it");
        if (Datasets(check).Contains(Rows)) yield return new CheckFault(check.References is null ? "datasets" : "references.dataset", Rows, "is what the rows of this dataset are called in checks; a dataset of that name cannot be read");
    }

    private static ColumnType? TypeOf(Check check, IReadOnlyList<Column> columns) => columns.FirstOrDefault(column => column.Name == check.Column)?.Type;
}

/// <summary>Something wrong with a check.</summary>
/// <param name="Field">Field within the check; empty for the whole.</param>
/// <param name="Value">Value seen.</param>
/// <param name="Message">What is wrong and what to do, to follow the field.</param>
public sealed record CheckFault(string Field, object? Value, string Message);
