using System.Globalization;
using Slipway.Contracts.Data;
using Slipway.Operator.Reconciling;

namespace Slipway.Operator.Datasets;

/// <summary>The condition PrivacyReviewed: whether the day until which the protection of persons was reviewed has passed. It turns by itself.</summary>
internal static class PrivacyCondition
{
    private const string Name = "PrivacyReviewed";

    /// <returns>When the review will be due; null when it is already, or none is asked for.</returns>
    public static DateTimeOffset? Set(ConditionDraft conditions, PrivacyPolicy? policy, DateTimeOffset now)
    {
        if (policy?.ReviewBy is not { } last)
        {
            conditions.Remove(Name);
            return null;
        }

        var day = last.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        // The day itself still counts.
        var due = new DateTimeOffset(last.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        if (due > now)
        {
            conditions.Set(Name, true, "Reviewed", $"privacy was reviewed until {day}");
            return due;
        }

        conditions.Set(Name, false, "PrivacyReviewDue",
            $"privacy was reviewed until {day}; review the columns' sensitivity and protection, spec.privacy and spec.access, and set spec.privacy.reviewBy to the day of the next review");
        return null;
    }
}
