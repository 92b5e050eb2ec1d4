using Slipway.Api.Datasets;
using Slipway.Contracts.Data;

namespace Slipway.Operator.Access;

/// <summary>What a namespace may read of a Dataset now.</summary>
/// <param name="View">The part that may be read; null for all of it.</param>
internal sealed record Grant(DatasetView? View)
{
    /// <summary>Rules by which it is allowed; null within the same namespace where no rule speaks of it.</summary>
    public IReadOnlyList<string>? Rules { get; init; }

    /// <summary>Why the glass was broken, when it was.</summary>
    public string? BreakGlass { get; init; }

    /// <summary>When the exception ends; null when there is none.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>The grant of a namespace; null when it may read nothing.</summary>
    public static Grant? Of(Dataset dataset, string place, DateTimeOffset now)
    {
        var isOwn = dataset.Metadata.Namespace == place;
        var rules = RulesFor(dataset, place);
        if (rules.Count == 0) return isOwn ? new Grant(View: null) : null;
        var inForce = rules.Where(rule => BreakGlassRules.IsInForce(rule, now)).ToList();
        // An exception says all that it is for; joined with the ordinary rules it could not reach beyond their age.
        var exceptions = inForce.Where(rule => rule.BreakGlass is not null).ToList();
        var counted = exceptions.Count > 0 ? exceptions : inForce;
        if (counted.Count == 0) return null;
        return new Grant(ViewOf(dataset, counted, isOwn))
        {
            Rules = [.. counted.Select(rule => rule.Name)],
            BreakGlass = exceptions.Count == 0 ? null : string.Join("; ", exceptions.Select(rule => rule.BreakGlass!.Reason)),
            EndsAt = exceptions.Count == 0 ? null : exceptions.Min(rule => rule.BreakGlass!.ExpiresAt),
        };
    }

    /// <summary>The rules that speak of a namespace, in force or not.</summary>
    public static IReadOnlyList<AccessRule> RulesFor(Dataset dataset, string place)
    {
        var isOwn = dataset.Metadata.Namespace == place;
        return [.. (dataset.Spec.Access ?? []).Where(rule => rule.Namespaces.Contains(place) || (!isOwn && rule.Namespaces.Contains("*")))];
    }

    private static DatasetView? ViewOf(Dataset dataset, List<AccessRule> rules, bool isOwn)
    {
        var age = rules.Select(rule => rule.MaxAge).OfType<Contracts.Duration>().OrderBy(each => each.Value).Cast<Contracts.Duration?>().FirstOrDefault();
        var all = DatasetColumns.Of(dataset) ?? [];
        var granted = rules.SelectMany(rule => rule.Columns ?? [.. all.Where(column => isOwn || column.Sensitivity != Sensitivity.Personal).Select(column => column.Name)]).ToHashSet(StringComparer.Ordinal);
        // Where the columns are not known, those that rules name are.
        var columns = all.Count == 0 ? [.. granted.Order(StringComparer.Ordinal)] : all.Select(column => column.Name).Where(granted.Contains).ToList();
        // A weight that the snapshot itself adds says nothing of the source, and without it a sample would be taken for the whole.
        if (columns.Count > 0 && dataset.Spec.Sampling?.ImportanceWeight is { } weight && !columns.Contains(weight)) columns.Add(weight);
        var isWhole = all.Count > 0 && all.All(column => columns.Contains(column.Name));
        return isWhole && age is null ? null : new DatasetView { Columns = isWhole ? null : columns, MaxAge = age };
    }
}
