using System.Text.Json.Nodes;
using Slipway.Faults.Tests.World;
using Slipway.Operator.Tests.Rollouts.Shell;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Storage;

namespace Slipway.Faults.Tests.Rules;

/// <summary>What must never happen, looked at after every single write.</summary>
internal sealed class SafetyRules
{
    private readonly RevisionLog log;
    private readonly IReadOnlyList<ISafetyRule> rules;
    private readonly Dictionary<string, int> made = new(StringComparer.Ordinal);
    private readonly List<string> requested = [];
    private readonly OwnershipRule owners = new();
    private long seen;

    public SafetyRules(RevisionLog log, RolloutNetwork network)
    {
        this.log = log;
        seen = log.Revision;
        rules = [owners, new StatusRule(), new RecordRule(), new RouteRule(network), new LeadershipRule(log), new CollectionRule(log), new SearchRule(log)];
    }

    /// <summary>The first rule that was broken, in words; null while all is well.</summary>
    public string? Violation { get; private set; }

    /// <summary>How often the operators made each object, by kind and name; what was made for an owner that had just gone is collected and does not count.</summary>
    public IReadOnlyDictionary<string, int> Made => made;

    /// <summary>What the operators asked for, in order.</summary>
    public IReadOnlyList<string> Requested => requested;

    /// <summary>Writes of operators that changed something.</summary>
    public int Commits { get; private set; }

    /// <summary>A request of an operator, before it is served.</summary>
    public void Sees(SimulatedOperator client, HttpRequestMessage request)
    {
        Follow(null);
        requested.Add($"{client.Number} {request.Method} {request.RequestUri!.PathAndQuery}");
        foreach (var rule in rules) Report(rule.Request(client, request));
    }

    /// <summary>Looks at what was written since the last time.</summary>
    /// <param name="writer">The operator that wrote it; null: somebody else.</param>
    public void Follow(SimulatedOperator? writer)
    {
        if (log.Revision == seen) return;
        foreach (var record in log.ReadAfter(null, ref seen)!)
        {
            // Leases are written at their own pace, and events tell of what happened: both say nothing of the objects.
            if (record.StorageKey is "leases.coordination.k8s.io" or "events") continue;
            if (writer is not null)
            {
                Commits++;
                var key = $"{record.StorageKey}/{record.Current.Name}";
                if (record.Kind == ChangeKind.Added && owners.IsAlive(record)) made[key] = made.GetValueOrDefault(key) + 1;
            }

            foreach (var rule in rules) Report(rule.Change(record, writer));
        }
    }

    private void Report(string? broken) => Violation ??= broken;
}

/// <summary>One thing that must never happen.</summary>
internal interface ISafetyRule
{
    /// <summary>What is wrong with a request of an operator; null when nothing is.</summary>
    string? Request(SimulatedOperator client, HttpRequestMessage request) => null;

    /// <summary>What is wrong with a change; null when nothing is.</summary>
    /// <param name="record">The change.</param>
    /// <param name="writer">The operator that made it; null: somebody else.</param>
    string? Change(LogRecord record, SimulatedOperator? writer);
}

/// <summary>Reads of objects that several rules share.</summary>
internal static class Stored
{
    public static bool IsOfKind(this LogRecord record, string plural) => record.StorageKey == $"{plural}.{Api.SlipwayApi.Group}";

    public static bool IsOurs(this LogRecord record) => record.StorageKey.EndsWith($".{Api.SlipwayApi.Group}", StringComparison.Ordinal);

    public static IEnumerable<JsonObject> Conditions(this StoredObject stored) => stored.Json.ArrayAt("status", "conditions").Objects();

    public static JsonObject? Condition(this StoredObject? stored, string type) => stored?.Conditions().FirstOrDefault(each => each.TextAt("type") == type);

    public static string Named(this LogRecord record) => $"{record.StorageKey} {record.Current.Name}";
}
