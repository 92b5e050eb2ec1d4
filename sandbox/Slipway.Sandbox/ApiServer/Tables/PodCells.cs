using System.Globalization;
using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;

namespace Slipway.Sandbox.ApiServer.Tables;

/// <summary>Readiness, status and restarts of a pod as kubectl has always shown them.</summary>
internal static class PodCells
{
    public static string Ready(JsonObject pod)
    {
        var statuses = pod.ArrayAt("status", "containerStatuses").Objects();
        return string.Create(CultureInfo.InvariantCulture, $"{statuses.Count(s => s.FlagAt("ready"))}/{pod.ArrayAt("spec", "containers")?.Count ?? 0}");
    }

    public static string Status(JsonObject pod)
    {
        var reason = pod.TextAt("status", "reason") ?? pod.TextAt("status", "phase") ?? "Unknown";
        var initializing = InitReason(pod);
        if (initializing is not null)
        {
            reason = initializing;
        }
        else
        {
            reason = ContainerReason(pod, reason);
        }

        if (pod.At("metadata", "deletionTimestamp") is null)
        {
            return reason;
        }

        return pod.TextAt("status", "reason") == "NodeLost" ? "Unknown" : "Terminating";
    }

    public static string Restarts(JsonObject pod, DateTimeOffset now)
    {
        var statuses = pod.ArrayAt("status", "containerStatuses").Objects().ToList();
        var restarts = statuses.Sum(s => s.IntegerAt("restartCount") ?? 0);
        var last = statuses.Select(s => s.TextAt("lastState", "terminated", "finishedAt")).Where(t => t is not null).Max(StringComparer.Ordinal);
        var count = restarts.ToString(CultureInfo.InvariantCulture);
        return restarts > 0 && last is not null ? $"{count} ({HumanDuration.Since(last, now)} ago)" : count;
    }

    private static string ContainerReason(JsonObject pod, string reason)
    {
        var hasRunning = false;
        foreach (var status in pod.ArrayAt("status", "containerStatuses").Objects().Reverse())
        {
            if (status.TextAt("state", "waiting", "reason") is { Length: > 0 } waiting)
            {
                reason = waiting;
            }
            else if (status.ObjectAt("state", "terminated") is { } terminated)
            {
                reason = TerminatedReason(terminated);
            }
            else if (status.FlagAt("ready") && status.At("state", "running") is not null)
            {
                hasRunning = true;
            }
        }

        if (reason == "Completed" && hasRunning)
        {
            var ready = pod.ArrayAt("status", "conditions").Objects().Any(c => c.TextAt("type") == "Ready" && c.TextAt("status") == "True");
            return ready ? "Running" : "NotReady";
        }

        return reason;
    }

    private static string? InitReason(JsonObject pod)
    {
        var total = pod.ArrayAt("spec", "initContainers")?.Count ?? 0;
        foreach (var (index, status) in pod.ArrayAt("status", "initContainerStatuses").Objects().Index())
        {
            if (status.ObjectAt("state", "terminated") is { } terminated)
            {
                if (terminated.IntegerAt("exitCode") is null or 0)
                {
                    continue;
                }

                return "Init:" + TerminatedReason(terminated);
            }

            var waiting = status.TextAt("state", "waiting", "reason");
            return waiting is { Length: > 0 } and not "PodInitializing" ? "Init:" + waiting : string.Create(CultureInfo.InvariantCulture, $"Init:{index}/{total}");
        }

        return null;
    }

    private static string TerminatedReason(JsonObject terminated) =>
        terminated.TextAt("reason") is { Length: > 0 } reason ? reason
        : terminated.IntegerAt("signal") is > 0 and var signal ? $"Signal:{signal}"
        : $"ExitCode:{terminated.IntegerAt("exitCode") ?? 0}";
}
