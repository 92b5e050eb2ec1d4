using Slipway.Kubernetes.Resources;

namespace Slipway.Kubernetes.Events;

/// <summary>Decides what becomes of an event: a new one, one more of a known one, or nothing, because an object chatters.</summary>
/// <remarks>Equal events count up. The tenth similar one (same object, type and reason, another message) within ten minutes and those after it share
/// one event. One object may send 25 at once and then one every five minutes. What is remembered is bounded.</remarks>
internal sealed class EventCorrelator(TimeProvider time)
{
    private const int MaxRemembered = 4096;
    private const int MaxSimilar = 10;
    private const int Burst = 25;
    private static readonly TimeSpan SimilarWindow = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan RefillEvery = TimeSpan.FromMinutes(5);

    private readonly LeastRecentlyUsed<string, SimilarEvents> similar = new(MaxRemembered);
    private readonly LeastRecentlyUsed<string, WrittenEvent> written = new(MaxRemembered);
    private readonly LeastRecentlyUsed<string, Allowance> allowances = new(MaxRemembered);

    /// <summary>Null if the event is to be dropped.</summary>
    public CorrelatedEvent? Correlate(Event candidate)
    {
        var (message, key) = Aggregate(candidate);
        if (!TakeAllowance(candidate.InvolvedObject!.Uid ?? candidate.InvolvedObject.Name ?? "")) return null;
        if (written.TryGet(key, out var before))
        {
            var again = candidate with
            {
                Message = message,
                Metadata = candidate.Metadata with { Name = before!.Name },
                Count = before.Count + 1,
                FirstTimestamp = before.FirstTimestamp,
            };
            return new CorrelatedEvent(key, again, IsKnown: true);
        }

        return new CorrelatedEvent(key, candidate with { Message = message }, IsKnown: false);
    }

    /// <summary>Remembers what the server has now, so that the next one counts up.</summary>
    public void Remember(string key, Event stored) =>
        written.Set(key, new WrittenEvent(stored.Metadata.Name!, stored.Count ?? 1, stored.FirstTimestamp ?? time.GetUtcNow()));

    private (string Message, string Key) Aggregate(Event candidate)
    {
        var group = $"{candidate.InvolvedObject!.Uid}|{candidate.InvolvedObject.Kind}|{candidate.InvolvedObject.Namespace}/{candidate.InvolvedObject.Name}|{candidate.Type}|{candidate.Reason}";
        var now = time.GetTimestamp();
        if (!similar.TryGet(group, out var known) || time.GetElapsedTime(known!.LastAt, now) > SimilarWindow) known = new SimilarEvents();
        known.LastAt = now;
        known.Messages.Add(candidate.Message ?? "");
        similar.Set(group, known);
        if (known.Messages.Count < MaxSimilar) return (candidate.Message ?? "", $"{group}|{candidate.Message}");
        // One is given up for each that comes, so that the set stays as large as the limit.
        known.Messages.Remove(known.Messages.First());
        return ($"(combined from similar events): {candidate.Message}", group);
    }

    private bool TakeAllowance(string source)
    {
        var now = time.GetTimestamp();
        if (!allowances.TryGet(source, out var allowance)) allowances.Set(source, allowance = new Allowance { Tokens = Burst, At = now });
        allowance!.Tokens = Math.Min(Burst, allowance.Tokens + (time.GetElapsedTime(allowance.At, now) / RefillEvery));
        allowance.At = now;
        if (allowance.Tokens < 1) return false;
        allowance.Tokens--;
        return true;
    }

    private sealed class SimilarEvents
    {
        public HashSet<string> Messages { get; } = new(StringComparer.Ordinal);

        public long LastAt { get; set; }
    }

    private sealed record WrittenEvent(string Name, int Count, DateTimeOffset FirstTimestamp);

    private sealed class Allowance
    {
        public double Tokens { get; set; }

        public long At { get; set; }
    }
}

/// <param name="Key">Under which to remember it.</param>
/// <param name="Event">The event as it is to be.</param>
/// <param name="IsKnown">True if the server has it and only its count goes up.</param>
internal sealed record CorrelatedEvent(string Key, Event Event, bool IsKnown);
