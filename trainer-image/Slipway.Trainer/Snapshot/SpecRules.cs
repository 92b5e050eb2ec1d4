using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.DuckDb;
using Slipway.Trainer.Steps;

namespace Slipway.Trainer.Snapshot;

/// <summary>What has to fit together in a specification before any row is read.</summary>
internal static class SpecRules
{
    public static void Require(SnapshotSpec spec, Connection connection)
    {
        if (spec.Columns.Count == 0) throw Invalid("columns is empty.", "Declare the columns in spec.schema.columns.");
        var twice = spec.Columns.GroupBy(column => column.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(same => same.Count() > 1);
        if (twice is not null) throw Invalid($"columns has '{twice.Key}' more than once (names differ by more than case).", "Give each column its own name.");

        foreach (var (field, name) in References(spec))
        {
            if (spec.Columns.All(column => column.Name != name))
                throw Invalid($"{field} names '{name}', which is no declared column; there are {string.Join(", ", spec.Columns.Select(column => column.Name))}.", $"Correct {field} or declare the column.");
        }

        if (spec.EventTime is { } time && spec.Columns.First(column => column.Name == time).Type is not (ColumnType.Timestamp or ColumnType.Date))
            throw Invalid($"eventTime names '{time}', whose type is {spec.Columns.First(column => column.Name == time).Type}.", "Declare it as Timestamp or Date.");
        if (spec.Sampling is { } sampling && SamplingRules.Check(sampling, spec.EventTime, spec.Columns) is { Count: > 0 } wrong)
            throw Invalid($"sampling.{wrong[0].Field} {wrong[0].Message}.", "Correct spec.sampling of the Dataset.");
        if (spec is { Lookup: not null, EventTime: null }) throw Invalid("lookup serves the newest values by the event time, and there is no eventTime.", "Name the column with the moment of the event.");
        if (spec.Splits.TestPercent + spec.Splits.ValidationPercent >= 100)
            throw Invalid($"splits leaves nothing to train on: {spec.Splits.ValidationPercent} % validation and {spec.Splits.TestPercent} % test.", "Lower validationPercent or testPercent.");
        if (spec.Source.Csv is { Delimiter.Length: not 1 } csv) throw Invalid($"source.csv.delimiter is '{csv.Delimiter}'.", "Write one character.");
        foreach (var column in spec.Columns.Where(column => column.Pattern is not null)) RequirePattern(connection, column);
    }

    private static IEnumerable<(string Field, string Column)> References(SnapshotSpec spec)
    {
        if (spec.EventTime is { } time) yield return ("eventTime", time);
        foreach (var key in spec.Key ?? []) yield return ("key", key);
        if (spec.Label is { } label) yield return ("label.column", label.Column);
        foreach (var slice in spec.Slices ?? []) yield return ("slices", slice.Column);
        foreach (var own in spec.Comparison?.Columns ?? []) yield return ("comparison.columns", own.Column);
        foreach (var entity in spec.Lookup?.Entity ?? []) yield return ("lookup.entity", entity);
        foreach (var column in spec.Lookup?.Columns ?? []) yield return ("lookup.columns", column);
        foreach (var column in new[] { spec.Sampling?.By, spec.Sampling?.Unit, spec.Sampling?.Weight }.OfType<string>()) yield return ("sampling", column);
        if (spec.Splits.Key is { } split) yield return ("splits.key", split);
    }

    private static void RequirePattern(Connection connection, Column column)
    {
        try
        {
            connection.Execute("SELECT regexp_full_match('', ?)", default, column.Pattern);
        }
        catch (DuckDbException wrong)
        {
            throw Invalid($"The pattern of column '{column.Name}', '{column.Pattern}', is no regular expression: {wrong.Message}", "Write it in RE2 syntax.");
        }
    }

    private static StepException Invalid(string message, string remedy) => StepException.Invalid("InvalidSpecification", message, remedy);
}
