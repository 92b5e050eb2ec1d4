using Slipway.Faults.Tests.World;
using Slipway.Operator.Tests.Rollouts.Shell;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Storage;

namespace Slipway.Faults.Tests.Rules;

/// <summary>No request is sent to what is not there; weights add up; no weight is given before what it needs is on record.</summary>
internal sealed class RouteRule(RolloutNetwork network) : ISafetyRule
{
    public string? Change(LogRecord record, SimulatedOperator? writer)
    {
        if (writer is null) return null;
        if (record.Kind == ChangeKind.Deleted && record.StorageKey is "deployments.apps" or "services" && IsPredictor(record.Current))
        {
            var routed = network.Tables().FirstOrDefault(table => table.Backends.Any(backend => backend.Revision == record.Current.Name));
            return routed is null ? null : $"{record.Named()} was deleted while a router sends requests to it (generation {routed.Generation})";
        }

        return record.IsOfKind("rollouts") && record.Kind == ChangeKind.Modified ? Weights(record) : null;
    }

    private static bool IsPredictor(StoredObject stored) => stored.Json.TextAt("metadata", "labels", "app.kubernetes.io/component") == "predictor";

    private static string? Weights(LogRecord record)
    {
        var (now, before) = (record.Current.Json, record.Previous!.Json);
        if (now.IntegerAt("status", "routeGeneration") < before.IntegerAt("status", "routeGeneration")) return $"{record.Named()}: the generation of the routes went back";
        if (now.At("status", "stable") is null) return before.At("status", "stable") is null ? null : $"{record.Named()}: nothing is stable any more";
        var (stable, candidate) = (now.IntegerAt("status", "stable", "weight") ?? 0, now.IntegerAt("status", "candidate", "weight") ?? 0);
        if (stable + candidate != 100) return $"{record.Named()}: the weights are {stable} and {candidate}";
        if (candidate > 0 && now.At("status", "stepIndex") is null) return $"{record.Named()}: a candidate has weight before its first step";
        var moved = candidate != (before.IntegerAt("status", "candidate", "weight") ?? 0) || now.TextAt("status", "stable", "name") != before.TextAt("status", "stable", "name");
        return moved && now.IntegerAt("status", "routeGeneration") == before.IntegerAt("status", "routeGeneration") ? $"{record.Named()}: the weights moved and the generation of the routes did not" : null;
    }
}
