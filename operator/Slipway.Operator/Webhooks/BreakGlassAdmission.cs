using Slipway.Api.Datasets;
using Slipway.Api.Validation;

namespace Slipway.Operator.Webhooks;

/// <summary>Who may write what of an exception from the rules of access. Only here is it known who writes, so only here can it be held against what is written.</summary>
internal static class BreakGlassAdmission
{
    // A person writes the time himself; a little earlier or later is no lie.
    private static readonly TimeSpan Earlier = TimeSpan.FromHours(1);
    private static readonly TimeSpan Later = TimeSpan.FromMinutes(5);

    /// <summary>What is wrong with the exceptions that are written, against those that are stored.</summary>
    public static IEnumerable<FieldError> Check(DatasetSpec written, DatasetSpec? stored, string? user, DateTimeOffset now)
    {
        foreach (var (index, rule) in (written.Access ?? []).Index())
        {
            if (rule.BreakGlass is not { } glass) continue;
            var before = stored?.Access?.FirstOrDefault(other => other.Name == rule.Name);
            var isNew = !AsksTheSame(rule, before);
            foreach (var error in isNew ? Asked(glass, user, now) : []) yield return error with { Field = $"spec.access[{index}].breakGlass.{error.Field}" };
            foreach (var error in Approved(glass, isNew ? null : before!.BreakGlass, user, now)) yield return error with { Field = $"spec.access[{index}].breakGlass.{error.Field}" };
        }
    }

    private static IEnumerable<FieldError> Asked(BreakGlass glass, string? user, DateTimeOffset now)
    {
        if (glass.RequestedBy != user) yield return new FieldError("requestedBy", glass.RequestedBy, $"is not who writes this, which is {user}; whoever asks for the exception or changes it writes it in the own name");
        if (glass.ExpiresAt <= now) yield return new FieldError("expiresAt", Text(glass.ExpiresAt), "has passed; set a time to come");
        if (glass.ExpiresAt > now + BreakGlassRules.LongestTime) yield return new FieldError("expiresAt", Text(glass.ExpiresAt), "is more than 24 hours ahead; ask again when it has ended");
    }

    private static IEnumerable<FieldError> Approved(BreakGlass glass, BreakGlass? before, string? user, DateTimeOffset now)
    {
        foreach (var (index, approval) in (glass.Approvals ?? []).Index())
        {
            // Taking consent back is everybody's right; giving it is one's own.
            if (before?.Approvals?.Contains(approval) == true) continue;
            if (approval.By != user) yield return new FieldError($"approvals[{index}].by", approval.By, $"is not who writes this, which is {user}; an approval is given in the own name, and a changed rule needs new ones");
            if (approval.At < now - Earlier || approval.At > now + Later) yield return new FieldError($"approvals[{index}].at", Text(approval.At), "is not the time of the approval, which is now");
        }
    }

    // Consent is to what was asked: any change of it asks anew.
    private static bool AsksTheSame(AccessRule rule, AccessRule? before) =>
        before?.BreakGlass is { } old && rule.BreakGlass is { } glass && glass.Reason == old.Reason && glass.RequestedBy == old.RequestedBy && glass.ExpiresAt == old.ExpiresAt
        && rule.MaxAge == before.MaxAge && Same(rule.Namespaces, before.Namespaces) && Same(rule.Columns, before.Columns);

    private static bool Same(IReadOnlyList<string>? one, IReadOnlyList<string>? other) => one is null ? other is null : other is not null && one.SequenceEqual(other);

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
