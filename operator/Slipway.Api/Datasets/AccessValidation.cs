using System.Text.RegularExpressions;
using Slipway.Api.Validation;

namespace Slipway.Api.Datasets;

/// <summary>What is contradictory in who may read a Dataset.</summary>
internal static partial class AccessValidation
{
    public static void Find(DatasetSpec spec, FieldErrors errors)
    {
        var rules = spec.Access ?? [];
        errors.Unique("spec.access", rules.Select(rule => rule.Name), "rule");
        foreach (var (index, rule) in rules.Index())
        {
            var at = $"spec.access[{index}]";
            foreach (var (place, name) in rule.Namespaces.Index()) errors.AddIf(name != "*" && !Namespace().IsMatch(name), $"{at}.namespaces[{place}]", name, "is no name of a namespace; write one, or * for all others");
            foreach (var (place, name) in (rule.Columns ?? []).Index()) DatasetValidation.KnownColumn(spec, errors, $"{at}.columns[{place}]", name);
            errors.AddIf(rule.MaxAge is { Value: var age } && age <= TimeSpan.Zero, $"{at}.maxAge", rule.MaxAge, "must be longer than zero, such as 90d");
            errors.AddIf(rule.MaxAge is not null && spec.EventTime is null, $"{at}.maxAge", rule.MaxAge, "is the age of rows by their event time; name its column in spec.eventTime");
            foreach (var (place, approval) in (rule.BreakGlass?.Approvals ?? []).Index())
            {
                errors.AddIf(approval.By == rule.BreakGlass!.RequestedBy, $"{at}.breakGlass.approvals[{place}].by", approval.By, "asked for it, and nobody approves what he asked for; two others have to");
            }
        }
    }

    [GeneratedRegex("^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$", RegexOptions.CultureInvariant)]
    private static partial Regex Namespace();
}
