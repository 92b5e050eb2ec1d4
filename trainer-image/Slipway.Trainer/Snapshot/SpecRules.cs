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
        foreach (var column in spec.Columns) RequirePattern(connection, $"column '{column.Name}'", column.Pattern);
        foreach (var column in spec.Columns)
        {
            if (Protections.Fault(column) is { } unfit) throw Invalid($"Column '{column.Name}': {unfit.Field} {unfit.Message}.", "Correct spec.schema.columns.");
        }

        foreach (var match in (spec.Deletions ?? []).SelectMany(request => request.Match))
        {
            if (spec.Columns.Any(column => column.Name == match.Column && column.Protection is { Method: not ProtectionMethod.Pseudonymise }))
                throw Invalid($"deletions.match names '{match.Column}', whose keys cannot be found once it is protected.", "Match rows by a column that is kept as it is, or use method Pseudonymise.");
        }

        // All else speaks of the columns that the version has.
        spec = spec with { Columns = Protections.Published(spec.Columns) };
        if (spec.Columns.Count == 0) throw Invalid("every column is dropped.", "Keep at least one.");
        var twice = spec.Columns.GroupBy(column => column.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(same => same.Count() > 1);
        if (twice is not null) throw Invalid($"columns has '{twice.Key}' more than once (names differ by more than case).", "Give each column its own name.");

        foreach (var (field, name) in References(spec))
        {
            if (spec.Columns.All(column => column.Name != name))
                throw Invalid($"{field} names '{name}', which is no declared column; there are {string.Join(", ", spec.Columns.Select(column => column.Name))}.", $"Correct {field} or declare the column.");
        }

        if (CleaningRules.Check(spec.Cleaning ?? [], spec.Columns) is { Count: > 0 } cleaning)
            throw Invalid($"{cleaning[0].Field} {cleaning[0].Message}.", "Correct spec.cleaning of the Dataset.");
        if (spec.EventTime is { } time && spec.Columns.First(column => column.Name == time).Type is not (ColumnType.Timestamp or ColumnType.Date))
            throw Invalid($"eventTime names '{time}', whose type is {spec.Columns.First(column => column.Name == time).Type}.", "Declare it as Timestamp or Date.");
        if (spec.Sampling is { } sampling && SamplingRules.Check(sampling, spec.EventTime, spec.Columns) is { Count: > 0 } wrong)
            throw Invalid($"sampling.{wrong[0].Field} {wrong[0].Message}.", "Correct spec.sampling of the Dataset.");
        if (spec.Augmented is { } augmented && AugmentationRules.Fault(augmented, spec.Columns, spec.Splits, spec.Role) is { } unsound) throw Invalid($"augmented {unsound}.", "Correct spec.augmented of the Dataset.");
        if (spec.Source.PredictionLog is { } log && PredictionLogRules.Faults(log with { Rollout = null }, spec.Label, spec.EventTime, hasColumns: true).FirstOrDefault() is { Field: { } place, Message: var fault })
            throw Invalid($"source.predictionLog{(place.Length > 0 ? "." + place : "")} {fault}.", "Correct spec.source.predictionLog of the Dataset.");
        if (spec is { Lookup: not null, EventTime: null }) throw Invalid("lookup serves the newest values by the event time, and there is no eventTime.", "Name the column with the moment of the event.");
        if (spec.Splits.TestPercent + spec.Splits.ValidationPercent >= 100)
            throw Invalid($"splits leaves nothing to train on: {spec.Splits.ValidationPercent} % validation and {spec.Splits.TestPercent} % test.", "Lower validationPercent or testPercent.");
        if (spec.Freshness is not null && spec.EventTime is null)
            throw Invalid("freshness needs eventTime, which ages are counted from.", "Set spec.eventTime to the column with the moment of the event, or remove freshness.");
        if ((spec.Freshness?.PerSlice ?? []).FirstOrDefault(name => (spec.Slices ?? []).All(slice => (slice.Name ?? slice.Column) != name)) is { } missing)
            throw Invalid($"freshness.perSlice names '{missing}', which is no declared slice.", "Declare it in spec.slices, or correct the name.");
        if (spec.Limits.SizeRatio is not null && spec.Source.Sql is null)
            throw Invalid("limits.sizeRatio needs source.sql: only a derived dataset has parents.", "Remove it.");
        if (spec.Source.Csv is { Delimiter.Length: not 1 } csv) throw Invalid($"source.csv.delimiter is '{csv.Delimiter}'.", "Write one character.");
        if (spec.Label is { } label && LabelRules.Faults(label, spec.Columns).FirstOrDefault() is { Field: { } at, Message: var why }) throw Invalid($"label.{at} {why}.", "Correct spec.label of the Dataset.");
        foreach (var function in spec.Label?.Functions ?? []) RequirePattern(connection, $"label function '{function.Name}'", function.Pattern);
        Checks(spec, connection);
    }

    private static void Checks(SnapshotSpec spec, Connection connection)
    {
        var slices = (spec.Slices ?? []).Select(slice => slice.Name ?? slice.Column).ToList();
        var pinned = (spec.References ?? []).Select(pin => pin.Name).ToList();
        if ((spec.Checks ?? []).GroupBy(check => check.Name, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw Invalid($"checks has '{twice.Key}' more than once.", "Give each check its own name.");
        foreach (var check in spec.Checks ?? [])
        {
            if (CheckRules.Faults(check, spec.Columns, spec.EventTime).FirstOrDefault() is { } fault)
                throw Invalid($"Check '{check.Name}'{(fault.Field.Length > 0 ? ": " + fault.Field : "")} {fault.Message}.", "Correct spec.checks.");
            if ((check.PerSlice ?? []).FirstOrDefault(name => !slices.Contains(name)) is { } slice)
                throw Invalid($"Check '{check.Name}': perSlice names '{slice}', which is no declared slice.", "Declare it in spec.slices, or correct the name.");
            if (CheckRules.Datasets(check).FirstOrDefault(name => !pinned.Contains(name)) is { } dataset)
                throw Invalid($"Check '{check.Name}' reads dataset '{dataset}', of which references pins no version.", "Pin a version in references.");
            RequirePattern(connection, $"check '{check.Name}'", check.Pattern);
        }
    }

    private static IEnumerable<(string Field, string Column)> References(SnapshotSpec spec)
    {
        if (spec.EventTime is { } time) yield return ("eventTime", time);
        foreach (var key in spec.Key ?? []) yield return ("key", key);
        if (spec.Label is { Functions: not { Count: > 0 } } label) yield return ("label.column", label.Column);
        if (spec.Label?.SourceColumn is { } source) yield return ("label.sourceColumn", source);
        foreach (var slice in spec.Slices ?? []) yield return ("slices", slice.Column);
        foreach (var check in spec.Checks ?? [])
        {
            foreach (var (field, column) in CheckRules.Columns(check)) yield return ($"checks.{check.Name}.{field}", column);
        }

        foreach (var own in spec.Comparison?.Columns ?? []) yield return ("comparison.columns", own.Column);
        foreach (var entity in spec.Lookup?.Entity ?? []) yield return ("lookup.entity", entity);
        foreach (var column in spec.Lookup?.Columns ?? []) yield return ("lookup.columns", column);
        foreach (var column in new[] { spec.Sampling?.By, spec.Sampling?.Unit, spec.Sampling?.Weight }.OfType<string>()) yield return ("sampling", column);
        if (spec.Augmented is { } mark) yield return ("augmented", mark);
        foreach (var match in (spec.Deletions ?? []).SelectMany(request => request.Match)) yield return ("deletions.match", match.Column);
        foreach (var name in spec.Privacy?.QuasiIdentifiers ?? []) yield return ("privacy.quasiIdentifiers", name);
        if (spec.Splits.Key is { } split) yield return ("splits.key", split);
    }

    private static void RequirePattern(Connection connection, string owner, string? pattern)
    {
        if (pattern is null) return;
        try
        {
            connection.Execute("SELECT regexp_full_match('', ?)", default, pattern);
        }
        catch (DuckDbException wrong)
        {
            throw Invalid($"The pattern of {owner}, '{pattern}', is no regular expression: {wrong.Message}", "Write it in RE2 syntax.");
        }
    }

    private static StepException Invalid(string message, string remedy) => StepException.Invalid("InvalidSpecification", message, remedy);
}
