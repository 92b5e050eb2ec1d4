using Slipway.Api.Datasets;
using Slipway.Api.Validation;
using Slipway.Contracts.Data;

namespace Slipway.Operator.Access;

/// <summary>Why a namespace may not read what it asks for; said alike by the reconcilers and by admission.</summary>
internal static class AccessFaults
{
    /// <summary>Reason of the condition.</summary>
    public const string Reason = "AccessDenied";

    /// <summary>What is in the way, with the rule and the remedy; null when it may be read.</summary>
    /// <param name="field">Field that names the Dataset.</param>
    /// <param name="dataset">The Dataset.</param>
    /// <param name="place">Namespace of the reader.</param>
    /// <param name="columns">Columns that are read for certain.</param>
    /// <param name="now">Time, which exceptions end by.</param>
    public static FieldError? Of(string field, Dataset dataset, string place, IEnumerable<string> columns, DateTimeOffset now)
    {
        var named = $"namespace '{place}' may not read";
        var owner = $"ask {dataset.Spec.Owner}, who owns Dataset '{dataset.FullName()}'";
        if (Grant.Of(dataset, place, now) is not { } grant)
        {
            var waiting = Grant.RulesFor(dataset, place).Where(rule => rule.BreakGlass is not null).Select(rule => $"; its rule '{rule.Name}' {BreakGlassRules.WhyNot(rule.BreakGlass!, now)}");
            return new FieldError(field, null, $"{named} it: no rule of its spec.access in force names this namespace{string.Concat(waiting)}; {owner}, for a rule with namespaces: [{place}] and the columns that are needed");
        }

        if (grant.View?.Columns is not { } granted) return null;
        if (granted.Count == 0 && DatasetColumns.Of(dataset) is not null) return new FieldError(field, null, $"{named} any column: rule {Named(grant)} of its spec.access grants none (Personal columns have to be named); {owner}, to name columns in that rule");
        var known = (DatasetColumns.Of(dataset) ?? []).Select(column => column.Name).ToHashSet(StringComparer.Ordinal);
        // A name that the Dataset does not have at all is somebody's mistake, and others say so.
        var denied = columns.Distinct().Where(known.Contains).Except(granted).ToList();
        if (denied.Count == 0) return null;
        var personal = DatasetColumns.Of(dataset)!.Any(column => denied.Contains(column.Name) && column.Sensitivity == Sensitivity.Personal) ? " (Personal columns have to be named)" : "";
        return new FieldError(field, string.Join(", ", denied),
            $"{named} {(denied.Count == 1 ? "this column" : "these columns")}: rule {Named(grant)} of its spec.access grants {string.Join(", ", granted)}{personal}; leave them out, or {owner}, to add them to columns of that rule");
    }

    /// <summary>An image of somebody's own reads files whole and keeps to no view.</summary>
    public static FieldError? OfImage(string field, Dataset dataset, string place, string? image, DateTimeOffset now) =>
        image is not null && Grant.Of(dataset, place, now) is { View: not null } grant
            ? new FieldError(field, null,
                $"rule {Named(grant)} of its spec.access grants a part of it, and image {image} would read the files whole; derive a dataset of that part by source.sql and train on it, or use the built-in trainer")
            : null;

    private static string Named(Grant grant) => string.Join(", ", grant.Rules!.Select(rule => $"'{rule}'"));
}
