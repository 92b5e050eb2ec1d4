namespace Slipway.Api.Datasets;

/// <summary>When an exception counts; said alike by admission and by the reconcilers.</summary>
public static class BreakGlassRules
{
    /// <summary>Number of approvals that are needed.</summary>
    public const int Approvals = 2;

    /// <summary>Longest time from asking to the end.</summary>
    public static readonly TimeSpan LongestTime = TimeSpan.FromHours(24);

    /// <summary>Whether a rule is in force: an ordinary one always, an exception while it has its approvals and has not ended.</summary>
    public static bool IsInForce(AccessRule rule, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return rule.BreakGlass is not { } glass || (now < glass.ExpiresAt && Approvers(glass).Count >= Approvals && IsShort(glass));
    }

    /// <summary>Why an exception does not count now, in words that follow its name.</summary>
    public static string WhyNot(BreakGlass glass, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(glass);
        if (now >= glass.ExpiresAt) return FormattableString.Invariant($"ended at {glass.ExpiresAt:yyyy-MM-dd HH:mm:ss} UTC");
        return IsShort(glass) ? $"has {Approvers(glass).Count} of {Approvals} approvals by others than {glass.RequestedBy}" : "was approved more than 24 hours before its end";
    }

    /// <summary>Those who agree besides the one who asked, each once.</summary>
    public static IReadOnlyList<string> Approvers(BreakGlass glass)
    {
        ArgumentNullException.ThrowIfNull(glass);
        return [.. (glass.Approvals ?? []).Select(approval => approval.By).Where(by => by != glass.RequestedBy).Distinct(StringComparer.Ordinal)];
    }

    private static bool IsShort(BreakGlass glass) => (glass.Approvals ?? []).All(approval => glass.ExpiresAt - approval.At <= LongestTime);
}
