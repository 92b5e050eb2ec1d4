namespace Slipway.Server.Predictor.Events.Schema;

/// <summary>What is wrong with one event.</summary>
/// <param name="Index">Position of the event, from 0.</param>
/// <param name="Field">The field; null where the event as a whole is meant.</param>
/// <param name="Value">The value as it was sent; null where there is none, or where the column's values must not be told.</param>
/// <param name="Problem">What is wrong.</param>
/// <param name="Remedy">What to do.</param>
internal sealed record EventFault(int Index, string? Field, string? Value, string Problem, string Remedy);

/// <summary>The first faults of some events, and how many there are of them.</summary>
internal sealed class EventFaults
{
    private const int MostKept = 20;
    private const int LongestValue = 100;

    private readonly List<EventFault> kept = [];
    private int lastIndex = -1;

    /// <summary>The event that is being read.</summary>
    public int Index { get; set; }

    public int Count { get; private set; }

    /// <summary>Events that have a fault.</summary>
    public int Events { get; private set; }

    public IReadOnlyList<EventFault> Kept => kept;

    public void Add(string? field, string? value, string problem, string remedy)
    {
        Count++;
        if (lastIndex != Index) Events++;
        lastIndex = Index;
        if (kept.Count < MostKept) kept.Add(new EventFault(Index, field, value is { Length: > LongestValue } ? value[..LongestValue] + "..." : value, problem, remedy));
    }
}
