using Slipway.Api.Validation;
using Slipway.Contracts.Data;

namespace Slipway.Api.Datasets;

/// <summary>What does not go with events that predictors receive: whatever would make the rows of training other events than those that predictors count.</summary>
internal static class EventSourceValidation
{
    private const string Field = "spec.source.events";

    public static void Find(DatasetSpec spec, FieldErrors errors)
    {
        if (spec.Source.Events is not { } events) return;
        Source(spec.Source, errors);
        errors.AddIf(spec.EventTime is null, Field, null, "are put in order by when they happened; name the column in spec.eventTime");
        errors.AddIf(spec.Schema is null, Field, null, "are held against declared columns when they come; declare spec.schema.columns");
        errors.AddIf(spec.Cleaning is { Count: > 0 }, Field, null, "are counted by predictors as they come, and cleaning would change them in training alone; clean in a dataset derived from this one");
        errors.AddIf(spec.Sampling is not null, Field, null, "are all counted by predictors, and sampling would leave some out in training alone; sample in a dataset derived from this one");
        foreach (var (index, column) in (spec.Schema?.Columns ?? []).Index().Where(each => each.Item.Protection is not null))
            errors.Add($"spec.schema.columns[{index}].protection", column.Protection!.Method.ToString(), "is done by snapshots, and predictors keep events as they come; have clients send what may be kept, and remove it, or remove source.events");
        errors.AddIf(events.MaxAge.Value <= TimeSpan.Zero, $"{Field}.maxAge", events.MaxAge, "must be longer than zero, such as 1d");
        errors.AddIf(events.MaxAhead.Value <= TimeSpan.Zero, $"{Field}.maxAhead", events.MaxAhead, "must be longer than zero, such as 1m: clocks of clients differ");
    }

    private static void Source(DataSource source, FieldErrors errors)
    {
        errors.AddIf(source.Uri is null, Field, null, "are written below uri; name a folder there");
        errors.AddIf(
            source.Uri is { } uri && (!uri.EndsWith('/') || uri.Contains('*', StringComparison.Ordinal) || uri.Contains('?', StringComparison.Ordinal)),
            "spec.source.uri", source.Uri, "is where predictors write events; name a folder that ends in /, without * and ?");
        errors.AddIf(source.Uri is not null && source.Format != SourceFormat.JSONLines, "spec.source.format", source.Format, "is not what predictors write; set it to JSONLines");
        errors.AddIf(source.Partitioning is not null, "spec.source.partitioning", null, "needs folders named column=value, and predictors write one for each hour; remove it, or have events handed over in partitions by a job of your own");
        errors.AddIf(source.Seal is not null, "spec.source.seal", source.Seal, "is a file that predictors do not write, so that nothing would ever be read; remove it");
    }
}
