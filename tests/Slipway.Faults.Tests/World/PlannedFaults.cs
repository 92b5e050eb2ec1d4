using Slipway.Faults.Tests.Plans;

namespace Slipway.Faults.Tests.World;

/// <summary>The faults of a plan, by the place at which each is due.</summary>
internal sealed class PlannedFaults(FaultPlan plan)
{
    private readonly HashSet<Fault> over = [];
    private readonly Dictionary<(int Operator, string Resource), int> events = [];

    /// <summary>Faults at a write of an operator, each once.</summary>
    public IReadOnlyList<Fault> AtWrite(SimulatedOperator client, int write) =>
        plan.Faults.Count == 0 ? [] : [.. plan.Faults.Where(fault => fault.Kind.CountsWrites() && fault.Operator == client.Number && fault.At == write && over.Add(fault))];

    /// <summary>What a request of an operator gets instead of its answer.</summary>
    public Fault? AtRequest(SimulatedOperator client, int request) =>
        plan.Faults.FirstOrDefault(fault => fault.Kind.IsAnswer() && fault.Operator == client.Number && fault.At == request);

    /// <summary>Whether a watch keeps its next event back.</summary>
    public bool Holds(SimulatedOperator client, WatchStream stream) =>
        Due(client, stream, fault => fault.Kind is FaultKind.Hold or FaultKind.Skip) is { } fault && stream.Waiting <= fault.Depth;

    /// <summary>Counts an event of a watch and says what happens to it.</summary>
    public FaultKind? AtEvent(SimulatedOperator client, WatchStream stream)
    {
        var due = Due(client, stream, fault => fault.Kind.IsOfWatch());
        if (due is not null) over.Add(due);
        events[(client.Number, stream.Resource.Plural)] = Seen(client, stream) + 1;
        return due?.Kind;
    }

    /// <summary>Nothing is held back any longer, because nothing else can happen; false if nothing was.</summary>
    public bool Release(IEnumerable<(SimulatedOperator Client, WatchStream Stream)> streams)
    {
        foreach (var (client, stream) in streams.ToList())
        {
            if (!Holds(client, stream) || stream.Next is null) continue;
            var fault = Due(client, stream, each => each.Kind is FaultKind.Hold or FaultKind.Skip)!;
            over.Add(fault);
            if (fault.Kind == FaultKind.Skip) stream.Expire();
            return true;
        }

        return false;
    }

    /// <summary>Events that an operator's watches have delivered, by resource.</summary>
    public IReadOnlyDictionary<string, int> EventsOf(int client) =>
        events.Where(pair => pair.Key.Operator == client).ToDictionary(pair => pair.Key.Resource, pair => pair.Value);

    private Fault? Due(SimulatedOperator client, WatchStream stream, Func<Fault, bool> kind) => plan.Faults.Count == 0 ? null : plan.Faults.FirstOrDefault(fault =>
        kind(fault) && fault.Operator == client.Number && fault.Resource == stream.Resource.Plural && Seen(client, stream) == fault.At && !over.Contains(fault));

    private int Seen(SimulatedOperator client, WatchStream stream) => events.GetValueOrDefault((client.Number, stream.Resource.Plural));
}

/// <summary>Counts what an operator asks for, over all its processes.</summary>
internal sealed class RequestCounts
{
    private readonly Dictionary<int, (int Requests, int Writes)> counts = [];

    public (int Request, int? Write) Take(SimulatedOperator client, bool isWrite)
    {
        var (requests, writes) = counts.GetValueOrDefault(client.Number);
        counts[client.Number] = (requests + 1, writes + (isWrite ? 1 : 0));
        return (requests, isWrite ? writes : null);
    }

    public int RequestsOf(int client) => counts.GetValueOrDefault(client).Requests;

    public int WritesOf(int client) => counts.GetValueOrDefault(client).Writes;
}
