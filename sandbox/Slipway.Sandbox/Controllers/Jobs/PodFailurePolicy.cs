using System.Text.Json.Nodes;
using Slipway.Kubernetes.Resources;
using Slipway.Sandbox.ApiServer.Documents;

namespace Slipway.Sandbox.Controllers.Jobs;

/// <summary>What a failed pod means to its job.</summary>
internal enum FailureAction
{
    /// <summary>It counts towards the back-off limit.</summary>
    Count,

    /// <summary>It is replaced and does not count.</summary>
    Ignore,

    /// <summary>The job has failed.</summary>
    FailJob,
}

/// <summary>Judges failed pods by the rules of <c>spec.podFailurePolicy</c>; the first rule that matches decides.</summary>
internal static class PodFailurePolicy
{
    /// <summary>What to do about the pod, and why, if a rule says that the job has failed.</summary>
    public static (FailureAction Action, string? Message) Judge(JsonObject? policy, Pod pod)
    {
        foreach (var (index, rule) in policy.ArrayAt("rules").Objects().Index())
        {
            var why = rule.ObjectAt("onExitCodes") is { } codes ? ByExitCode(codes, pod) : ByCondition(rule, pod);
            if (why is null) continue;
            return rule.TextAt("action") switch
            {
                "FailJob" => (FailureAction.FailJob, $"{why} matching FailJob rule at index {index}"),
                "Ignore" => (FailureAction.Ignore, null),
                _ => (FailureAction.Count, null),
            };
        }

        return (FailureAction.Count, null);
    }

    private static string? ByExitCode(JsonObject requirement, Pod pod)
    {
        var values = requirement.ArrayAt("values")?.Select(value => JsonTree.IsInteger(value, out var code) ? code : -1).ToHashSet() ?? [];
        var wanted = requirement.TextAt("operator") != "NotIn";
        foreach (var status in (pod.Status?.ContainerStatuses ?? []).Concat(pod.Status?.InitContainerStatuses ?? []))
        {
            if (requirement.TextAt("containerName") is { } name && name != status.Name) continue;
            // Success matches no rule, whatever the operator.
            if (status.State?.Terminated is { ExitCode: not 0 } ended && values.Contains(ended.ExitCode) == wanted)
                return $"Container {status.Name} for pod {pod.Key()} failed with exit code {ended.ExitCode}";
        }

        return null;
    }

    private static string? ByCondition(JsonObject rule, Pod pod)
    {
        foreach (var pattern in rule.ArrayAt("onPodConditions").Objects())
        {
            var type = pattern.TextAt("type") ?? "";
            if (pod.Status?.Conditions.Find(type)?.Status == (pattern.TextAt("status") ?? Condition.True))
                return $"Pod {pod.Key()} has condition {type}";
        }

        return null;
    }
}
