using System.Globalization;
using Slipway.Operator.Reconciling;

namespace Slipway.Operator.Datasets;

/// <summary>The condition Expired: whether a set that is never trained on is past its time. It turns by itself.</summary>
internal static class ExpiredCondition
{
    private const string Name = "Expired";

    /// <returns>When it will expire; null when it has already, or never does.</returns>
    public static DateTimeOffset? Set(ConditionDraft conditions, DateTimeOffset? expiresAt, DateTimeOffset now)
    {
        if (expiresAt is not { } end)
        {
            conditions.Remove(Name);
            return null;
        }

        var moment = end.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        if (end > now)
        {
            conditions.Set(Name, false, "InForce", $"expires at {moment} UTC");
            return end;
        }

        conditions.Set(Name, true, "Expired", $"expired at {moment} UTC: look through its rows and labels, and set spec.expiresAt anew");
        return null;
    }
}
