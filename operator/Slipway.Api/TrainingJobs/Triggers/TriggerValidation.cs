using Slipway.Api.Validation;
using Slipway.Contracts;

namespace Slipway.Api.TrainingJobs.Triggers;

/// <summary>What a schema cannot say about triggers and the training window.</summary>
internal static class TriggerValidation
{
    public static void Check(TrainingJobSpec spec, FieldErrors errors)
    {
        var triggers = spec.Triggers ?? [];
        errors.AddIf(spec.Triggers is { Count: 0 }, "spec.triggers", null, "is empty; name a trigger, or remove the field to train whenever there is new data");
        errors.Unique("spec.triggers", triggers.Select(trigger => trigger.Name), "name");
        foreach (var (index, trigger) in triggers.Index()) Check($"spec.triggers[{index}]", trigger, errors);
        if (spec.TrainingWindow is { } window) Window("spec.trainingWindow", window, errors);
    }

    /// <summary>A schedule that cannot be read.</summary>
    public static void Schedule(string field, string cronField, string cron, string? timeZone, FieldErrors errors)
    {
        if (ZoneFault(timeZone) is { } zone)
        {
            errors.Add($"{field}.timeZone", timeZone, zone);
            return;
        }

        try
        {
            var schedule = CronSchedule.Parse(cron, timeZone);
            errors.AddIf(schedule.After(DateTimeOffset.UnixEpoch) is null, $"{field}.{cronField}", cron, "names a moment that never comes, such as the 30th of February");
        }
        catch (FormatException wrong)
        {
            errors.Add($"{field}.{cronField}", cron, $"is no schedule: {wrong.Message.TrimEnd('.')}; write minute, hour, day of month, month and day of week, such as 0 3 * * 1-5");
        }
    }

    private static void Check(string field, Trigger trigger, FieldErrors errors)
    {
        var kinds = new (string Name, object? Value)[]
        {
            ("schedule", trigger.Schedule), ("dataVersion", trigger.DataVersion), ("volume", trigger.Volume), ("drift", trigger.Drift), ("performance", trigger.Performance),
            ("staleness", trigger.Staleness),
        };
        List<string> set = [.. kinds.Where(kind => kind.Value is not null).Select(kind => kind.Name)];
        if (set.Count != 1)
        {
            errors.Add(field, trigger.Name, set.Count == 0
                ? $"has no kind; set one of {string.Join(", ", kinds.Select(kind => kind.Name))}"
                : $"has several kinds ({string.Join(", ", set)}); make a trigger of each");
        }

        if (trigger.Schedule is { } schedule) Schedule($"{field}.schedule", "cron", schedule.Cron, schedule.TimeZone, errors);
        errors.AddIf(trigger.Volume is { MinRows: null, MinPercent: null }, $"{field}.volume", null, "sets no limit; give minRows or minPercent");
        Positive($"{field}.dataVersion.debounce", trigger.DataVersion?.Debounce, errors);
        Positive($"{field}.volume.debounce", trigger.Volume?.Debounce, errors);
        Positive($"{field}.staleness.maxAge", trigger.Staleness?.MaxAge, errors);
        Positive($"{field}.coolDown", trigger.CoolDown, errors);
        if (trigger.Drift is { } drift) Query($"{field}.drift", drift, errors);
        if (trigger.Performance is { } performance) Query($"{field}.performance", performance, errors);
    }

    private static void Query(string field, QueryTrigger query, FieldErrors errors)
    {
        errors.AddIf(query is { Min: null, Max: null }, field, null, "sets no bound; give min, max or both: within them nothing is done");
        errors.AddIf(query.Min > query.Max, $"{field}.min", query.Min, FormattableString.Invariant($"must not be larger than max, {query.Max}"));
        errors.AddIf(query.Interval.Value < TimeSpan.FromSeconds(10), $"{field}.interval", query.Interval, "must be 10s or longer, to spare Prometheus");
        errors.AddIf(query.For?.Value > TimeSpan.FromDays(31), $"{field}.for", query.For, "must be 31d or shorter, as Prometheus seldom keeps more");
        Positive($"{field}.for", query.For, errors);
    }

    private static void Window(string field, TrainingWindow window, FieldErrors errors)
    {
        if (ZoneFault(window.TimeZone) is { } zone) errors.Add($"{field}.timeZone", window.TimeZone, zone);
        errors.AddIf(window.Start == window.End, $"{field}.end", window.End, "is the start; let them differ, or remove the window to train at any time");
    }

    private static void Positive(string field, Duration? duration, FieldErrors errors) =>
        errors.AddIf(duration is { Value: var value } && value <= TimeSpan.Zero, field, duration, "must be longer than zero, such as 1h");

    private static string? ZoneFault(string? name)
    {
        try
        {
            Zones.Find(name);
            return null;
        }
        catch (FormatException unknown)
        {
            return unknown.Message;
        }
    }
}
