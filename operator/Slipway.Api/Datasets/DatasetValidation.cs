using System.Runtime.CompilerServices;
using Slipway.Api.Validation;
using Slipway.Contracts.Data;

namespace Slipway.Api.Datasets;

/// <summary>What a schema cannot say about a Dataset.</summary>
public static class DatasetValidation
{
    // A spec in a cache is looked at many times and never changes, and its patterns are costly to read.
    private static readonly ConditionalWeakTable<DatasetSpec, IReadOnlyList<FieldError>> Known = [];

    /// <summary>All that is wrong with the spec by itself; other objects are not looked at.</summary>
    public static IReadOnlyList<FieldError> Validate(DatasetSpec spec) => Known.GetValue(spec, static each => Find(each));

    private static IReadOnlyList<FieldError> Find(DatasetSpec spec)
    {
        var errors = new FieldErrors();
        Source(spec.Source, errors);
        if (spec.Source.PredictionLog is { } log) PredictionLog(spec, log, errors);
        EventSourceValidation.Find(spec, errors);
        Columns(spec, errors);
        References(spec, errors);
        CheckValidation.Find(spec, errors);
        PrivacyValidation.Find(spec, errors);
        AccessValidation.Find(spec, errors);
        Comparison(spec, errors);
        Splits(spec, errors);
        if (spec.Augmented is { } augmented) Augmentation(spec, augmented, errors);
        if (spec.Sampling is { } sampling) Sampling(spec, sampling, errors);
        if (spec.Lookup is { } lookup) Lookup(spec, lookup, errors);
        foreach (var (field, message) in CleaningRules.Check(spec.Cleaning ?? [], spec.Schema?.Columns ?? [])) errors.Add($"spec.{field}", null, message);
        if (spec.Source.Partitioning is { } partitioning) Partitioning(spec, partitioning, errors);
        Freshness(spec, errors);
        DeletionValidation.Find(spec, errors);
        PlacementValidation.Check(spec.Snapshot, "spec.snapshot", errors);
        errors.AddIf(spec.Retention.MaxAge is { Value: var age } && age <= TimeSpan.Zero, "spec.retention.maxAge", spec.Retention.MaxAge, "must be longer than zero, such as 90d");
        errors.AddIf(
            spec.ExpiresAt is not null && spec.Role == DatasetRole.Training,
            "spec.expiresAt", spec.ExpiresAt, "is for sets that are never trained on; remove it, or set role (how old training data may be is spec.freshness)");
        errors.AddIf(
            spec.Refresh is { Interval.Value: var interval } && interval <= TimeSpan.Zero,
            "spec.refresh.interval", spec.Refresh?.Interval, "must be longer than zero, such as 1h");
        return errors.All;
    }

    private static void Source(DataSource source, FieldErrors errors)
    {
        if (source is { Uri: null, Sql: null, PredictionLog: null }) errors.Add("spec.source", null, "needs uri (files) or sql with datasets (a derived dataset), or predictionLog");
        errors.AddIf(
            source.PredictionLog is not null && (source.Uri ?? source.Sql) is not null, "spec.source.predictionLog", null, "excludes uri and sql; remove them");
        if (source.Uri is not null && source.Sql is not null)
            errors.Add("spec.source.sql", source.Sql, "excludes uri; remove one of the two");
        if (source is { Sql: not null, Datasets: null or { Count: 0 } })
            errors.Add("spec.source.datasets", null, "name the datasets that sql reads");
        if (source is { Sql: null, Datasets.Count: > 0 })
            errors.Add("spec.source.datasets", string.Join(", ", source.Datasets), "is used by sql alone; write sql, or remove it");
        errors.Unique("spec.source.datasets", source.Datasets ?? [], "dataset");
        foreach (var (index, name) in (source.Datasets ?? []).Index()) DatasetReference.Check($"spec.source.datasets[{index}]", name, errors);
        if (source.PredictionLog?.Feedback.Dataset is { } feedback) DatasetReference.Check("spec.source.predictionLog.feedback.dataset", feedback, errors);
        errors.AddIf(source is { Seal: not null, Uri: null }, "spec.source.seal", source.Seal, "is a file in the folders of uri; remove it from a derived dataset");
        errors.AddIf(
            source.Csv is not null && (source.Format != SourceFormat.CSV || source.Sql is not null),
            "spec.source.csv", source.Format, "describes CSV files; remove it, or set format to CSV");
    }

    private static void Partitioning(DatasetSpec spec, Partitioning partitioning, FieldErrors errors)
    {
        var dataset = new PartitionedDataset
        {
            Source = spec.Source, Privacy = spec.Privacy, Columns = spec.Schema?.Columns ?? [], Key = spec.Key, Label = spec.Label, Splits = spec.Splits, Sampling = spec.Sampling,
            Lookup = spec.Lookup, Checks = spec.Checks, Augmented = spec.Augmented,
        };
        foreach (var (field, message) in PartitioningRules.Check(partitioning, dataset)) errors.Add($"spec.{field}", null, message);
    }

    private static void PredictionLog(DatasetSpec spec, PredictionLogSource log, FieldErrors errors)
    {
        foreach (var (field, message) in PredictionLogRules.Faults(log, spec.Label, spec.EventTime, spec.Schema is not null))
            errors.Add(field.Length == 0 ? "spec.source.predictionLog" : $"spec.source.predictionLog.{field}", null, message);
    }

    private static void Columns(DatasetSpec spec, FieldErrors errors)
    {
        errors.AddIf(
            spec.Schema is null && spec.Source.Csv is { Header: false },
            "spec.schema", null, "is needed for files without a header: columns without names cannot be inferred");
        var columns = spec.Schema?.Columns ?? [];
        errors.Unique("spec.schema.columns", columns.Select(column => column.Name), "column");
        foreach (var (index, column) in columns.Index()) Limits($"spec.schema.columns[{index}]", column, errors);
    }

    private static void Limits(string at, Column column, FieldErrors errors)
    {
        var isNumber = column.Type is ColumnType.Int64 or ColumnType.Float64;
        var isText = column.Type == ColumnType.String;
        errors.AddIf(column.Minimum is not null && !isNumber, $"{at}.minimum", column.Minimum, $"limits numbers, and {column.Name} is {column.Type}; remove it");
        errors.AddIf(column.Maximum is not null && !isNumber, $"{at}.maximum", column.Maximum, $"limits numbers, and {column.Name} is {column.Type}; remove it");
        errors.AddIf(column.Minimum > column.Maximum, $"{at}.minimum", column.Minimum, $"is larger than maximum {column.Maximum}, so no value of {column.Name} can be right");
        errors.AddIf(column.MinLength is not null && !isText, $"{at}.minLength", column.MinLength, $"limits text, and {column.Name} is {column.Type}; remove it");
        errors.AddIf(column.MaxLength is not null && !isText, $"{at}.maxLength", column.MaxLength, $"limits text, and {column.Name} is {column.Type}; remove it");
        errors.AddIf(column.MinLength > column.MaxLength, $"{at}.minLength", column.MinLength, $"is larger than maxLength {column.MaxLength}, so no value of {column.Name} can be right");
        errors.AddIf(column.AllowedValues is not null && !isText, $"{at}.allowedValues", null, $"lists texts, and {column.Name} is {column.Type}; remove it, or use minimum and maximum");
        errors.AddIf(column.Pattern is not null && !isText, $"{at}.pattern", column.Pattern, $"describes text, and {column.Name} is {column.Type}; remove it");
        if (column.Pattern is { } pattern && isText && PatternSyntax.Fault(pattern) is { } fault) errors.Add($"{at}.pattern", pattern, fault);
    }

    // What an inferred schema will have is known to the snapshot alone.
    internal static void KnownColumn(DatasetSpec spec, FieldErrors errors, string field, string? name)
    {
        if (spec.Schema is not null) errors.Known(field, name, [.. Protections.Published(spec.Schema.Columns).Select(column => column.Name).Distinct()], "column");
    }

    private static void References(DatasetSpec spec, FieldErrors errors)
    {
        KnownColumn(spec, errors, "spec.eventTime", spec.EventTime);
        var eventTime = Published(spec).FirstOrDefault(column => column.Name == spec.EventTime);
        errors.AddIf(
            eventTime is { Type: not (ColumnType.Timestamp or ColumnType.Date) },
            "spec.eventTime", spec.EventTime, $"is {eventTime?.Type}; an event time is Timestamp or Date");
        foreach (var (index, key) in (spec.Key ?? []).Index()) KnownColumn(spec, errors, $"spec.key[{index}]", key);
        errors.Unique("spec.key", spec.Key ?? [], "column");
        LabelValidation.Find(spec, errors);
        errors.AddIf(
            spec.Label?.Delay is not null && spec.EventTime is null,
            "spec.label.delay", spec.Label?.Delay, "is counted from the event time; name its column in spec.eventTime");
        foreach (var (index, slice) in (spec.Slices ?? []).Index()) KnownColumn(spec, errors, $"spec.slices[{index}].column", slice.Column);
    }

    private static void Freshness(DatasetSpec spec, FieldErrors errors)
    {
        errors.AddIf(spec.Freshness is not null && spec.EventTime is null, "spec.freshness", null, "is the age of the newest event; name its column in spec.eventTime");
        errors.AddIf(spec.Freshness is { MaxAge.Value: var age } && age <= TimeSpan.Zero, "spec.freshness.maxAge", spec.Freshness?.MaxAge, "must be longer than zero, such as 6h");
        var slices = (spec.Slices ?? []).Select(slice => slice.Name ?? slice.Column).ToList();
        foreach (var (index, slice) in (spec.Freshness?.PerSlice ?? []).Index()) errors.Known($"spec.freshness.perSlice[{index}]", slice, slices, "slice");
    }

    private static void Comparison(DatasetSpec spec, FieldErrors errors)
    {
        errors.AddIf(
            spec.Comparison?.TrailingRowCount is { Severity: Severity.Error },
            "spec.comparison.trailingRowCount.severity", "Error", "is never more than Warn, because an average lags behind; remove it, or limit rowCount");
        var ratio = spec.Limits.SizeRatio;
        errors.AddIf(ratio is not null && spec.Source.Sql is null, "spec.limits.sizeRatio", null, "compares a derived dataset with its parents; remove it");
        errors.AddIf(ratio?.Minimum > ratio?.Maximum, "spec.limits.sizeRatio.minimum", ratio?.Minimum, $"is larger than maximum {ratio?.Maximum}, so that no ratio could be right");
        errors.AddIf(ratio is { Minimum: null, Maximum: null }, "spec.limits.sizeRatio", null, "limits nothing; add minimum or maximum");
        foreach (var (index, own) in (spec.Comparison?.Columns ?? []).Index()) KnownColumn(spec, errors, $"spec.comparison.columns[{index}].column", own.Column);
        errors.Unique("spec.comparison.columns", (spec.Comparison?.Columns ?? []).Select(own => own.Column), "column");
        errors.AddIf(
            spec.EventTimeLimits is not null && spec.EventTime is null,
            "spec.eventTimeLimits", null, "limits the event time; name its column in spec.eventTime");
        errors.AddIf(
            spec.EventTimeLimits is { Tolerance.Value: var tolerance } && tolerance < TimeSpan.Zero,
            "spec.eventTimeLimits.tolerance", spec.EventTimeLimits?.Tolerance, "must not be negative, such as 1h");
    }

    private static void Sampling(DatasetSpec spec, SamplingPolicy sampling, FieldErrors errors)
    {
        KnownColumn(spec, errors, "spec.sampling.by", sampling.By);
        KnownColumn(spec, errors, "spec.sampling.unit", sampling.Unit);
        KnownColumn(spec, errors, "spec.sampling.weight", sampling.Weight);
        foreach (var (field, message) in SamplingRules.Check(sampling, spec.EventTime, Published(spec))) errors.Add($"spec.sampling.{field}", null, message);
    }

    private static void Augmentation(DatasetSpec spec, string column, FieldErrors errors)
    {
        KnownColumn(spec, errors, "spec.augmented", column);
        if (AugmentationRules.Fault(column, spec.Schema?.Columns ?? [], spec.Splits, spec.Role) is { } fault) errors.Add("spec.augmented", column, fault);
    }

    // What is said of columns is said of those that a version has.
    internal static IReadOnlyList<Column> Published(DatasetSpec spec) => Protections.Published(spec.Schema?.Columns ?? []);

    private static void Lookup(DatasetSpec spec, LookupPolicy lookup, FieldErrors errors)
    {
        errors.AddIf(spec.EventTime is null, "spec.lookup", null, "serves the newest values by the event time; name its column in spec.eventTime");
        foreach (var (index, name) in lookup.Entity.Index()) KnownColumn(spec, errors, $"spec.lookup.entity[{index}]", name);
        foreach (var (index, name) in (lookup.Columns ?? []).Index()) KnownColumn(spec, errors, $"spec.lookup.columns[{index}]", name);
        errors.Unique("spec.lookup.entity", lookup.Entity, "column");
        errors.Unique("spec.lookup.columns", lookup.Columns ?? [], "column");
        errors.AddIf(
            spec.EventTime is not null && lookup.Entity.Contains(spec.EventTime),
            "spec.lookup.entity", spec.EventTime, "is the event time, which no request asks for; name the columns of the key without it");
    }

    private static void Splits(DatasetSpec spec, FieldErrors errors)
    {
        KnownColumn(spec, errors, "spec.splits.key", spec.Splits.Key);
        errors.AddIf(
            spec.Splits.Method == SplitMethod.Time && spec.EventTime is null,
            "spec.splits.method", spec.Splits.Method, "divides by the event time; name its column in spec.eventTime, or use Hash");
        var held = spec.Splits.ValidationPercent + spec.Splits.TestPercent;
        errors.AddIf(held >= 100, "spec.splits", $"{spec.Splits.ValidationPercent} % + {spec.Splits.TestPercent} %",
            "validation and test together leave nothing to train on; make their sum less than 100");
    }
}
