using System.Globalization;
using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;

namespace Slipway.Sandbox.Controllers.Deployments;

/// <summary>Makes the status of a deployment out of those of its replica sets.</summary>
internal static class DeploymentStatusBuilder
{
    private static readonly string[] Progress = ["updatedReplicas", "readyReplicas", "availableReplicas"];

    /// <summary>The whole status, and when it may change by time alone.</summary>
    public static (JsonObject Status, TimeSpan? Again) Build(DeploymentWorld world, DateTimeOffset now)
    {
        var (total, available) = (world.Sum("replicas"), world.Sum("availableReplicas"));
        var updated = DeploymentWorld.Count(world.Newest, "status", "replicas");
        var status = new JsonObject { ["observedGeneration"] = world.Deployment.Metadata.Generation };
        Set(status, "replicas", total);
        Set(status, "updatedReplicas", updated);
        Set(status, "readyReplicas", world.Sum("readyReplicas"));
        Set(status, "availableReplicas", available);
        Set(status, "unavailableReplicas", Math.Max(0, Math.Max(total, world.Replicas) - available));

        var enough = available >= world.Replicas - world.Limits.MaxUnavailable;
        var conditions = new DeploymentConditions(world.Deployment.Status.ArrayAt("conditions"), now);
        if (enough) conditions.Set("Available", "True", "MinimumReplicasAvailable", "Deployment has minimum availability.");
        else conditions.Set("Available", "False", "MinimumReplicasUnavailable", "Deployment does not have minimum availability.");

        var complete = world.Newest is not null && updated == world.Replicas && total == updated && available >= world.Replicas;
        var again = SetProgress(world, conditions, status, complete, now);
        status["conditions"] = conditions.ToJson();
        return (status, again);
    }

    private static TimeSpan? SetProgress(DeploymentWorld world, DeploymentConditions conditions, JsonObject status, bool complete, DateTimeOffset now)
    {
        var set = world.Newest is null ? "" : $"ReplicaSet \"{world.Newest.Metadata.Name}\" ";
        if (complete)
        {
            conditions.Set("Progressing", "True", "NewReplicaSetAvailable", $"{set}has successfully progressed.");
            return null;
        }

        var deadline = TimeSpan.FromSeconds(world.Deployment.Spec.IntegerAt("progressDeadlineSeconds") ?? 600);
        var isNew = world.Deployment.Status.IntegerAt("observedGeneration") != world.Deployment.Metadata.Generation;
        if (isNew || HasProgressed(world, status) || conditions.LastUpdate("Progressing") is null)
        {
            conditions.Set("Progressing", "True", "ReplicaSetUpdated", $"{set}is progressing.", touch: true);
            return deadline;
        }

        var left = conditions.LastUpdate("Progressing")!.Value + deadline - now;
        if (left > TimeSpan.Zero) return left;
        conditions.Set("Progressing", "False", "ProgressDeadlineExceeded", $"{set}has timed out progressing.");
        return null;
    }

    private static bool HasProgressed(DeploymentWorld world, JsonObject status)
    {
        var before = world.Deployment.Status;
        var oldPods = status.IntegerAt("replicas").GetValueOrDefault() - status.IntegerAt("updatedReplicas").GetValueOrDefault();
        var oldPodsBefore = before.IntegerAt("replicas").GetValueOrDefault() - before.IntegerAt("updatedReplicas").GetValueOrDefault();
        return oldPods < oldPodsBefore || Progress.Any(field => status.IntegerAt(field).GetValueOrDefault() > before.IntegerAt(field).GetValueOrDefault());
    }

    private static void Set(JsonObject status, string field, int value)
    {
        if (value > 0) status[field] = (long)value;
    }

    /// <summary>The conditions of a deployment, which have a time of their last update besides the usual fields.</summary>
    private sealed class DeploymentConditions(JsonArray? stored, DateTimeOffset now)
    {
        private readonly List<JsonObject> conditions = [.. stored.Objects().Select(condition => (JsonObject)condition.DeepClone())];
        private readonly string time = now.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

        public void Set(string type, string status, string reason, string message, bool touch = false)
        {
            var condition = conditions.Find(each => each.TextAt("type") == type);
            if (condition is null) conditions.Add(condition = new JsonObject { ["type"] = type });
            if (condition.TextAt("status") != status) condition["lastTransitionTime"] = time;
            if (touch || condition.TextAt("status") != status || condition.TextAt("reason") != reason) condition["lastUpdateTime"] = time;
            (condition["status"], condition["reason"], condition["message"]) = (status, reason, message);
        }

        public DateTimeOffset? LastUpdate(string type) =>
            DateTimeOffset.TryParse(conditions.Find(each => each.TextAt("type") == type).TextAt("lastUpdateTime"), CultureInfo.InvariantCulture, out var at) ? at : null;

        public JsonArray ToJson() => new([.. conditions.Select(condition => condition.DeepClone())]);
    }
}
