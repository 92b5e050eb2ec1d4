namespace Slipway.Contracts.Data;

/// <summary>What is contradictory in a list of cleaning steps; said alike by admission, reconciler and trainer.</summary>
public static class CleaningRules
{
    /// <summary>All that is wrong: the field of the Dataset's spec, and what is wrong with it and the remedy.</summary>
    /// <param name="steps">The steps.</param>
    /// <param name="columns">Declared columns; none where they are inferred.</param>
    public static IReadOnlyList<(string Field, string Message)> Check(IReadOnlyList<CleaningStep> steps, IReadOnlyList<Column> columns)
    {
        var errors = new List<(string, string)>();
        foreach (var (index, step) in steps.Index())
        {
            void Require(bool holds, string field, string message)
            {
                if (!holds) errors.Add(($"cleaning[{index}]{(field.Length == 0 ? "" : "." + field)}", message));
            }

            Require(steps.Take(index).All(earlier => earlier.Name != step.Name), "name", $"'{step.Name}' is the name of an earlier step; give each its own");
            var ways = new object?[] { step.Drop, step.Expression, step.Values, step.Quantise }.Count(way => way is not null);
            Require(ways == 1, "", ways == 0 ? "does nothing; write one of drop, expression, values and quantise" : "does several things; make a step of each");
            Require(step.Drop is null || (step.Column is null && step.Into is null), "drop", "drops rows by its condition alone; remove column and into");
            Require(step.Expression is null || step.Column is not null || step.Into is not null, "expression", "needs a column that gets the value: column in place, or into for one of its own");
            Require(step.Expression is null || step.Column is null || step.Into is null, "column", "is not needed with into: the expression names what it reads. Remove it");
            Require(step.Values is null || step.Column is not null, "values", "replaces values of a column; name it in column");
            Require(step.Quantise is null || (step.Column is not null && step.Into is not null), "quantise", "needs column and into: quantised values go to a column of their own, so that the original stays");
            Require(step.Quantise is null || step.Quantise.Width is null != step.Quantise.Boundaries is null, "quantise", "needs width or boundaries, and not both");
            Require(step.Quantise?.Width is not { } width || (width > 0 && double.IsFinite(width)), "quantise.width", "must be more than 0");
            Require(step.Quantise?.Boundaries is not { } ends || (ends.Count > 0 && ends.Zip(ends.Skip(1)).All(pair => pair.First < pair.Second)), "quantise.boundaries", "must ascend");
            Require(step.Column is not { } read || columns.Count == 0 || columns.Any(column => column.Name == read), "column", $"names '{step.Column}', which is no declared column");
            var target = columns.FirstOrDefault(column => column.Name == (step.Into ?? step.Column));
            Require(target?.Protection is null, step.Into is null ? "column" : "into", $"'{target?.Name}' is protected, and that comes before cleaning: the step would change a pseudonym. Clean it where the source is written, or in a dataset derived from this one");
            Require(step.Into is null || columns.Any(column => column.Name == step.Into), "into", $"names '{step.Into}', which has to be declared in schema.columns with its type and limits; it is not read from the source");
            Require(step.Into is not { } made || steps.Take(index).All(earlier => earlier.Into != made), "into", $"'{step.Into}' is made by an earlier step; change it with column");
            Require(step.Into is not { } own || steps.Take(index).All(earlier => earlier.Column != own), "into", $"'{step.Into}' is used by an earlier step, where it is not there yet; put that one later");
        }

        return errors;
    }

    /// <summary>The columns that are read from the source: all but those that steps make.</summary>
    public static IReadOnlyList<Column> ReadFromSource(IReadOnlyList<Column> columns, IReadOnlyList<CleaningStep>? steps)
    {
        var made = (steps ?? []).Select(step => step.Into).OfType<string>().ToHashSet(StringComparer.Ordinal);
        return made.Count == 0 ? columns : [.. columns.Where(column => !made.Contains(column.Name))];
    }
}
