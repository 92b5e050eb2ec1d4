namespace Slipway.Kubernetes.Resources;

/// <summary>Reads and changes lists of conditions without changing the list that was given.</summary>
public static class Conditions
{
    /// <summary>The condition of the type, or null.</summary>
    public static Condition? Find(this IReadOnlyList<Condition>? conditions, string type) =>
        conditions?.FirstOrDefault(condition => condition.Type == type);

    /// <summary>True if the condition of the type is there with status True.</summary>
    public static bool IsTrue(this IReadOnlyList<Condition>? conditions, string type) =>
        conditions.Find(type)?.Status == Condition.True;

    /// <summary>The list with <paramref name="condition"/> in place of the one of its type.</summary>
    /// <remarks>Guarantees: the transition time changes only when the status does; order is kept; a new type goes to the end.</remarks>
    public static IReadOnlyList<Condition> Set(this IReadOnlyList<Condition>? conditions, Condition condition, DateTimeOffset now)
    {
        var before = conditions.Find(condition.Type);
        var flipped = before is null || before.Status != condition.Status || before.LastTransitionTime is null;
        var stamped = condition with { LastTransitionTime = flipped ? WholeSeconds(now) : before!.LastTransitionTime };
        if (before is null) return [.. conditions ?? [], stamped];
        return [.. conditions!.Select(each => each.Type == condition.Type ? stamped : each)];
    }

    /// <summary>The list without the condition of the type.</summary>
    public static IReadOnlyList<Condition> Remove(this IReadOnlyList<Condition>? conditions, string type) =>
        [.. (conditions ?? []).Where(condition => condition.Type != type)];

    // The wire holds whole seconds; keeping more would make a condition differ from itself after a round trip.
    private static DateTimeOffset WholeSeconds(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
}
