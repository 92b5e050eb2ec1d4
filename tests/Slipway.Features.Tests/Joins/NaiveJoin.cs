namespace Slipway.Features.Tests.Joins;

/// <summary>A row that is joined to. Times are days; null is missing.</summary>
internal sealed record Event(int Id, int? Entity, int? Time);

/// <summary>A row that is joined. <paramref name="Known"/> is when it became known.</summary>
internal sealed record Fact(int? Entity, int? Moment, int? Known, int? Value);

/// <summary>The definition of a point-in-time join, written as it is said: look at every fact, and take the newest that is allowed.</summary>
internal static class NaiveJoin
{
    public static Fact? Find(Event row, IReadOnlyList<Fact> facts, int? ttl, bool knownLater)
    {
        if (row.Entity is null || row.Time is not { } now) return null;
        var newest = facts
            .Where(fact => fact.Entity == row.Entity && fact.Moment <= now && (!knownLater || fact.Known <= now))
            .OrderByDescending(fact => fact.Moment).ThenByDescending(fact => fact.Known)
            .FirstOrDefault();
        return newest is null || now - newest.Moment > ttl ? null : newest;
    }
}
