namespace Slipway.Features.Tests.Joins;

/// <summary>An event that is aggregated. Times are seconds from the epoch; null is missing.</summary>
internal sealed record Happening(int? Entity, long? Time, double? Price, long? Pieces, bool? Paid);

/// <summary>What a window gave.</summary>
internal sealed record Aggregates(long? Events, long? Prices, double? Spent, double? MeanPrice, double? Cheapest, double? Dearest, double? Pieces, double? PaidShare, long? Age);

/// <summary>The definition of a window of events, written as it is said: look at every event, and take those that are in it.</summary>
internal static class NaiveWindow
{
    public static Aggregates Find((int? Entity, long? Time) row, IEnumerable<Happening> events, long length, long slide, long lateness)
    {
        if (row is not ({ } entity, { } time)) return new Aggregates(null, null, null, null, null, null, null, null, null);
        var end = (long)Math.Floor((time - lateness) / (double)slide) * slide;
        var inside = events.Where(each => each.Entity == entity && end - length <= each.Time && each.Time < end).ToList();
        List<double> prices = [.. inside.Select(each => each.Price).OfType<double>().Where(double.IsFinite)];
        return new Aggregates(
            inside.Count, prices.Count, prices.Sum(), prices.Count == 0 ? null : prices.Average(), prices.Count == 0 ? null : prices.Min(), prices.Count == 0 ? null : prices.Max(),
            inside.Sum(each => each.Pieces ?? 0), inside.Average(each => each.Paid is null ? default(double?) : each.Paid.Value ? 1 : 0), inside.Count == 0 ? null : time - inside.Max(each => each.Time));
    }
}
