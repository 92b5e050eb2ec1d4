using Slipway.Faults.Tests.Plans;
using Slipway.Faults.Tests.Scenarios;
using Slipway.Faults.Tests.World;
using Slipway.Operator.Tests.Rollouts.Shell;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Storage;

namespace Slipway.Faults.Tests.Rules;

/// <summary>What is true of every end, whatever way led to it.</summary>
internal static class Health
{
    /// <summary>The first thing that is not as it should be, in words.</summary>
    public static string? Check(InlineServer server, RolloutNetwork network, Scenario scenario, FaultPlan plan)
    {
        var objects = server.Objects().Where(each => each.Object.Namespace == InlineServer.Place).ToList();
        return objects.Select(each => Check(each.Kind, each.Object, objects, scenario, plan)).FirstOrDefault(problem => problem is not null)
            ?? objects.Where(each => each.Kind == "Rollout").Select(each => Rollout(each.Object, objects, network)).FirstOrDefault(problem => problem is not null);
    }

    private static string? Check(string kind, StoredObject stored, List<(string Kind, StoredObject Object)> objects, Scenario scenario, FaultPlan plan)
    {
        var name = $"{kind}/{stored.Name}";
        if (stored.IsTerminating) return $"{name} is still on its way out";
        foreach (var owner in stored.Json.ArrayAt("metadata", "ownerReferences").Objects())
        {
            if (!objects.Exists(each => each.Object.Uid == owner.TextAt("uid"))) return $"{name} is left of {owner.TextAt("kind")} {owner.TextAt("name")}, which is gone";
        }

        if (kind == "Job" && !stored.Conditions().Any()) return $"{name} has no end";
        if (stored.Json.At("status", "observedGeneration") is null || kind is not ("Dataset" or "FeatureSet" or "TrainingJob" or "ModelVersion" or "Rollout"))
            return kind is "Dataset" or "FeatureSet" or "TrainingJob" or "ModelVersion" or "Rollout" ? $"{name} was never looked at" : null;
        if (stored.Json.IntegerAt("status", "observedGeneration") != stored.Json.IntegerAt("metadata", "generation")) return $"{name}: the last change was not looked at";
        var ready = stored.Condition("Ready");
        var reason = ready?.TextAt("reason");
        if (scenario.NotReady.TryGetValue(name, out var expected)) return reason == expected ? null : $"{name} ends with {reason}, not {expected}";
        // A result that went with its node cannot be read; the operator says so and asks for another run.
        if (reason == "ResultLost" && plan.Faults.Any(fault => fault.Kind == FaultKind.PodLost)) return null;
        return ready?.TextAt("status") == "True" && stored.Condition("Reconciling") is null ? null : $"{name} is not ready: {reason}: {ready?.TextAt("message")}";
    }

    private static string? Rollout(StoredObject rollout, List<(string Kind, StoredObject Object)> objects, RolloutNetwork network)
    {
        var stable = rollout.Json.TextAt("status", "stable", "name");
        if (rollout.Json.At("status", "candidate") is not null) return $"Rollout/{rollout.Name} still has a candidate";
        var predictors = objects.Where(each => each.Kind == "Deployment" && each.Object.Json.TextAt("metadata", "labels", "app.kubernetes.io/component") == "predictor").ToList();
        if (predictors.Count != 1 || predictors[0].Object.Name != stable) return $"Rollout/{rollout.Name}: the predictors are {string.Join(", ", predictors.Select(each => each.Object.Name))}, stable is {stable}";
        var wrong = network.Tables().FirstOrDefault(table => table.Backends.Count != 1 || table.Backends[0].Revision != stable || table.Backends[0].Weight != 100);
        return wrong is null ? null : $"Rollout/{rollout.Name}: a router sends requests to {string.Join(", ", wrong.Backends.Select(backend => backend.Revision))}, stable is {stable}";
    }
}
