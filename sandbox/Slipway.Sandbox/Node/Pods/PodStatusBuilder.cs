using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Kubernetes.Resources;

namespace Slipway.Sandbox.Node.Pods;

/// <summary>Makes the status of a pod out of what is known of its containers.</summary>
internal sealed class PodStatusBuilder(Pod pod, string podIP, string hostIP, DateTimeOffset startTime)
{
    private static readonly string[] OwnConditions = ["PodScheduled", "PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady"];
    private readonly PodRestartPolicy policy = PodRestartPolicies.Parse(pod.Spec?.RestartPolicy);
    private IReadOnlyList<Condition> conditions = pod.Status?.Conditions ?? [];

    /// <summary>The whole status.</summary>
    /// <param name="observed">Conditions as the API server has them now; those that others write are kept.</param>
    /// <param name="init">Init containers.</param>
    /// <param name="containers">Containers.</param>
    /// <param name="outcome">An end that the node brought about.</param>
    /// <param name="now">Time of changes.</param>
    public JsonObject Build(
        IReadOnlyList<Condition>? observed, IReadOnlyList<ContainerSnapshot> init, IReadOnlyList<ContainerSnapshot> containers,
        PodOutcome? outcome, DateTimeOffset now)
    {
        var phase = outcome is null ? PodPhase.Of(policy, init, containers) : PodPhase.Failed;
        conditions = [.. (observed ?? []).Where(condition => !OwnConditions.Contains(condition.Type)), .. conditions.Where(condition => OwnConditions.Contains(condition.Type))];
        SetConditions(phase, init, containers, now);
        var status = new JsonObject
        {
            ["phase"] = phase,
            ["conditions"] = JsonSerializer.SerializeToNode(conditions, KubernetesJson.Default.IReadOnlyListCondition),
            ["hostIP"] = hostIP,
            ["hostIPs"] = new JsonArray(new JsonObject { ["ip"] = hostIP }),
            ["podIP"] = podIP,
            ["podIPs"] = new JsonArray(new JsonObject { ["ip"] = podIP }),
            ["startTime"] = Time(startTime),
            ["containerStatuses"] = new JsonArray([.. containers.Select(Container)]),
        };
        if (init.Count > 0) status["initContainerStatuses"] = new JsonArray([.. init.Select(Container)]);
        if (outcome is not null) (status["reason"], status["message"]) = (outcome.Reason, outcome.Message);
        return status;
    }

    private void SetConditions(string phase, IReadOnlyList<ContainerSnapshot> init, IReadOnlyList<ContainerSnapshot> containers, DateTimeOffset now)
    {
        Set("PodScheduled", true, null, null, now);
        Set("PodReadyToStartContainers", !PodPhase.IsTerminal(phase), null, null, now);
        var incomplete = init.Where(container => !container.HasSucceeded).Select(container => container.Name).ToList();
        if (phase == PodPhase.Succeeded) Set("Initialized", true, "PodCompleted", null, now);
        else Set("Initialized", incomplete.Count == 0, "ContainersNotInitialized", $"containers with incomplete status: [{string.Join(' ', incomplete)}]", now);

        var unready = containers.Where(container => !container.Ready).Select(container => container.Name).ToList();
        var (ready, reason, message) = phase switch
        {
            PodPhase.Succeeded => (false, "PodCompleted", null),
            PodPhase.Failed => (false, "PodFailed", null),
            _ => (unready.Count == 0, "ContainersNotReady", $"containers with unready status: [{string.Join(' ', unready)}]"),
        };
        Set("Ready", ready, reason, message, now);
        Set("ContainersReady", ready, reason, message, now);
    }

    private void Set(string type, bool holds, string? reason, string? message, DateTimeOffset now) =>
        conditions = conditions.Set(new Condition
        {
            Type = type,
            Status = holds ? Condition.True : Condition.False,
            Reason = holds && reason != "PodCompleted" ? null : reason,
            Message = holds ? null : message,
        }, now);

    private JsonNode Container(ContainerSnapshot container)
    {
        var status = new JsonObject
        {
            ["name"] = container.Name,
            ["image"] = container.Image,
            ["imageID"] = "",
            ["ready"] = container.Ready || (IsInit(container) && container.HasSucceeded),
            ["started"] = container.Started,
            ["restartCount"] = container.RestartCount,
            ["state"] = State(container.State),
            ["lastState"] = container.LastState is { } last ? State(last) : new JsonObject(),
        };
        if (container.State.Waiting is null || container.LastState is not null)
        {
            status["imageID"] = $"sandbox://{container.Image}";
            status["containerID"] = $"sandbox://{pod.Metadata.Uid}-{container.Name}-{container.RestartCount}";
        }

        return status;
    }

    private bool IsInit(ContainerSnapshot container) => pod.Spec?.InitContainers?.Any(init => init.Name == container.Name) == true;

    private static JsonNode? State(ContainerState state) => JsonSerializer.SerializeToNode(state, PodStatusJson.Default.ContainerState);

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
}
