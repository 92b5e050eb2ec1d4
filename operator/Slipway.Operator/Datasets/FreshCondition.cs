using System.Globalization;
using Slipway.Api.Datasets;
using Slipway.Contracts.Data;
using Slipway.Operator.Reconciling;

namespace Slipway.Operator.Datasets;

/// <summary>The condition Fresh: whether the newest event of the current version is young enough now. A version that nobody renews grows old without any snapshot.</summary>
internal static class FreshCondition
{
    private const string Name = "Fresh";

    /// <returns>When the version will be too old; null when it is already, or nothing is asked of it.</returns>
    public static DateTimeOffset? Set(ConditionDraft conditions, Freshness? freshness, DatasetVersion? current, DateTimeOffset now)
    {
        if (freshness is null || current is null)
        {
            conditions.Remove(Name);
            return null;
        }

        if (current.NewestEvent is not { } newest)
        {
            conditions.Set(Name, false, "NoEventTime", $"version {current.ShortDigest} has no event whose time has passed; its age cannot be told");
            return null;
        }

        // The message names no age, which would change with each look.
        var facts = string.Create(CultureInfo.InvariantCulture, $"the newest event of version {current.ShortDigest} is of {newest.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, the largest allowed age is {freshness.MaxAge}");
        var end = newest + freshness.MaxAge.Value;
        if (end > now)
        {
            conditions.Set(Name, true, "Fresh", facts);
            return end;
        }

        conditions.Set(Name, false, "Stale", $"{facts}; see whether the source is still written and snapshots are accepted (spec.refresh.interval)");
        return null;
    }
}
