using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Kubernetes.Resources;
using Slipway.Sandbox.Controllers.Common;

namespace Slipway.Sandbox.Controllers.Jobs;

/// <summary>Writes the status of a job.</summary>
internal static class JobStatusWriter
{
    public static JsonObject Write(
        JobWorld world, int active, DateTimeOffset? startTime, IReadOnlyList<Condition> conditions, DateTimeOffset? completionTime = null)
    {
        var status = new JsonObject();
        if (conditions.Count > 0) status["conditions"] = JsonSerializer.SerializeToNode(conditions, KubernetesJson.Default.IReadOnlyListCondition);
        if (startTime is { } start) status["startTime"] = Time(start);
        if (completionTime is { } completion) status["completionTime"] = Time(completion);
        if (active > 0) status["active"] = active;
        if (world.SucceededCount > 0) status["succeeded"] = world.SucceededCount;
        if (world.Count.Failed > 0) status["failed"] = world.Count.Failed;
        status["ready"] = world.Active.Count(pod => pod.IsReady());
        status["terminating"] = world.Terminating.Count;
        status["uncountedTerminatedPods"] = new JsonObject();
        if (world.CompletedIndexes.Count > 0) status["completedIndexes"] = IndexRanges.Write(world.CompletedIndexes);
        return status;
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
