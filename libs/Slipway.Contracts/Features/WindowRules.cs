namespace Slipway.Contracts.Features;

/// <summary>What is wrong with a join's window by itself; said alike by admission, reconciler and trainer.</summary>
public static class WindowRules
{
    /// <summary>Most slides that a window has: a server keeps as many for each entity.</summary>
    public const int MostSlides = 1000;

    /// <summary>All that is wrong: the field of the join, its value, and what is wrong with it and the remedy.</summary>
    public static IReadOnlyList<(string Field, string? Value, string Message)> Check(FeatureJoin join)
    {
        ArgumentNullException.ThrowIfNull(join);
        if (join.Window is not { } window) return [];
        var faults = new List<(string, string?, string)>();
        Exclusive(join, faults);
        Times(window, faults);
        Aggregates(window, faults);
        return faults;
    }

    private static void Exclusive(FeatureJoin join, List<(string, string?, string)> faults)
    {
        if (join.Ttl is { } ttl) faults.Add(("ttl", ttl.ToString(), "is the age of a newest row, and window takes all events within length; remove it"));
        if (join.KnownAt is { } known) faults.Add(("knownAt", known, "is of rows that are corrected, and events of a window count once they have happened; remove it"));
        if (join.Columns is not null) faults.Add(("columns", null, "are those of a newest row; name what is computed in window.aggregates, and remove it"));
    }

    private static void Times(JoinWindow window, List<(string, string?, string)> faults)
    {
        var (length, slide, lateness) = (window.Length.Value, window.Slide.Value, window.Lateness.Value);
        foreach (var (field, value) in new[] { ("length", length), ("slide", slide), ("lateness", lateness) })
        {
            // Durations are written down in milliseconds; a finer one would come back as another.
            if (value.Ticks % TimeSpan.TicksPerMillisecond != 0) faults.Add(($"window.{field}", value.ToString(), "is no whole number of milliseconds; round it"));
        }

        if (lateness < TimeSpan.Zero) faults.Add(("window.lateness", lateness.ToString(), "must not be negative, such as 10s"));
        if (slide <= TimeSpan.Zero) faults.Add(("window.slide", window.Slide.ToString(), "must be longer than zero, such as 1m"));
        else if (length <= TimeSpan.Zero) faults.Add(("window.length", window.Length.ToString(), "must be longer than zero, such as 1h"));
        else if (length.Ticks % slide.Ticks != 0) faults.Add(("window.length", window.Length.ToString(), $"is no multiple of slide {window.Slide}; make it one, so that a window is made of whole slides"));
        else if (length.Ticks / slide.Ticks > MostSlides) faults.Add(("window.length", window.Length.ToString(), $"is {length.Ticks / slide.Ticks} times slide {window.Slide}, and {MostSlides} is the limit; make slide longer, or length shorter"));
    }

    private static void Aggregates(JoinWindow window, List<(string, string?, string)> faults)
    {
        if (window.Aggregates.Count == 0) faults.Add(("window.aggregates", null, "are empty; name what is computed, such as { name: clicks, function: Count }"));
        foreach (var (index, aggregate) in window.Aggregates.Index())
        {
            if (aggregate is { Column: null, Function: not WindowFunction.Count })
                faults.Add(($"window.aggregates[{index}].column", null, $"is missing: {aggregate.Function} is of values; name a column of the events"));
        }
    }
}
