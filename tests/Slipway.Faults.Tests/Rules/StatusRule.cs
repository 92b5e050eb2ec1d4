using Slipway.Faults.Tests.World;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Storage;

namespace Slipway.Faults.Tests.Rules;

/// <summary>The rules of kstatus, for every status that an operator writes.</summary>
internal sealed class StatusRule : ISafetyRule
{
    public string? Change(LogRecord record, SimulatedOperator? writer)
    {
        if (!record.IsOurs() || record.Kind == ChangeKind.Deleted || record.Current.Json.At("status") is null) return null;
        var (now, before) = (record.Current, record.Previous);
        if (now.Json.IntegerAt("status", "observedGeneration") < before?.Json.IntegerAt("status", "observedGeneration"))
            return $"{record.Named()}: observedGeneration went back";
        if (writer is null || record.Kind == ChangeKind.Added) return null;
        // A status is written against the version that was decided on, so the deletion had been seen.
        if (before is { IsTerminating: true }) return $"{record.Named()}: a status was written of what is being deleted";
        if (now.Condition("Ready") is not { } ready) return $"{record.Named()}: there is no condition Ready";
        var generation = now.Json.IntegerAt("metadata", "generation");
        if (now.Json.IntegerAt("status", "observedGeneration") != generation) return $"{record.Named()}: the status speaks of another generation than {generation}";
        if (ready.TextAt("status") == "True" && ready.IntegerAt("observedGeneration") != generation) return $"{record.Named()}: Ready is true of another generation than {generation}";
        if (IsTrue(now, "Reconciling") && IsTrue(now, "Stalled")) return $"{record.Named()}: Reconciling and Stalled are both true";
        foreach (var condition in now.Conditions())
        {
            var type = condition.TextAt("type")!;
            if (string.IsNullOrEmpty(condition.TextAt("reason")) || string.IsNullOrEmpty(condition.TextAt("message"))) return $"{record.Named()}: {type} says nothing";
            if (before.Condition(type) is not { } old) continue;
            var flipped = old.TextAt("status") != condition.TextAt("status");
            if (!flipped && old.TextAt("lastTransitionTime") != condition.TextAt("lastTransitionTime")) return $"{record.Named()}: {type} has a new time and the same status";
        }

        return null;
    }

    private static bool IsTrue(StoredObject stored, string type) => stored.Condition(type)?.TextAt("status") == "True";
}
